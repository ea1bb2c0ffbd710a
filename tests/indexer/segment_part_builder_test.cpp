// Properties of SegmentPartBuilder, over many seeds:
//   1. Numbers come to the columns of their paths, whatever the members of a record and their
//      order; a name with a dot is the path of a member of an object.
//   2. The codes of a text are its words in order, which are sorted and each there once.
#include "indexer/segment_part_builder.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "data/json.h"
#include "data/text_index.h"
#include "tests/support/rng.h"

namespace aisle::indexer {
namespace {

using support::Rng;

SegmentSchema schema_of(const std::string& settings) {
    return {data::Settings::parse(settings), {}};
}

/// Members of some of so many names, in any order.
std::vector<std::string> random_names(Rng& rng, std::uint32_t num_names) {
    std::set<std::string> names;
    for (std::uint32_t i = rng.below(num_names); i > 0; --i) {
        names.insert("m" + std::to_string(rng.below(num_names)));
    }
    std::vector<std::string> order(names.begin(), names.end());
    for (std::size_t i = order.size(); i > 1; --i) {
        std::swap(order[i - 1], order[rng.below(static_cast<std::uint32_t>(i))]);
    }
    return order;
}

TEST(SegmentPartBuilder, PutsNumbersIntoTheColumnsOfTheirPaths) {
    const auto schema = schema_of(R"({"searchableAttributes":["name"]})");
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Rng rng(seed);
        const std::uint32_t num_names = seed % 2 == 0 ? 6 : 80;
        SegmentPartBuilder builder(schema, "");
        std::map<std::string, std::vector<std::pair<std::uint32_t, double>>> expected;
        for (std::uint32_t product = 0; product < 60; ++product) {
            std::string json;
            const auto add = [&](const std::string& name, const std::string& path) {
                json += (json.empty() || json.back() == '{' ? "\"" : ",\"") + name +
                        "\":" + std::to_string(product);
                expected[path].emplace_back(product, product);
            };
            for (const auto& name : random_names(rng, num_names)) add(name, name);
            if (rng.chance(0.3)) add("o.m1", "o.m1");
            if (rng.chance(0.7)) {
                json += json.empty() ? "\"o\":{" : ",\"o\":{";
                for (const auto& name : random_names(rng, num_names)) add(name, "o." + name);
                json += "}";
            }
            builder.add("p" + std::to_string(product), data::parse_json("{" + json + "}"));
            builder.add_text_of_record("{" + json + "}");
        }
        const auto part = builder.finish();
        ASSERT_EQ(part.numerics.size(), expected.size());
        for (const auto& [path, cells] : expected) {
            ASSERT_EQ(part.numerics.find(path)->second.products, cells) << path;
        }
    }
}

TEST(SegmentPartBuilder, WritesTextsAsTheirWords) {
    const auto schema = schema_of(R"({"searchableAttributes":["name"]})");
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Rng rng(seed);
        SegmentPartBuilder builder(schema, "");
        std::vector<std::vector<std::string>> expected;
        std::set<std::string> all;
        for (std::uint32_t product = 0; product < 200; ++product) {
            auto& words = expected.emplace_back();
            std::string text = "x";
            words.emplace_back("x");
            for (std::uint32_t i = rng.below(30); i > 0; --i) {
                auto word = std::to_string(rng.below(rng.chance(0.5) ? 20 : 30'000));
                if (rng.chance(0.2)) word += "andlettersbehindit";
                text += " " + word;
                words.push_back(std::move(word));
            }
            all.insert(words.begin(), words.end());
            const auto json = R"({"name":")" + text + R"("})";
            builder.add("p" + std::to_string(product), data::parse_json(json));
            builder.add_text_of_record(json);
        }
        const auto part = builder.finish();
        ASSERT_EQ(part.words.size(), all.size());
        std::size_t at = 0;
        for (const auto& word : all) ASSERT_EQ(part.words[at++], word);
        for (std::size_t product = 0; product < expected.size(); ++product) {
            auto code = part.token_offsets[product];
            ASSERT_FALSE(data::token_code::is_word(part.codes[code++]));
            for (const auto& word : expected[product]) {
                ASSERT_EQ(part.words[part.codes[code++]], word);
            }
            ASSERT_EQ(code, part.token_offsets[product + 1]);
        }
    }
}

} // namespace
} // namespace aisle::indexer
