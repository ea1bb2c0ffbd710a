// Feeds bytes to the readers of events and of requests for recommendations. Either something comes
// back that keeps the protocol's bounds, or Error{kInvalidRequest}.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "data/event_parser.h"
#include "data/recommend_request.h"
#include "tests/fuzz/outcome.h"

namespace {

using namespace aisle::data;
using aisle::fuzz::read_or_refuse;
using aisle::fuzz::require;

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    read_or_refuse([&] {
        const rapidjson::Document body = parse_json(text);
        for (const Event& event : parse_events(body, {1'700'000'000'000})) {
            require(!event.user_token.empty() && !event.index.empty());
            require(event.objects.size() <= 20);
        }
    });
    read_or_refuse([&] {
        const rapidjson::Document body = parse_json(text);
        for (const auto& request : parse_recommend_requests(body)) {
            require(!request.index_name.empty());
            require(request.max_recommendations >= 1 && request.max_recommendations <= 30);
        }
    });
    return 0;
}
