// Properties of data/filter_lists.h:
//   1. Outer array AND, inner OR, deeper alternating; every child of the top is a group.
//   2. Empty strings and arrays are no condition.
//   3. The text forms of URLs (JSON, commas and brackets) read as the arrays they stand for.
//   4. What is refused is named by its path. (Garbage: filter_parser_test.cpp.)
#include "data/filter_lists.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/data/filter_builders.h"

namespace aisle::data {
namespace {

using namespace testing_filters;

using ListParser = Filter (*)(const JsonAt&);

Filter parse_list(ListParser parse, const std::string& json) {
    const rapidjson::Document document = parse_json(json);
    return parse(JsonAt(document, "list"));
}

TEST(FilterLists, ReadArraysAsAndOfOr) {
    EXPECT_EQ(parse_list(parse_facet_filters, R"(["color:black",["brand:A","brand:-B"]])"),
              all_of({any_of({facet("color", "black")}),
                      any_of({facet("brand", "A"), none_of(facet("brand", "B"))})}));
    EXPECT_EQ(parse_list(parse_facet_filters, R"(["a:\\-1","_tags:x","h.l1:A > B: C"])"),
              all_of({any_of({facet("a", "-1")}), any_of({tag("x")}),
                      any_of({facet("h.l1", "A > B: C")})}));
    EXPECT_EQ(parse_list(parse_facet_filters, R"([["a:1",["b:2","c:3"]]])"),
              all_of({any_of({facet("a", "1"), all_of({facet("b", "2"), facet("c", "3")})})}));
    EXPECT_EQ(
        parse_list(parse_numeric_filters,
                   R"(["price>=50",["price <= 2.5","x:1 TO 5"],"y:-3","z!=0","a:b=1"])"),
        all_of({any_of({compare("price", Op::kGreaterEqual, 50)}),
                any_of({compare("price", Op::kLessEqual, 2.5), range("x", 1, 5)}),
                any_of({compare("y", Op::kEqual, -3)}), any_of({compare("z", Op::kNotEqual, 0)}),
                any_of({compare("a:b", Op::kEqual, 1)})}));
    EXPECT_EQ(parse_list(parse_tag_filters, R"(["a",["-b","\\-c"]])"),
              all_of({any_of({tag("a")}), any_of({none_of(tag("b")), tag("-c")})}));
}

TEST(FilterLists, ReadEmptyOnesAsNoCondition) {
    for (const char* const json :
         {"\"\"", "[]", "[[]]", "[\"\"]", "[[],\"\",[[]]]", "\" \"", "\"[]\""}) {
        EXPECT_EQ(parse_list(parse_facet_filters, json), Filter()) << json;
        EXPECT_EQ(parse_list(parse_tag_filters, json), Filter()) << json;
    }
}

TEST(FilterLists, ReadTheTextFormsOfUrls) {
    const Filter expected = parse_list(parse_facet_filters, R"(["a:1",["b:2","b:3"],"c:4"])");
    EXPECT_EQ(parse_list(parse_facet_filters, R"("[\"a:1\",[\"b:2\",\"b:3\"],\"c:4\"]")"),
              expected);
    EXPECT_EQ(parse_list(parse_facet_filters, R"("a:1,(b:2,b:3),c:4")"), expected);
    EXPECT_EQ(parse_list(parse_facet_filters, R"(" a:1 , ( b:2, b:3 ) ,c:4")"), expected);
    EXPECT_EQ(parse_list(parse_facet_filters, "\"brand:A, Inc (UK)\""),
              all_of({any_of({facet("brand", "A, Inc (UK)")})}));
    EXPECT_EQ(parse_list(parse_tag_filters, "\"x,(y,-z)\""),
              all_of({any_of({tag("x")}), any_of({tag("y"), none_of(tag("z"))})}));
    EXPECT_EQ(
        parse_list(parse_numeric_filters, R"("a>1,b<2")"),
        all_of({any_of({compare("a", Op::kGreater, 1)}), any_of({compare("b", Op::kLess, 2)})}));
}

TEST(FilterLists, ReadOptionalFiltersWithScores) {
    const rapidjson::Document document =
        parse_json(R"(["a:1<score=3>",["b:-2<score=4>","c:3"],"d:x<y>"])");
    Filter negated = none_of(facet("b", "2", 4));
    EXPECT_EQ(parse_optional_filters(JsonAt(document)),
              (std::vector<Filter>{any_of({facet("a", "1", 3)}), any_of({negated, facet("c", "3")}),
                                   any_of({facet("d", "x<y>")})}));
}

TEST(FilterLists, NameThePathOfWhatTheyRefuse) {
    const auto refusal = [](ListParser parse, const std::string& json) {
        return error_of([&] { (void)parse_list(parse, json); });
    };
    EXPECT_EQ(refusal(parse_facet_filters, R"([["a:1","b"]])"),
              "list[0][1]: expected \"attribute:value\", got \"b\"");
    EXPECT_EQ(refusal(parse_facet_filters, R"(["a:1",5])"),
              "list[1]: expected a string or an array, got 5");
    EXPECT_EQ(refusal(parse_facet_filters, "{}"), "list: expected a string or an array, got {}");
    EXPECT_EQ(refusal(parse_numeric_filters, R"(["price>=x"])"),
              "list[0]: expected a comparison such as \"price>=10\" or \"price:10 TO 20\", "
              "got \"price>=x\"");
    EXPECT_NE(refusal(parse_numeric_filters, R"(["price!5"])"), "");
    EXPECT_NE(refusal(parse_numeric_filters, R"([">5"])"), "");
    EXPECT_THAT(refusal(parse_facet_filters, R"("[\"a:1\"")"),
                testing::StartsWith("list: invalid JSON at byte 6"));
    const std::string deep = std::string(60, '[') + "\"a:1\"" + std::string(60, ']');
    EXPECT_THAT(refusal(parse_facet_filters, deep), testing::HasSubstr("deeper than 50 levels"));
}

} // namespace
} // namespace aisle::data
