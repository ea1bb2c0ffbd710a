#include "api/handlers.h"
#include "api/operation_kind.h"
#include "api/write_call.h"
#include "data/error.h"
#include "data/event_parser.h"
#include "data/json.h"

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
    service.event_rate.charge(events, KeyRing::now_ms());
    if (!events.empty()) submit(service, {}, operation_kind::kEvents, call.request.body);
    return json_response(R"({"status":200,"message":"OK"})");
}

/// Without an answer to read, as the protocol has it: everything about the person is forgotten,
/// or there was nothing.
Response delete_user_token(const Service& service, const Call& call) {
    const std::string& token = call.captures.front();
    if (!data::is_user_token(token)) {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          "userToken: expected 1 to 129 of A-Z a-z 0-9 _ = / + -, got " +
                              data::excerpt(token));
    }
    submit(service, {}, operation_kind::kForgetUser, R"({"userToken":")" + token + R"("})");
    return {.status = 204, .content_type = "", .body = ""};
}

} // namespace aisle::api
