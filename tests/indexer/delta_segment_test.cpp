// Properties of a segment that is built from a few live records:
//   1. The segment is the one that a batch build makes of the same records, byte for byte in
//      its text, impacts and columns, and record for record in what it stores, over many seeds.
//   2. It can be empty, and hold enough records to train a dictionary.

#include "indexer/delta_segment.h"

#include <gtest/gtest.h>

#include "data/json.h"
#include "data/manifest.h"
#include "data/segment.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"

namespace aisle::indexer {
namespace {

data::Settings settings_of(std::uint64_t seed) {
    return seed % 2 == 0 ? support::catalogue_settings() : support::settings_without_searchable();
}

std::vector<std::string> records_of(std::uint64_t seed, std::uint32_t num_products = 60) {
    support::CatalogueShape shape;
    shape.num_products = num_products;
    return support::random_catalogue(seed, shape);
}

class DeltaSegmentTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(DeltaSegmentTest, it_is_the_segment_that_a_batch_build_makes) {
    const auto records = records_of(GetParam());
    const auto settings = settings_of(GetParam());
    const auto built = support::build({records}, settings);
    const support::TempDirectory directory;
    const auto path = directory.path() / "live" / "0";
    const auto counts = write_delta_segment(SegmentSchema(settings, {}), records, {}, path);
    EXPECT_EQ(counts.num_products, records.size());
    for (const auto* file : {"text.bin", "columns.bin"}) {
        EXPECT_EQ(data::read_file(path / file), data::read_file(built.segment_paths.at(0) / file))
            << file;
    }
    const data::Segment delta(path);
    const data::Segment batch(built.segment_paths.at(0));
    ASSERT_EQ(delta.num_products(), batch.num_products());
    for (data::Ordinal i = 0; i < delta.num_products(); ++i) {
        EXPECT_EQ(delta.records().read(i), batch.records().read(i));
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, DeltaSegmentTest, testing::Range<std::uint64_t>(1, 21));

TEST(DeltaSegmentSizeTest, it_can_be_empty_or_large_enough_for_a_dictionary) {
    const support::TempDirectory directory;
    int number = 0;
    std::string dictionary; // of the first that is large enough
    for (const std::uint32_t size : {0U, 1U, 1'500U, 1'200U, 1U}) {
        const auto records = records_of(7, size);
        const auto path = directory.path() / std::to_string(number++);
        write_delta_segment(SegmentSchema(support::catalogue_settings(), {}), records, dictionary,
                            path);
        const data::Segment segment(path);
        ASSERT_EQ(segment.num_products(), size);
        for (const auto& json : records) {
            const auto product = segment.columns().find_object_id(support::object_id_of(json));
            ASSERT_TRUE(product.has_value());
            EXPECT_EQ(segment.records().read(*product), json);
        }
        EXPECT_EQ(segment.records().dictionary().empty(), size < 1'000);
        if (dictionary.empty()) dictionary = segment.records().dictionary();
        EXPECT_TRUE(size < 1'000 || segment.records().dictionary() == dictionary);
    }
}

} // namespace
} // namespace aisle::indexer
