// Events of the Insights protocol:
//   1. A complete event is read member by member; times, tokens and amounts in all their forms.
//   2. Every rule of the protocol refuses what breaks it, and says where.
//   3. One invalid event refuses its request; telemetry is accepted and not kept.

#include "data/event_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "data/error.h"

namespace aisle::data {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kNow = 1'700'000'000'000;
const std::string kQueryId = "0123456789abcdef0123456789abcdef";

std::optional<Event> parse(const std::string& text) {
    const auto document = parse_json(text);
    return parse_event(JsonAt(document), {kNow});
}

/// An event with the given members more, or instead.
std::string event_with(const std::string& members, const std::string& type = "view") {
    return R"({"eventType":")" + type +
           R"(","eventName":"Seen","index":"shop","userToken":"anonymous-1")" +
           (members.empty() ? "" : ",") + members + "}";
}

std::string refusal(const std::string& text) {
    try {
        (void)parse(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInvalidRequest);
        return error.what();
    }
    return "accepted";
}

TEST(EventParser, ReadsAPurchase) {
    const auto event = parse(R"({"eventType":"conversion","eventSubtype":"purchase",
        "eventName":"Bought","index":"shop","userToken":"a_B=c/d+e-1","timestamp":1699999999999,
        "authenticatedUserToken":"customer-7","objectIDs":["x","y"],"algoliaSource":["cart"],
        "objectData":[{"price":"12.50","quantity":2,"discount":1,"queryID":")" +
                             kQueryId + R"("},{"price":{},"quantity":{}}],
        "value":37.5,"currency":"EUR"})");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, EventKind::kPurchase);
    EXPECT_EQ(event->index, "shop");
    EXPECT_EQ(event->user_token, "customer-7");
    EXPECT_EQ(event->time_ms, 1'699'999'999'999);
    ASSERT_EQ(event->objects.size(), 2U);
    EXPECT_EQ(event->objects[0], (EventObject{"x", 12.5, 2}));
    EXPECT_EQ(event->objects[1], (EventObject{"y", 0, 1}));
}

TEST(EventParser, ReadsAClickAfterASearch) {
    const auto event = parse(event_with(
        R"("objectIDs":["x","x"],"positions":[1,4],"queryID":")" + kQueryId + "\"", "click"));
    ASSERT_TRUE(event);
    EXPECT_EQ(event->kind, EventKind::kClick);
    EXPECT_EQ(event->query_id, kQueryId);
    EXPECT_EQ(event->time_ms, kNow);
}

TEST(EventParser, FiltersMayBeEncodedWhole) {
    const auto event = parse(event_with(R"("filters":["brand%3ALumina","color:dark red"])"));
    ASSERT_TRUE(event);
    EXPECT_TRUE(event->objects.empty());
}

TEST(EventParser, RefusesWhatBreaksARuleAndSaysWhere) {
    const std::string objects = R"("objectIDs":["x"])";
    EXPECT_THAT(refusal("[]"), HasSubstr("object"));
    EXPECT_THAT(refusal(R"({"eventType":"buy"})"), HasSubstr("eventType: expected click"));
    EXPECT_THAT(refusal(event_with(R"("objectIDs":[])")), HasSubstr("1 to 20 objectIDs"));
    EXPECT_THAT(refusal(event_with(R"("objectIDs":[""])")), HasSubstr("objectIDs[0]"));
    EXPECT_THAT(refusal(event_with("")), HasSubstr("either objectIDs or filters"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"filters":["a:b"])")),
                HasSubstr("either objectIDs or filters"));
    EXPECT_THAT(refusal(event_with(R"("filters":["brand"])")), HasSubstr("filters[0]"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"positions":[1])")), HasSubstr("click"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"positions":[1])", "click")),
                HasSubstr("queryID"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"queryID":")" + kQueryId + "\"", "click")),
                HasSubstr("needs positions"));
    EXPECT_THAT(
        refusal(event_with(objects + R"(,"positions":[0],"queryID":")" + kQueryId + "\"", "click")),
        HasSubstr("positions[0]"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"positions":[1,2],"queryID":")" + kQueryId + "\"",
                                   "click")),
                HasSubstr("as many positions"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"queryID":"ABC")")), HasSubstr("queryID"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"eventSubtype":"purchase")")),
                HasSubstr("eventSubtype"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"eventSubtype":"gift")", "conversion")),
                HasSubstr("addToCart or purchase"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"timestamp":1000000000000)")),
                HasSubstr("30 days"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"timestamp":1800000000000)")),
                HasSubstr("not ahead"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"currency":"euro")")), HasSubstr("currency"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"objectData":[{},{}])")),
                HasSubstr("as many elements"));
    EXPECT_THAT(refusal(event_with(objects + R"(,"objectData":[{"price":"1,5"}])")),
                HasSubstr("objectData[0].price"));
    EXPECT_THAT(refusal(R"({"eventType":"view","eventName":"S","userToken":"u"})"),
                HasSubstr("index"));
    EXPECT_THAT(refusal(R"({"eventType":"view","eventName":"S","index":"i"})"),
                HasSubstr("userToken"));
    EXPECT_THAT(refusal(R"({"eventType":"view","eventName":"S","index":"i","userToken":"a b"})"),
                HasSubstr("userToken"));
    EXPECT_THAT(refusal(R"({"eventType":"view","eventName":"é","index":"i","userToken":"u"})"),
                HasSubstr("eventName"));
}

TEST(EventParser, OneInvalidEventRefusesItsRequest) {
    const std::string good = event_with(R"("objectIDs":["x"])");
    const auto read = [](const std::string& text) {
        const auto document = parse_json(text);
        return parse_events(document, {kNow});
    };
    EXPECT_EQ(read(R"({"events":[)" + good + "," + good + "]}").size(), 2U);
    EXPECT_THROW((void)read(R"({"events":[)" + good + ",{}]}"), Error);
    EXPECT_THROW((void)read(R"({"events":[]})"), Error);
    EXPECT_THROW((void)read("{}"), Error);
    const std::string telemetry = R"({"eventType":"instantsearch","eventName":"__start__"})";
    EXPECT_TRUE(read(R"({"events":[)" + telemetry + "]}").empty());
}

} // namespace
} // namespace aisle::data
