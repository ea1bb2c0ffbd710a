// Properties of QuickJson, whose oracle is parse_json:
//   1. What it reads, that reads, too, to the same tree of the same types.
//   2. A text is compact only where writing the tree gives it back.
//   3. It reads what records look like, with escapes, and leaves what is wrong or rare.
//   4. Any change of a byte of a record changes none of this.
#include "indexer/quick_json.h"

#include <random>
#include <string>

#include <gtest/gtest.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "indexer/record_json.h"

namespace aisle::indexer {
namespace {

std::string written(const rapidjson::Value& tree) {
    rapidjson::StringBuffer json;
    rapidjson::Writer<rapidjson::StringBuffer> writer(json);
    tree.Accept(writer);
    return {json.GetString(), json.GetSize()};
}

/// Checks properties 1 and 2. Returns what was found.
QuickJson::Result read(const std::string& text) {
    static QuickJson quick;
    rapidjson::Document tree;
    const auto result = quick.parse(text, tree, tree.GetAllocator());
    if (!result.is_read) return result;
    rapidjson::Document expected;
    EXPECT_EQ(parse_json(text, expected), std::nullopt) << text;
    EXPECT_EQ(written(tree), written(expected)) << text; // which tells 1 from 1.0
    EXPECT_TRUE(!result.is_compact || written(expected) == text) << text;
    return result;
}

const std::string kRecord =
    R"({"objectID":"p0000001","name":"Perceuse à percussion","description":"7\" long\n\\o/",)"
    R"("categories":["DIY & Tools","Drills"],"price":129.0,"rating":3.8,"small":1e-7,"n":-12,)"
    R"("big":123456789012345678,"zero":0,"on_sale":false,"free":true,"none":null,"_tags":[],"o":{},)"
    R"("variants":[{"sku":"a","inventory":[{"location":"leipzig","quantity":119}]}]})";

TEST(QuickJson, reads_records) {
    EXPECT_TRUE(read(kRecord).is_read);
    const auto compact = read(R"({"objectID":"p1","name":"Perceuse à percussion","price":129.0,)"
                              R"("rating":3.8,"n":-12,"big":12345678901234567890,"zero":0.0,)"
                              R"("b":[true,false,null],"_tags":[],"o":{},"v":[{"sku":"a"},{}]})");
    EXPECT_TRUE(compact.is_read);
    EXPECT_TRUE(compact.is_compact);
}

TEST(QuickJson, knows_what_is_not_written_as_it_was_read) {
    for (const std::string text :
         {"{\"a\":1 }", "{ \"a\":1}", "{\"a\": 1}", "{\"a\" :1}", "{\"a\":[1, 2]}", "{\"a\":[ ]}",
          "{ }", "{\"a\":1}\n", "{\"a\":-0}", "{\"a\":1.50}", "{\"a\":1e2}", "{\"a\":0.0000000001}",
          "{\"a\":1e2,\"b\":1.50,\"c\":2.50}", "{\"a\":\"\\/\"}", "{\"a\":\"\\ud83d\\ude00\"}",
          "{\"a\":\"\\u00e9\\u20aC\\u0041\"}", "{\"a\":\"\\u000a\"}", "{\"\\u0000\":\"\\u0000\"}",
          "{\"a\":12345678901234567.0}"}) {
        const auto result = read(text);
        EXPECT_TRUE(result.is_read) << text;
        EXPECT_FALSE(result.is_compact) << text;
    }
}

TEST(QuickJson, leaves_what_is_wrong_or_rare) {
    for (const std::string text : {"",
                                   " ",
                                   "1",
                                   "[]",
                                   "\"a\"",
                                   "{",
                                   "{\"a\"}",
                                   "{\"a\":}",
                                   "{\"a\":1,}",
                                   "{a:1}",
                                   "{\"a\":1}}",
                                   "{\"a\":01}",
                                   "{\"a\":-}",
                                   "{\"a\":1.}",
                                   "{\"a\":.5}",
                                   "{\"a\":1e}",
                                   "{\"a\":+1}",
                                   "{\"a\":tru}",
                                   "{\"a\":[1,]}",
                                   "{\"a\":[1}",
                                   "{\"a\":\"x}",
                                   "{\"a\":\"\n\"}",
                                   "{\"a\":\"\\x\"}",
                                   "{\"a\":\"\\u12g4\"}",
                                   "{\"a\":\"\\udc00\"}",
                                   "{\"a\":\"\\u+123\"}",
                                   "{\"a\":\"\xC3\"}",
                                   "{\"a\":1e999}",
                                   "{\"a\":0e999}",
                                   "{\"a\":18446744073709551616}",
                                   "{\"a\":1} x"}) {
        EXPECT_FALSE(read(text).is_read) << text;
    }
    EXPECT_FALSE(read(std::string("{\"a\":1}\0", 8)).is_read);
    const auto nested = [](std::size_t levels) {
        return "{\"a\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
    };
    EXPECT_TRUE(read(nested(64)).is_read);
    EXPECT_FALSE(read(nested(65)).is_read);
}

TEST(QuickJson, leaves_what_is_very_long) {
    const std::string most(QuickJson::kMaxBytes - 8, 'x');
    EXPECT_TRUE(read("{\"a\":\"" + most + "\"}").is_read);
    EXPECT_FALSE(read("{\"a\":\"" + most + "x\"}").is_read);
}

TEST(QuickJson, reads_objects_with_many_members) {
    std::string text = "{\"m0\":0";
    for (int i = 1; i < 20'000; ++i) {
        text += ",\"m" + std::to_string(i) + "\":" + std::to_string(i);
    }
    const auto result = read(text + "}");
    EXPECT_TRUE(result.is_read);
    EXPECT_TRUE(result.is_compact);
}

std::string random_number(std::mt19937& random) {
    const auto digits = [&](unsigned most) {
        std::string text;
        for (auto i = 1 + random() % most; i > 0; --i) {
            text += static_cast<char>('0' + random() % 10);
        }
        return text;
    };
    std::string text = random() % 4 == 0 ? "-" : "";
    text += digits(random() % 3 == 0 ? 20 : 4);
    if (random() % 2 == 0) text += "." + digits(random() % 3 == 0 ? 17 : 2);
    if (random() % 8 == 0) text += (random() % 2 == 0 ? "e-" : "E") + digits(3);
    return text;
}

TEST(QuickJson, reads_numbers_as_its_oracle_does) {
    for (unsigned seed = 0; seed < 20'000; ++seed) {
        std::mt19937 random(seed);
        static_cast<void>(read("{\"a\":" + random_number(random) + "}"));
    }
}

TEST(QuickJson, agrees_with_its_oracle_on_changed_records) {
    for (unsigned seed = 0; seed < 20'000; ++seed) {
        std::mt19937 random(seed);
        std::string text = kRecord;
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
        static_cast<void>(read(text));
    }
}

} // namespace
} // namespace aisle::indexer
