#include "api/handlers.h"
#include "api/operation_kind.h"
#include "api/write_call.h"
#include "data/error.h"
#include "data/event_parser.h"

namespace aisle::api {

/// Clients send events as they happen and never look at the answer, so that what is wrong with
/// them has a status of its own in the protocol: the request was understood, its events were not.
Response send_events(const Service& service, const Call& call) {
    const auto body = require_body(call);
    std::vector<data::Event> events;
    try {
        events = data::parse_events(body, {.now_ms = KeyRing::now_ms()});
    } catch (const data::Error& error) {
        if (error.code() != data::ErrorCode::kInvalidRequest) throw;
        return json_error(422, error.what());
    }
    for (const auto& event : events) call.access.require_index(event.index);
    if (!events.empty()) submit(service, {}, operation_kind::kEvents, call.request.body);
    return json_response(R"({"status":200,"message":"OK"})");
}

} // namespace aisle::api
