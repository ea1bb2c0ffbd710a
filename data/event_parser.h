#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "data/event.h"
#include "data/json.h"

namespace aisle::data {

/// Most events of one request.
inline constexpr std::size_t kMaxEventsPerRequest = 1000;

/// How events are judged.
struct EventRules {
    std::int64_t now_ms = 0; ///< events without a time get this
    std::int64_t max_age_ms = std::int64_t{30} * 24 * 3600 * 1000; ///< 0: any
};

/// Whether a text has the form of a userToken: 1 to 129 of A-Z a-z 0-9 _ = / + -.
[[nodiscard]] bool is_user_token(std::string_view text) noexcept;

/// One event in the form of the Insights protocol. Nothing for the client's own telemetry
/// (eventType "instantsearch"), which is accepted and not kept. Members nobody knows are ignored.
/// Throws: Error{kInvalidRequest} naming the member that is wrong and what would be right.
[[nodiscard]] std::optional<Event> parse_event(const JsonAt& at, const EventRules& rules);

/// The events of a request `{"events": [...]}`. One invalid event refuses them all.
/// Throws: Error{kInvalidRequest} with the path of what is wrong.
[[nodiscard]] std::vector<Event> parse_events(const rapidjson::Value& body,
                                              const EventRules& rules);

} // namespace aisle::data
