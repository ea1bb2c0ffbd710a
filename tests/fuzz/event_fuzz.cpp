// Feeds bytes to the readers of events and of requests for recommendations. Either something comes
// back that keeps the protocol's bounds, or Error{kInvalidRequest}.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "data/error.h"
#include "data/event_parser.h"
#include "data/recommend_request.h"

namespace {

using namespace aisle::data;

void require(bool holds) {
    if (!holds) std::abort();
}

template <typename Parse>
void run(Parse parse) {
    try {
        parse();
    } catch (const Error& error) {
        require(error.code() == ErrorCode::kInvalidRequest);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    run([&] {
        const rapidjson::Document body = parse_json(text);
        for (const Event& event : parse_events(body, {1'700'000'000'000})) {
            require(!event.user_token.empty() && !event.index.empty());
            require(event.objects.size() <= 20);
        }
    });
    run([&] {
        const rapidjson::Document body = parse_json(text);
        for (const auto& request : parse_recommend_requests(body)) {
            require(!request.index_name.empty());
            require(request.max_recommendations >= 1 && request.max_recommendations <= 30);
        }
    });
    return 0;
}
