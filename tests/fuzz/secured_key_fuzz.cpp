// Feeds bytes to what a stranger can send as a key: the decoder of secured keys and the reader
// of restrictions. Either a value comes back or Error{kInvalidRequest}; restrictions that were
// read can be laid over any request.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/restrictions.h"
#include "api/secured_key.h"
#include "data/error.h"
#include "data/search_params_parser.h"

namespace {

using namespace aisle;

void require(bool holds) {
    if (!holds) std::abort();
}

void lay_over(const std::string& text) {
    try {
        const auto restrictions = api::parse_restrictions(text);
        (void)restrictions.allows_index("products");
        (void)restrictions.allows_source("192.0.2.1");
        const data::Settings settings;
        data::SearchParams params;
        data::apply_search_params("filters=a:1&length=9&facets=a", params);
        const auto before = params.filters;
        api::force(restrictions, settings, params);
        data::finish_search_params(settings, params);
        require(params.filters == before || params.filters.kind == data::Filter::Kind::kAnd);
    } catch (const data::Error& error) {
        require(error.code() == data::ErrorCode::kInvalidRequest);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (const auto key = api::decode_secured_key(text)) {
        require(key->signature.size() == 64);
        (void)api::is_signed_by(*key, "parent");
        lay_over(key->restrictions);
    }
    lay_over(text);
    return 0;
}
