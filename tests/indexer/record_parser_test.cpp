// Properties of parse_record:
//   1. A right record is stored compactly: members in their order, escapes and numbers in one
//      spelling; parsing what is stored gives the same again.
//   2. The objectID is a string, or a whole number made one, from the attribute that the
//      rules name; it is stored as `objectID`.
//   3. Whatever is wrong is reported with line, objectID where known, field and reason, to the
//      letter; nothing throws.
//   4. Nesting ends at 64 levels.
//   5. Any change of a byte of a record is answered by a record or an error.
//   6. A record that is moved keeps its tree.
#include "indexer/record_parser.h"

#include <random>

#include <gtest/gtest.h>

namespace aisle::indexer {
namespace {

std::variant<ParsedRecord, RecordError> parse(std::string text,
                                              const std::string& id = "objectID") {
    return parse_record({std::move(text), 7, ""}, {id});
}

std::string stored(const std::string& text, const std::string& id = "objectID") {
    const auto result = parse(text, id);
    const auto* record = std::get_if<ParsedRecord>(&result);
    return record == nullptr ? std::get<RecordError>(result).to_string() : record->json;
}

std::string error_of(const std::string& text, const std::string& id = "objectID") {
    const auto result = parse(text, id);
    const auto* error = std::get_if<RecordError>(&result);
    return error == nullptr ? "" : error->to_string();
}

TEST(RecordParser, stores_records_compactly) {
    EXPECT_EQ(stored("{ \"objectID\" : \"p1\",\n \"b\" : [1, 2.50, true, null], \"a\" : { } }"),
              R"({"objectID":"p1","b":[1,2.5,true,null],"a":{}})");
    EXPECT_EQ(
        stored(R"({"objectID":"p1","n":"\u00e9\uD7FF\/\t","d":1e2,"i":-9223372036854775808})"),
        "{\"objectID\":\"p1\",\"n\":\"é\xED\x9F\xBF/\\t\",\"d\":100.0,\"i\":-9223372036854775808}");
}

TEST(RecordParser, keeps_numbers_exactly) {
    EXPECT_EQ(stored(R"({"objectID":"p","n":[0,-0,0e-28,1e-999,0.1,1e22,5e-324,1999.99,)"
                     R"(18446744073709551615,18446744073709551616,-9223372036854775808]})"),
              R"({"objectID":"p","n":[0,0,0.0,0.0,0.1,1e22,5e-324,1999.99,)"
              R"(18446744073709551615,18446744073709553000.0,-9223372036854775808]})");
}

TEST(RecordParser, finds_the_object_id) {
    EXPECT_EQ(stored(R"({"objectID":12,"a":1})"), R"({"objectID":"12","a":1})");
    EXPECT_EQ(stored(R"({"objectID":-3})"), R"({"objectID":"-3"})");
    EXPECT_EQ(stored(R"({"objectID":18446744073709551615})"),
              R"({"objectID":"18446744073709551615"})");
    EXPECT_EQ(stored(R"({"sku":"s","a":1})", "sku"), R"({"sku":"s","a":1,"objectID":"s"})");
    EXPECT_EQ(stored(R"({"objectID":"x","sku":5})", "sku"), R"({"objectID":"5","sku":5})");
    EXPECT_EQ(stored(R"({"ids":{"own":"s"}})", "ids.own"), R"({"ids":{"own":"s"},"objectID":"s"})");
    EXPECT_EQ(stored(R"({"ids.own":"s","ids":{"own":"t"}})", "ids.own"),
              R"({"ids.own":"s","ids":{"own":"t"},"objectID":"s"})");
    EXPECT_EQ(stored(R"({"objectID":"a\u0000b"})"), R"({"objectID":"a\u0000b"})");
}

TEST(RecordParser, reports_a_missing_or_wrong_object_id) {
    EXPECT_EQ(error_of("{}"),
              "line 7: objectID: is missing; every record needs one as its objectID");
    EXPECT_EQ(error_of(R"({"a":{}})", "a.b"),
              "line 7: a.b: is missing; every record needs one as its objectID");
    EXPECT_EQ(error_of(R"({"a":"x"})", "a.b"),
              "line 7: a.b: is missing; every record needs one as its objectID");
    EXPECT_EQ(error_of(R"({"objectID":""})"),
              "line 7: objectID: is empty; every record needs one as its objectID");
    EXPECT_EQ(error_of(R"({"objectID":1.5})"),
              "line 7: objectID: expected a string or a whole number, found 1.5");
    EXPECT_EQ(error_of(R"({"objectID":["p"]})"),
              "line 7: objectID: expected a string or a whole number, found [\"p\"]");
    EXPECT_EQ(error_of("{\"objectID\":\"" + std::string(513, 'x') + "\"}"),
              "line 7: objectID: has 513 bytes; at most 512 are allowed");
    EXPECT_EQ(error_of("{\"objectID\":\"" + std::string(512, 'x') + "\"}"), "");
}

TEST(RecordParser, reports_what_is_no_json_with_the_object_id_where_known) {
    EXPECT_EQ(error_of(R"({"objectID":"p1","a":tru})"),
              "line 7, objectID \"p1\": is not valid JSON: Invalid value. At byte 24.");
    EXPECT_EQ(
        error_of(R"({"a":01,"objectID":"p1"})"),
        "line 7: is not valid JSON: Missing a comma or '}' after an object member. At byte 6.");
    EXPECT_EQ(error_of("{\"objectID\":\"p1\",\"a\":\"\xC3(\"}"),
              "line 7, objectID \"p1\": is not valid JSON: Invalid encoding in string. At byte "
              "22.");
    EXPECT_EQ(error_of("{\"objectID\":\"p1\",\"a\":\"x\ny\"}").substr(0, 38),
              "line 7, objectID \"p1\": is not valid JS");
    EXPECT_EQ(error_of(std::string("{\"objectID\":\"p1\"}\0x", 18)),
              "line 7, objectID \"p1\": is not valid JSON: The document root must not be followed "
              "by other values. At byte 17.");
    EXPECT_EQ(error_of(R"({"objectID":"p1","a":"\udc00"})"),
              "line 7, objectID \"p1\": has half a surrogate pair in a string");
    EXPECT_EQ(error_of(R"({"objectID":"p1","\ude00":1})"),
              "line 7, objectID \"p1\": has half a surrogate pair in a string");
    EXPECT_EQ(error_of("[1]"), "line 7: expected a JSON object, found [1]");
    EXPECT_EQ(error_of(""), "line 7: is not valid JSON: The document is empty. At byte 0.");
    EXPECT_EQ(error_of(R"({"objectID":"p1","a":1.8e308})"),
              "line 7, objectID \"p1\": has a number that is too large for a double");
}

TEST(RecordParser, passes_on_the_defect_of_the_reader) {
    const auto result = parse_record({"{\"objectID\":\"p1\",\"a\":\"x", 9, "was cut"}, {});
    EXPECT_EQ(std::get<RecordError>(result), (RecordError{9, "p1", "", "was cut"}));
}

TEST(RecordParser, reports_members_given_twice) {
    EXPECT_EQ(error_of(R"({"objectID":"p","a":1,"b":2,"a":3})"),
              "line 7, objectID \"p\": a: is given twice in one object");
    EXPECT_EQ(error_of(R"({"objectID":"p","x":{"y":[[],[{"zz":1,"zz":1}]]}})"),
              "line 7, objectID \"p\": x.y[1][0].zz: is given twice in one object");
    EXPECT_EQ(error_of(R"({"objectID":"p","variants":[{"sku":"a","sku":"b"}]})"),
              "line 7, objectID \"p\": variants[0].sku: is given twice in one object");
}

TEST(RecordParser, checks_the_reserved_attributes) {
    EXPECT_EQ(error_of(R"({"objectID":"p","prices":[{"amount":1,"currency":"EUX"}]})"),
              "line 7, objectID \"p\": prices[0].currency: expected an ISO 4217 code such as "
              "\"EUR\", found \"EUX\"");
}

std::string nested(int levels) {
    std::string open;
    std::string close;
    for (int i = 1; i < levels; ++i) {
        open += i % 2 == 0 ? "{\"a\":" : "[";
        close.insert(0, i % 2 == 0 ? "}" : "]");
    }
    return "{\"objectID\":\"p\",\"a\":" + open + "1" + close + "}";
}

TEST(RecordParser, reads_64_levels_and_no_more) {
    EXPECT_EQ(stored(nested(64)), nested(64));
    EXPECT_EQ(error_of(nested(65)), "line 7, objectID \"p\": is nested deeper than 64 levels");
    EXPECT_EQ(error_of("{\"objectID\":\"p\",\"a\":" + std::string(1'000'000, '[')),
              "line 7, objectID \"p\": is nested deeper than 64 levels");
}

TEST(RecordParser, answers_any_bytes) {
    const std::string whole =
        R"({"objectID":"p1","name":"Ünïcode \ud83d\ude00","n":[1,-2.5e3,{"a":null}],"variants":)"
        R"([{"sku":"s","prices":[{"amount":1,"currency":"EUR","from":"2026-01-01"}],)"
        R"("inventory":[{"location":"l","quantity":1}]}],"_geoloc":{"lat":1,"lng":2}})";
    for (unsigned seed = 0; seed < 20'000; ++seed) {
        std::mt19937 random(seed);
        std::string text = whole;
        for (unsigned i = 0; i <= seed % 3; ++i) {
            const std::size_t at = random() % text.size();
            switch (random() % 3) {
            case 0:
                text[at] = static_cast<char>(random());
                break;
            case 1:
                text.erase(at, 1 + random() % 5);
                break;
            default:
                text.insert(at, text.substr(random() % text.size(), random() % 9));
                break;
            }
        }
        const auto result = parse(text);
        if (const auto* record = std::get_if<ParsedRecord>(&result)) {
            ASSERT_EQ(stored(record->json), record->json) << text;
        } else {
            ASSERT_FALSE(std::get<RecordError>(result).reason.empty());
        }
    }
}

TEST(RecordParser, keeps_the_tree_of_a_moved_record) {
    auto result = parse(R"({"objectID":"p","s":"a string that is too long to sit in a value"})");
    auto record = std::make_unique<ParsedRecord>(std::move(std::get<ParsedRecord>(result)));
    result = RecordError{};
    EXPECT_STREQ(record->document["s"].GetString(), "a string that is too long to sit in a value");
    EXPECT_EQ(record->object_id, "p");
}

} // namespace
} // namespace aisle::indexer
