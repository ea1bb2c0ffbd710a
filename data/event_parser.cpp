#include "data/event_parser.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "data/error.h"
#include "data/url_params.h"

// The protocol checks the form of events and nothing else: whether the index or the products exist
// is nobody's business here. Members are checked one by one in the order of the protocol's table,
// then what holds between them.

namespace aisle::data {
namespace {

constexpr std::size_t kMaxNameLength = 64;
constexpr std::size_t kMaxTokenLength = 129;
constexpr std::size_t kMaxQueryIdLength = 128;
constexpr rapidjson::SizeType kMaxObjects = 20;
constexpr std::int64_t kClockTolerance = 5 * 60 * 1000;
constexpr std::int64_t kMaxMilliseconds = std::numeric_limits<std::int64_t>::max() / 2;

/// Calls read(at) with the member when it is there and not null.
template <class Read>
void with_member(const JsonAt& at, const char* name, Read&& read) {
    for (const auto& member : at.value().GetObject()) {
        if (string_of(member.name) != name || member.value.IsNull()) continue;
        const JsonAt value = at.member(member);
        read(value);
        return;
    }
}

bool has_member(const JsonAt& at, std::string_view name) {
    const auto* value = find_member(at.value(), name);
    return value != nullptr && !value->IsNull();
}

std::string_view require_text(const JsonAt& at, const char* name) {
    std::optional<std::string_view> text;
    with_member(at, name, [&](const JsonAt& value) { text = value.as_string(); });
    if (!text) at.fail_with(std::string("expected a member ") + name);
    return *text;
}

bool is_event_name(std::string_view text) {
    return !text.empty() && text.size() <= kMaxNameLength &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_query_id(std::string_view text) {
    if (text.starts_with("message_")) return text.size() <= kMaxQueryIdLength;
    return text.size() == 32 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

EventKind read_kind(const JsonAt& at) {
    const auto type = require_text(at, "eventType");
    EventKind kind = EventKind::kConversion;
    if (type == "view") {
        kind = EventKind::kView;
    } else if (type == "click") {
        kind = EventKind::kClick;
    } else if (type != "conversion") {
        with_member(at, "eventType",
                    [](const JsonAt& value) { value.fail("click, conversion or view"); });
    }
    with_member(at, "eventSubtype", [&](const JsonAt& value) {
        const auto subtype = value.as_string();
        if (subtype != "addToCart" && subtype != "purchase") value.fail("addToCart or purchase");
        if (type != "conversion") value.fail_with("allowed with eventType conversion only");
        kind = subtype == "purchase" ? EventKind::kPurchase : EventKind::kAddToCart;
    });
    return kind;
}

void read_object_ids(const JsonAt& at, Event& event) {
    at.require_array();
    if (at.value().Empty() || at.value().Size() > kMaxObjects) at.fail("1 to 20 objectIDs");
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const JsonAt element = at.element(i);
        if (element.as_string().empty()) element.fail("an objectID");
        event.objects.push_back({std::string(element.as_string()), 0, 1});
    }
}

/// Clients encode the whole filter, its colon included.
void check_filters(const JsonAt& at) {
    at.require_array();
    if (at.value().Empty() || at.value().Size() > kMaxObjects) at.fail("1 to 20 filters");
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const JsonAt element = at.element(i);
        const auto decoded = decode_url_params(element.as_string());
        const bool is_one = decoded.size() == 1 && decoded.front().second.empty();
        const auto colon = is_one ? decoded.front().first.find(':') : std::string::npos;
        if (colon == std::string::npos || colon == 0) element.fail("a filter facet:value");
    }
}

void check_positions(const JsonAt& at, const Event& event) {
    at.require_array();
    if (at.value().Size() != event.objects.size())
        at.fail_with("expected as many positions as objectIDs");
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const JsonAt element = at.element(i);
        (void)element.as_integer(1, std::numeric_limits<std::int32_t>::max());
    }
}

/// A number, or a text that spells one: shops send prices both ways.
double read_amount(const JsonAt& at) {
    if (!at.value().IsString()) return at.as_number();
    const std::string text(at.as_string());
    char* end = nullptr;
    const double amount = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(amount)) at.fail("a number");
    return amount;
}

void read_object_data(const JsonAt& at, Event& event) {
    at.require_array();
    if (at.value().Size() != event.objects.size())
        at.fail_with("expected as many elements as objectIDs");
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const JsonAt element = at.element(i);
        element.require_object();
        EventObject& object = event.objects[i];
        // A member that was `undefined` in the browser arrives as an empty object.
        const auto is_set = [](const JsonAt& value) { return !value.value().IsObject(); };
        with_member(element, "price", [&](const JsonAt& value) {
            if (is_set(value)) object.price = read_amount(value);
        });
        with_member(element, "discount", [&](const JsonAt& value) {
            if (is_set(value)) (void)read_amount(value);
        });
        with_member(element, "quantity", [&](const JsonAt& value) {
            if (is_set(value))
                object.quantity = static_cast<std::uint32_t>(
                    value.as_integer(1, std::numeric_limits<std::int32_t>::max()));
        });
        with_member(element, "queryID", [&](const JsonAt& value) {
            if (is_set(value) && !is_query_id(value.as_string()))
                value.fail("32 lower-case hexadecimal digits");
        });
    }
}

void read_time(const JsonAt& at, const EventRules& rules, Event& event) {
    event.time_ms = at.as_integer(0, kMaxMilliseconds);
    if (rules.max_age_ms == 0) return;
    if (event.time_ms < rules.now_ms - rules.max_age_ms)
        at.fail("a time of the last " + std::to_string(rules.max_age_ms / 86'400'000) + " days");
    if (event.time_ms > rules.now_ms + kClockTolerance) at.fail("a time that is not ahead");
}

void read_tokens(const JsonAt& at, Event& event) {
    event.user_token = require_text(at, "userToken");
    const auto check = [](const JsonAt& value) {
        if (!is_user_token(value.as_string())) value.fail("1 to 129 of A-Z a-z 0-9 _ = / + -");
    };
    with_member(at, "userToken", check);
    with_member(at, "authenticatedUserToken", [&](const JsonAt& value) {
        check(value);
        event.user_token = value.as_string();
    });
}

/// What holds between members.
void check_together(const JsonAt& at, const Event& event) {
    const bool has_objects = has_member(at, "objectIDs");
    const bool has_positions = has_member(at, "positions");
    const bool is_click = event.kind == EventKind::kClick;
    if (has_objects == has_member(at, "filters"))
        at.fail_with("expected either objectIDs or filters");
    if (has_positions && !is_click) at.fail_with("positions are allowed with click events only");
    if (has_positions && event.query_id.empty()) at.fail_with("positions need a queryID");
    if (is_click && has_objects && !event.query_id.empty() && !has_positions)
        at.fail_with("a click with a queryID needs positions");
}

} // namespace

bool is_user_token(std::string_view text) noexcept {
    return !text.empty() && text.size() <= kMaxTokenLength &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '=' ||
                      c == '/' || c == '+' || c == '-';
           });
}

std::optional<Event> parse_event(const JsonAt& at, const EventRules& rules) {
    at.require_object();
    if (require_text(at, "eventType") == "instantsearch") return std::nullopt;
    Event event;
    event.kind = read_kind(at);
    if (!is_event_name(require_text(at, "eventName")))
        with_member(at, "eventName",
                    [](const JsonAt& value) { value.fail("1 to 64 printable ASCII characters"); });
    event.index = require_text(at, "index");
    if (event.index.empty()) at.fail_with("expected the name of an index in index");
    read_tokens(at, event);
    event.time_ms = rules.now_ms;
    with_member(at, "timestamp", [&](const JsonAt& value) { read_time(value, rules, event); });
    with_member(at, "queryID", [&](const JsonAt& value) {
        if (!is_query_id(value.as_string())) value.fail("32 lower-case hexadecimal digits");
        event.query_id = value.as_string();
    });
    with_member(at, "objectIDs", [&](const JsonAt& value) { read_object_ids(value, event); });
    with_member(at, "filters", [](const JsonAt& value) { check_filters(value); });
    check_together(at, event);
    with_member(at, "positions", [&](const JsonAt& value) { check_positions(value, event); });
    with_member(at, "objectData", [&](const JsonAt& value) { read_object_data(value, event); });
    with_member(at, "value", [](const JsonAt& value) { (void)read_amount(value); });
    with_member(at, "currency", [](const JsonAt& value) {
        if (value.as_string().size() != 3) value.fail("a currency of three letters");
    });
    return event;
}

std::vector<Event> parse_events(const rapidjson::Value& body, const EventRules& rules) {
    const JsonAt root(body);
    root.require_object();
    std::vector<Event> events;
    bool is_there = false;
    with_member(root, "events", [&](const JsonAt& list) {
        is_there = true;
        list.require_array();
        if (list.value().Empty() || list.value().Size() > kMaxEventsPerRequest)
            list.fail("1 to 1000 events");
        for (rapidjson::SizeType i = 0; i < list.value().Size(); ++i) {
            const JsonAt element = list.element(i);
            auto event = parse_event(element, rules);
            if (event) events.push_back(std::move(*event));
        }
    });
    if (!is_there) root.fail_with("expected a member events");
    return events;
}

} // namespace aisle::data
