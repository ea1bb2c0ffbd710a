// What training reads of products:
//   1. Items that have numbers keep them, products or not; the others follow by their objectIDs,
//      whatever segments they are in.
//   2. Words and facet values of a product are its features, those of variants, too, each once;
//      equal ones of several segments are one. What was replaced or deleted is not read.
//   3. Vectors are read from lists and objects of lists; what has another length than most, or is
//      no list of numbers, is left out.
//   4. An index without products has none.

#include "indexer/content_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "data/manifest.h"
#include "data/segment.h"
#include "indexer/index_builder.h"
#include "tests/support/temp_directory.h"

namespace aisle::indexer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ReadingContent : public testing::Test {
protected:
    void build(std::vector<std::string> records) {
        const RecordSupply supply = [records, at = std::size_t{0}]() mutable {
            std::optional<RawRecord> record;
            if (at == records.size()) return record;
            record.emplace();
            record->text = records[at++];
            record->line = at;
            return record;
        };
        const auto settings = data::Settings::parse(
            R"({"attributesForFaceting":["brand","color"],"searchableAttributes":["name"]})");
        (void)build_index(index_, settings, {}, supply, {});
    }

    /// Numbers of the items that have all features in common.
    static bool have_same_features(const recommend::FeatureRows& rows, std::size_t a,
                                   std::size_t b) {
        const auto features_of = [&](std::size_t row) {
            return std::multiset<std::uint32_t>(
                rows.features.begin() + static_cast<std::ptrdiff_t>(rows.offsets[row]),
                rows.features.begin() + static_cast<std::ptrdiff_t>(rows.offsets[row + 1]));
        };
        return features_of(a) == features_of(b);
    }

    static std::size_t num_features(const recommend::FeatureRows& rows, std::size_t row) {
        return rows.offsets[row + 1] - rows.offsets[row];
    }

    support::TempDirectory directory_;
    data::IndexDirectory index_{directory_.path(), "shop"};
};

TEST_F(ReadingContent, NumbersItemsAndCollectsFeatures) {
    build({R"({"objectID":"z","name":"red shoe","brand":"Mu"})",
           R"({"objectID":"m","name":"shoe red","brand":"Mu"})",
           R"({"objectID":"a","name":"hat","variants":[{"sku":"1","color":"blue"},)"
           R"({"sku":"2","color":"blue"},{"sku":"3","color":"green"}]})"});
    const auto [ids, content] = read_content(index_, {"gone", "m"});
    EXPECT_THAT(ids, ElementsAre("gone", "m", "a", "z"));
    const auto& rows = content.features;
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(num_features(rows, 0), 0U);
    EXPECT_EQ(num_features(rows, 1), 3U); // two words, a brand
    EXPECT_EQ(num_features(rows, 2), 6U); // a word, three skus, two colours
    EXPECT_TRUE(have_same_features(rows, 1, 3));
    EXPECT_EQ(rows.weights.size(), rows.features.size());
    EXPECT_EQ(content.given_size, 0U);
    EXPECT_THAT(content.given, IsEmpty());
}

TEST_F(ReadingContent, PassesOverWhatIsGone) {
    build({R"({"objectID":"a","name":"red"})", R"({"objectID":"b","name":"red"})",
           R"({"objectID":"a","name":"blue shoe"})"});
    const auto generation = index_.generation_path(*index_.current_generation());
    const auto segments = data::read_manifest(generation).segments;
    const auto read = read_content(index_, {});
    EXPECT_THAT(read.object_ids, ElementsAre("a", "b"));
    EXPECT_EQ(num_features(read.content.features, 0), 2U);
    const data::Segment segment(generation / segments.front());
    data::write_tombstones(generation / segments.front(), {*segment.columns().find_object_id("b")});
    EXPECT_THAT(read_content(index_, {}).object_ids, ElementsAre("a"));
}

TEST_F(ReadingContent, ReadsVectors) {
    build({R"({"objectID":"a","_vectors":[1,2.5]})", R"({"objectID":"b","_vectors":{"x":[3,4]}})",
           R"({"objectID":"c","_vectors":{"y":[6],"x":[5]}})", R"({"objectID":"d","_vectors":[1]})",
           R"({"objectID":"e","_vectors":["1","2"]})", R"({"objectID":"f","name":"_vectors"})"});
    const auto read = read_content(index_, {});
    EXPECT_EQ(read.content.given_size, 2U);
    EXPECT_THAT(read.content.given, ElementsAre(1, 2.5, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0));
}

TEST_F(ReadingContent, OfAnEmptyIndexIsEmpty) {
    const auto read = read_content(index_, {"a"});
    EXPECT_THAT(read.object_ids, ElementsAre("a"));
    EXPECT_EQ(read.content.features.size(), 1U);
}

} // namespace
} // namespace aisle::indexer
