// Properties of indexer/batch_order.h:
//   1. Records with one value of the attribute that has about 20 records a value come side by side,
//      in the order in which they came; each comes once. Attributes may lie in objects.
//   2. Few records stay as they come, and so do records of which two have one objectID, and those
//      without an attribute that would do.
#include "indexer/batch_order.h"

#include <gtest/gtest.h>

#include <deque>
#include <numeric>

#include "data/json.h"
#include "tests/support/rng.h"

namespace aisle::indexer {
namespace {

using support::Rng;

struct Options {
    std::size_t num_records = 2000;
    std::uint32_t num_kinds = 90;
    bool repeats_an_id = false;
};

struct Batch {
    std::vector<std::string> kinds;
    std::vector<std::size_t> order;
};

/// Records that last as long as their order.
class KeptRecords {
public:
    void add(std::string id, std::string_view json, BatchOrder& order) {
        const auto& [kept_id, record] =
            records_.emplace_back(std::move(id), data::parse_json(json));
        order.add(kept_id, record);
    }

private:
    std::deque<std::pair<std::string, rapidjson::Document>> records_;
};

/// Records of a kind, of one of two colours, and with a number of their own.
Batch random_batch(std::uint64_t seed, const Options& options) {
    Rng rng(seed);
    Batch batch;
    KeptRecords records;
    BatchOrder order({"color", "variants.serial", "shop.kind", "tags"});
    for (std::size_t i = 0; i < options.num_records; ++i) {
        const auto kind = "k" + std::to_string(rng.below(options.num_kinds));
        const bool repeats = options.repeats_an_id && i == options.num_records / 2;
        records.add(std::to_string(repeats ? 0 : i),
                    R"({"color":")" + std::string(rng.chance(0.5) ? "red" : "blue") +
                        R"(","serial":"s)" + std::to_string(i) + R"(","shop":{"kind":")" + kind +
                        R"("},"tags":["a","b"]})",
                    order);
        batch.kinds.push_back(kind);
    }
    batch.order = order.find();
    return batch;
}

std::vector<std::size_t> as_they_come(std::size_t count) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

TEST(BatchOrder, PutsRecordsOfAKindSideBySide) {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const auto batch = random_batch(seed, {});
        auto expected = as_they_come(batch.kinds.size());
        std::stable_sort(expected.begin(), expected.end(), [&](std::size_t a, std::size_t b) {
            return batch.kinds[a] < batch.kinds[b];
        });
        EXPECT_EQ(batch.order, expected) << "seed " << seed;
    }
}

TEST(BatchOrder, LeavesRecordsAsTheyComeWhereItHasTo) {
    EXPECT_EQ(random_batch(1, {.num_records = 500}).order, as_they_come(500));
    EXPECT_EQ(random_batch(2, {.repeats_an_id = true}).order, as_they_come(2000));
    KeptRecords records;
    BatchOrder nothing_in_common({"serial", "missing"});
    for (std::size_t i = 0; i < 2000; ++i) {
        records.add(std::to_string(i), R"({"serial":"s)" + std::to_string(i) + "\"}",
                    nothing_in_common);
    }
    EXPECT_EQ(nothing_in_common.find(), as_they_come(2000));
    EXPECT_TRUE(BatchOrder({"color"}).find().empty());
}

} // namespace
} // namespace aisle::indexer
