// Properties of reading JSON:
//   1. Objects are cut whole, on one line or many, with or without a line between them, and
//      so are the elements of an array; brackets and quotes inside strings do not matter.
//   2. Lines are numbered from where a record begins, behind broken ones too.
//   3. Behind a broken line comes the next line; behind a broken record of many lines, or of
//      an array, the next record; each is one defect.
//   4. An array that does not end, goes on, or holds other things than objects says so.
//   5. A record over the limit is one defect, and the next one is read.
//   6. Random values survive being written one behind the other and cut again.
//   7. Hostile inputs that open without closing take time in proportion to their size.
#include "indexer/json_reader.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/indexer/reading.h"

namespace aisle::indexer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(JsonReader, cuts_objects_on_lines) {
    EXPECT_THAT(outline("{\"a\":1}\n\n{\"b\":\"}\\\"{\"}\r\n  {}"),
                ElementsAre("1: {\"a\":1}", "3: {\"b\":\"}\\\"{\"}", "4: {}"));
    EXPECT_THAT(outline("{}{}\n{}"), ElementsAre("1: {}", "1: {}", "2: {}"));
    EXPECT_THAT(outline(""), IsEmpty());
    EXPECT_THAT(outline("\xEF\xBB\xBF \n\n"), IsEmpty());
}

TEST(JsonReader, cuts_objects_spread_over_lines) {
    EXPECT_THAT(outline("{\n  \"a\": [\n    {}\n  ]\n}\n{\n\"b\":\n{\n}\n}\n{}"),
                ElementsAre("1: {\n  \"a\": [\n    {}\n  ]\n}", "6: {\n\"b\":\n{\n}\n}", "11: {}"));
}

TEST(JsonReader, cuts_the_elements_of_an_array) {
    EXPECT_THAT(outline("\xEF\xBB\xBF [\n {\"a\":[1,{}]} ,\n{}]\n"),
                ElementsAre("2: {\"a\":[1,{}]}", "3: {}"));
    EXPECT_THAT(outline("[]"), IsEmpty());
}

TEST(JsonReader, goes_on_at_the_line_behind_a_broken_one) {
    EXPECT_THAT(outline("{\"a\":\"x\n{\"a\":1\n{\"b\":2}\n{]\n{\"c\":3}"),
                ElementsAre("1! a line ends inside a string",
                            "2! a bracket opens where no value can begin", "3: {\"b\":2}",
                            "4! a closing bracket does not match the opening one", "5: {\"c\":3}"));
    EXPECT_THAT(outline("{}\nnull\n[1]\n\"s\"\n{} x\n}"),
                ElementsAre("1: {}", "2! expected a JSON object, found 'null'",
                            "3! expected a JSON object, found '[1]'",
                            "4! expected a JSON object, found '\"s\"'", "5: {}",
                            "5! expected a JSON object, found 'x'",
                            "6! expected a JSON object, found '}'"));
    EXPECT_THAT(outline("{\"a\":1}\n{\"b\":"),
                ElementsAre("1: {\"a\":1}", "2! the input ends inside the record"));
    EXPECT_THAT(outline("{\"a\":\"x\\\n{}"),
                ElementsAre("1! a line ends inside a string", "2: {}"));
}

TEST(JsonReader, reports_a_broken_record_of_many_lines_once) {
    EXPECT_THAT(outline("{\n \"a\": 1,\n \"b\": \"x\n \"c\": {\n }\n}\n{\n \"d\": 2\n}"),
                ElementsAre("1! a line ends inside a string; reading goes on in line 7",
                            "7: {\n \"d\": 2\n}"));
    EXPECT_THAT(outline("{\n \"a\": 1,\n"),
                ElementsAre("1! the input ends inside the record; the rest of the input is "
                            "skipped"));
}

TEST(JsonReader, goes_on_at_the_next_record_of_an_array) {
    EXPECT_THAT(
        outline("[\n {\"a\":\"x\n ,{\"b\":1}\n , {\"c\":2},\n {\"d\":3}\n]"),
        ElementsAre("2! a line ends inside a string; reading goes on in line 5", "5: {\"d\":3}"));
    EXPECT_THAT(outline("[{\"a\":1}\n{\"b\":2},\n{\"c\":3}]"),
                ElementsAre("1: {\"a\":1}",
                            "2! expected ',' or ']' after the record before; reading goes on "
                            "in line 3",
                            "3: {\"c\":3}"));
}

TEST(JsonReader, reports_what_is_wrong_with_an_array) {
    EXPECT_THAT(outline("[{},\n7, [{},\"]\"], \"a,\\\"]\",{}]"),
                ElementsAre("1: {}",
                            "2! expected a JSON object, found '7, [{},\"]\"], \"a,\\\"]\"'",
                            "2! expected a JSON object, found '[{},\"]\"], \"a,\\\"]\",{}'",
                            "2! expected a JSON object, found '\"a,\\\"]\",{}]'", "2: {}"));
    EXPECT_THAT(outline("[{}\n"),
                ElementsAre("1: {}", "2! the input ends inside the array: ']' is missing"));
    EXPECT_THAT(outline("[{},]"), ElementsAre("1: {}", "1! expected a JSON object, found ']'"));
    EXPECT_THAT(outline("[{}]\n{}"),
                ElementsAre("1: {}", "2! expected nothing after the array, found '{}'"));
}

TEST(JsonReader, passes_over_a_record_that_is_too_large) {
    const std::string large = "{\"a\":\"" + std::string(200, 'x') + "\"}";
    ReaderOptions options;
    options.max_record_bytes = 100;
    for (const std::size_t chunk : {1, 16, 1000}) {
        options.chunk_bytes = chunk;
        EXPECT_THAT(outline(large + "\n{}", options),
                    ElementsAre("1! the record is larger than 100 bytes", "2: {}"));
        EXPECT_THAT(outline("[" + large + ",\n{}]", options),
                    ElementsAre("1! the record is larger than 100 bytes", "2: {}"));
    }
}

class RandomJson {
public:
    explicit RandomJson(unsigned seed) : random_(seed) {}

    std::string object(int depth = 0) {
        std::string text = "{" + space();
        const unsigned count = random_() % 4;
        for (unsigned i = 0; i < count; ++i) {
            text += (i > 0 ? "," : "") + space() + string() + space() + ":" + value(depth + 1);
        }
        return text + space() + "}";
    }

private:
    std::string value(int depth) {
        switch (random_() % (depth > 4 ? 3 : 5)) {
        case 0:
            return string();
        case 1:
            return "-1.5e3";
        case 2:
            return "null" + space();
        case 3:
            return object(depth);
        default:
            return "[" + value(depth + 1) + "," + space() + value(depth + 1) + "]";
        }
    }

    std::string string() {
        static constexpr const char* kParts[] = {
            "{", "}", "\\\"", "\\\\", "[", "ü", " , : ", "]", "plain text that is long"};
        std::string text = "\"";
        while (random_() % 4 != 0) text += kParts[random_() % std::size(kParts)];
        return text + "\"";
    }

    std::string space() {
        static constexpr const char* kSpaces[] = {"", "", "", " ", "\n", "\r\n\t"};
        return kSpaces[random_() % std::size(kSpaces)];
    }

    std::mt19937 random_;
};

TEST(JsonReader, cuts_what_was_joined) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        RandomJson json(seed);
        std::vector<std::string> objects;
        for (int i = 0; i < 8; ++i) objects.push_back(json.object());
        std::string lines;
        std::string array = "[";
        for (const std::string& object : objects) {
            lines += object + (seed % 2 == 0 ? "\n" : "");
            array += (array.size() > 1 ? "," : "") + object;
        }
        for (const std::string& input : {lines, array + "]"}) {
            ReaderOptions options;
            options.chunk_bytes = 1 + seed % 50;
            std::vector<std::string> cut;
            for (const RawRecord& record : read_all(input, options)) {
                EXPECT_EQ(record.defect, "");
                cut.push_back(record.text);
            }
            ASSERT_EQ(cut, objects) << "seed " << seed;
        }
    }
}

TEST(JsonReader, takes_linear_time_for_what_never_closes) {
    std::vector<std::string> inputs(4);
    for (int i = 0; i < 100'000; ++i) {
        inputs[0] += "{\n";
        inputs[1] += "{\"a\":[\n";
        inputs[2] += "{\"a\":[1,\n]},{\"a\":[\n";
        inputs[3] += "[[[[\"\n";
    }
    for (const std::string& input : inputs) {
        EXPECT_FALSE(read_all(input, {}).empty());
        EXPECT_FALSE(read_all("[" + input, {}).empty());
    }
}

} // namespace
} // namespace aisle::indexer
