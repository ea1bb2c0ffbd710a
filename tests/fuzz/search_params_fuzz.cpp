// Feeds bytes to the readers of searches (JSON and URL form) and settings. Either a value comes
// back or Error{kInvalidRequest}; settings survive storing, echoes survive decoding.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "data/search_params_parser.h"
#include "data/settings.h"
#include "data/url_params.h"
#include "tests/fuzz/outcome.h"

namespace {

using namespace aisle::data;
using aisle::fuzz::read_or_refuse;
using aisle::fuzz::require;

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    read_or_refuse([&] {
        SearchParams params;
        apply_search_params(text, params);
        finish_search_params(Settings(), params);
    });
    read_or_refuse([&] {
        const rapidjson::Document request = parse_json(text);
        (void)decode_url_params(encode_params_echo(request));
        (void)parse_search_params(JsonAt(request), Settings());
    });
    read_or_refuse([&] {
        const Settings settings = Settings::parse(text);
        require(Settings::parse(settings.stored_json()).stored_json() == settings.stored_json());
        require(Settings::parse(settings.to_json()).query_defaults == settings.query_defaults);
    });
    return 0;
}
