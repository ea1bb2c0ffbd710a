// Properties of the actions on records:
//   1. Every action of the protocol is read into its kind, with its objectID and its body.
//   2. A whole record is checked as in a batch build; only addObject may leave its id out.
//   3. What is wrong is refused with a message that names the place and what would be right.
//   4. The payload of a log operation reads back as the same actions.
//   5. Each built-in operation computes what the protocol says, and leaves values of another
//      type, or results that JSON cannot hold, as they are.
//   6. A partial update never makes a record that could not have been saved whole.

#include "api/record_actions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "data/error.h"

namespace aisle::api {
namespace {

using Kind = RecordAction::Kind;
using testing::HasSubstr;

RecordAction parse(std::string_view action, std::string_view body) {
    const auto document = data::parse_json(body);
    return parse_action(action, data::JsonAt(document, "body"));
}

RecordAction partial(std::string_view changes) {
    const auto document = data::parse_json(changes);
    return partial_action(data::JsonAt(document, "body"), "1", true);
}

template <class Work>
std::string message_of(const Work& work) {
    try {
        work();
    } catch (const data::Error& error) {
        EXPECT_EQ(error.code(), data::ErrorCode::kInvalidRequest);
        return error.what();
    }
    return "no error";
}

std::string refusal(std::string_view action, std::string_view body) {
    return message_of([&] { static_cast<void>(parse(action, body)); });
}

/// The member "n" of {"objectID":"1","n":current} after the operation; "" where it is missing.
std::string computed(std::string_view operation, const std::string& current,
                     const std::string& value) {
    const std::string record =
        current.empty() ? R"({"objectID":"1"})" : R"({"objectID":"1","n":)" + current + "}";
    const std::string changes = R"({"objectID":"1","n":{"_operation":")" + std::string(operation) +
                                R"(","value":)" + value + "}}";
    const auto result = apply_partial(record, partial(changes).body);
    const auto document = data::parse_json(result.value());
    const auto* n = data::find_member(document, "n");
    return n == nullptr ? "" : data::to_json_text(*n);
}

TEST(RecordActionsTest, every_action_has_its_kind) {
    const std::string body = R"({"a":1,"objectID":"x"})";
    const std::vector<std::pair<std::string, Kind>> kinds = {
        {"addObject", Kind::kReplace},
        {"updateObject", Kind::kReplace},
        {"partialUpdateObject", Kind::kPartial},
        {"partialUpdateObjectNoCreate", Kind::kPartialNoCreate},
        {"deleteObject", Kind::kDelete},
        {"clear", Kind::kClear},
        {"delete", Kind::kDeleteIndex}};
    for (const auto& [name, kind] : kinds) {
        const auto action = parse(name, body);
        EXPECT_EQ(action.kind, kind) << name;
        const bool is_about_all = kind == Kind::kClear || kind == Kind::kDeleteIndex;
        EXPECT_EQ(action.object_id, is_about_all ? "" : "x") << name;
        const bool has_body = !is_about_all && kind != Kind::kDelete;
        EXPECT_EQ(action.body, has_body ? R"({"objectID":"x","a":1})" : "") << name;
    }
}

TEST(RecordActionsTest, numbers_count_as_their_text_in_an_object_id) {
    EXPECT_EQ(parse("addObject", R"({"objectID":18446744073709551615})").object_id,
              "18446744073709551615");
    EXPECT_EQ(parse("deleteObject", R"({"objectID":-7})").object_id, "-7");
    EXPECT_EQ(parse("addObject", R"({"objectID":12})").body, R"({"objectID":"12"})");
}

TEST(RecordActionsTest, only_addObject_makes_up_an_object_id) {
    std::set<std::string> ids;
    for (int i = 0; i < 100; ++i) ids.insert(parse("addObject", R"({"a":1})").object_id);
    EXPECT_EQ(ids.size(), 100U);
    const auto action = parse("addObject", R"({"a":1})");
    EXPECT_EQ(action.body, R"({"objectID":")" + action.object_id + R"(","a":1})");
    for (const auto* name :
         {"updateObject", "partialUpdateObject", "partialUpdateObjectNoCreate", "deleteObject"}) {
        EXPECT_EQ(refusal(name, R"({"a":1})"), "body: objectID is missing, expected a string");
    }
}

TEST(RecordActionsTest, the_id_of_the_url_replaces_the_one_of_the_body) {
    const auto body = data::parse_json(R"({"objectID":"other","a":1})");
    const data::JsonAt at(body, "body");
    EXPECT_EQ(save_action(at, "a/é b").body, R"({"objectID":"a/é b","a":1})");
    EXPECT_EQ(partial_action(at, "1", false).body, R"({"objectID":"1","a":1})");
    EXPECT_EQ(partial_action(at, "1", false).kind, Kind::kPartialNoCreate);
}

TEST(RecordActionsTest, refusals_name_the_place_and_what_would_be_right) {
    EXPECT_EQ(refusal("upsert", "{}"), R"(body: unknown action "upsert")");
    EXPECT_EQ(refusal("addObject", "[1]"), "body: expected an object, got [1]");
    EXPECT_EQ(refusal("addObject", R"({"objectID":""})"),
              R"(body.objectID: expected a text that is not empty, got "")");
    EXPECT_EQ(refusal("deleteObject", R"({"objectID":1.5})"),
              "body.objectID: expected a string, got 1.5");
    EXPECT_THAT(refusal("addObject", R"({"objectID":"1","objectID":"2"})"),
                HasSubstr("is given twice"));
    EXPECT_THAT(refusal("addObject", R"({"objectID":"1","a":1,"a":2})"),
                HasSubstr(R"(objectID "1": a: is given twice)"));
    EXPECT_THAT(refusal("updateObject", R"({"objectID":"1","variants":5})"),
                HasSubstr(R"(objectID "1": variants)"));
    EXPECT_THAT(refusal("addObject", R"({"objectID":")" + std::string(600, 'x') + "\"}"),
                HasSubstr("at most 512"));
}

TEST(RecordActionsTest, refuses_built_in_operations_that_do_not_exist_or_do_not_fit) {
    const auto refused = [](std::string_view changes) {
        return message_of([&] { static_cast<void>(partial(changes)); });
    };
    EXPECT_EQ(refused(R"({"n":{"_operation":"Multiply","value":2}})"),
              "body.n._operation: expected Increment, Decrement, Add, Remove, AddUnique, "
              "IncrementFrom or IncrementSet, got \"Multiply\"");
    EXPECT_EQ(refused(R"({"n":{"_operation":7,"value":2}})"),
              "body.n._operation: expected a string, got 7");
    EXPECT_EQ(refused(R"({"n":{"_operation":"Add"}})"), "body.n: value is missing");
    for (const auto* name : {"Increment", "Decrement", "IncrementFrom", "IncrementSet"}) {
        EXPECT_EQ(refused(R"({"n":{"_operation":")" + std::string(name) + R"(","value":"2"}})"),
                  "body.n.value: expected a number, got \"2\"");
    }
    for (const auto* name : {"variants", "prices", "inventory", "_geoloc"}) {
        EXPECT_EQ(refused(R"({")" + std::string(name) + R"(":{"_operation":"Add","value":1}})"),
                  "body." + std::string(name) +
                      ": takes no built-in operation; send the whole value");
    }
}

TEST(RecordActionsTest, a_partial_update_is_checked_like_a_record) {
    const auto refused = [](std::string_view changes) {
        return message_of([&] { static_cast<void>(partial(changes)); });
    };
    EXPECT_THAT(refused(R"({"variants":5})"), HasSubstr(R"(objectID "1": variants)"));
    EXPECT_THAT(refused(R"({"_geoloc":{"lat":"north"}})"), HasSubstr("_geoloc"));
    EXPECT_THAT(refused(R"({"a":1,"a":2})"), HasSubstr("a: is given twice"));
    EXPECT_THAT(refusal("partialUpdateObject", R"({"objectID":"1","objectID":"2"})"),
                HasSubstr("objectID: is given twice"));
}

TEST(RecordActionsTest, the_payload_reads_back_as_the_same_actions) {
    const std::vector<RecordAction> actions = {
        parse("addObject", R"({"objectID":"ü \"1\"/\u0001","t":"a\\b","n":[1,2.5,null,{"x":{}}]})"),
        parse("partialUpdateObject", R"({"objectID":"2","n":{"_operation":"Add","value":[1]}})"),
        parse("partialUpdateObjectNoCreate", R"({"objectID":"3"})"),
        parse("deleteObject", R"({"objectID":"4"})"), parse("clear", "{}")};
    const auto read = read_actions(write_actions(actions));
    ASSERT_EQ(read.size(), actions.size());
    for (std::size_t i = 0; i < actions.size(); ++i) {
        EXPECT_EQ(read[i].kind, actions[i].kind);
        EXPECT_EQ(read[i].object_id, actions[i].object_id);
        EXPECT_EQ(read[i].body, actions[i].body);
    }
    EXPECT_TRUE(read_actions(write_actions({})).empty());
}

TEST(RecordActionsTest, the_deepest_record_that_is_accepted_can_be_read_back) {
    std::string body = R"({"objectID":"1","a":)";
    std::string refused = body;
    constexpr int kDeepest = 63; // and the record itself
    body += std::string(kDeepest, '[') + std::string(kDeepest, ']') + "}";
    refused += std::string(kDeepest + 1, '[') + std::string(kDeepest + 1, ']') + "}";
    for (const auto* action : {"addObject", "partialUpdateObject"}) {
        const auto read = read_actions(write_actions({parse(action, body)}));
        EXPECT_EQ(read.at(0).body, body);
        EXPECT_THAT(refusal(action, refused), HasSubstr("nested deeper"));
    }
}

TEST(RecordActionsTest, increment_and_decrement_add_numbers) {
    EXPECT_EQ(computed("Increment", "5", "2"), "7");
    EXPECT_EQ(computed("Increment", "0.5", "0.25"), "0.75");
    EXPECT_EQ(computed("Increment", "0.5", "0.5"), "1");
    EXPECT_EQ(computed("Decrement", "5", "7"), "-2");
    EXPECT_EQ(computed("Increment", "", "3"), "3");
    EXPECT_EQ(computed("Decrement", "null", "3"), "-3");
    for (const std::string current : {R"("5")", "[5]", "true", R"({"a":5})"}) {
        EXPECT_EQ(computed("Increment", current, "1"), current);
        EXPECT_EQ(computed("Decrement", current, "1"), current);
    }
}

TEST(RecordActionsTest, integers_are_added_exactly) {
    EXPECT_EQ(computed("Increment", "9007199254740993", "2"), "9007199254740995");
    EXPECT_EQ(computed("Decrement", "9223372036854775807", "1"), "9223372036854775806");
}

TEST(RecordActionsTest, numbers_beyond_all_bounds_do_no_harm) {
    EXPECT_EQ(computed("Increment", "1e300", "1e300"), "2e300");
    EXPECT_EQ(computed("Increment", "1e308", "1e308"), "1e308") << "the sum is infinite";
    EXPECT_EQ(computed("IncrementSet", "1", "1e300"), "1e300");
    const auto sum = data::parse_json(computed("Increment", "9223372036854775807", "1"));
    EXPECT_DOUBLE_EQ(sum.GetDouble(), 9223372036854775808.0);
}

TEST(RecordActionsTest, increment_from_counts_on_only_from_its_value) {
    EXPECT_EQ(computed("IncrementFrom", "2", "2"), "3");
    EXPECT_EQ(computed("IncrementFrom", "2", "1"), "2");
    EXPECT_EQ(computed("IncrementFrom", "", "0"), "1");
    EXPECT_EQ(computed("IncrementFrom", "", "1"), "null");
    EXPECT_EQ(computed("IncrementFrom", R"("2")", "2"), R"("2")");
}

TEST(RecordActionsTest, increment_set_only_raises) {
    EXPECT_EQ(computed("IncrementSet", "2", "5"), "5");
    EXPECT_EQ(computed("IncrementSet", "5", "5"), "5");
    EXPECT_EQ(computed("IncrementSet", "5", "2"), "5");
    EXPECT_EQ(computed("IncrementSet", "", "-3"), "-3");
    EXPECT_EQ(computed("IncrementSet", R"("2")", "5"), R"("2")");
}

TEST(RecordActionsTest, add_remove_and_add_unique_work_on_lists) {
    EXPECT_EQ(computed("Add", R"(["a"])", R"("a")"), R"(["a","a"])");
    EXPECT_EQ(computed("Add", "", "1"), "[1]");
    EXPECT_EQ(computed("AddUnique", R"(["a"])", R"("a")"), R"(["a"])");
    EXPECT_EQ(computed("AddUnique", R"(["a"])", R"("b")"), R"(["a","b"])");
    EXPECT_EQ(computed("Remove", R"(["a","b","a"])", R"("a")"), R"(["b"])");
    EXPECT_EQ(computed("Remove", R"(["a"])", R"("c")"), R"(["a"])");
    EXPECT_EQ(computed("Remove", R"([{"x":1},2])", R"({"x":1})"), "[2]");
    for (const auto* operation : {"Add", "AddUnique", "Remove"}) {
        EXPECT_EQ(computed(operation, R"("a")", R"("a")"), R"("a")");
    }
}

TEST(RecordActionsTest, a_partial_update_replaces_first_level_members) {
    const std::string record = R"({"objectID":"1","a":{"x":1,"y":2},"b":[1,2],"c":"keep"})";
    EXPECT_EQ(apply_partial(record, R"({"objectID":"1","a":{"x":3},"b":null,"d":true})"),
              R"({"objectID":"1","a":{"x":3},"b":null,"c":"keep","d":true})");
    EXPECT_EQ(apply_partial(std::nullopt, R"({"objectID":"1","a":1})"),
              R"({"objectID":"1","a":1})");
}

TEST(RecordActionsTest, changes_that_would_spoil_a_record_do_nothing) {
    const std::string record = R"({"objectID":"1","_tags":["a"]})";
    const auto changes = partial(R"({"_tags":{"_operation":"Add","value":{"x":1}}})");
    EXPECT_EQ(apply_partial(record, changes.body), record);
    EXPECT_EQ(apply_partial(std::nullopt, changes.body), std::nullopt);
}

} // namespace
} // namespace aisle::api
