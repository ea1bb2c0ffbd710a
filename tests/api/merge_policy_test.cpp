// Properties of the merge policy:
//   1. After weeks of writes of any kind an index of a million products has few segments, and
//      every product was written a few times for each time it changed. The test prints both.
//   2. What the writer builds at once stays small while the background keeps up.
//   3. When the background cannot keep up, the number of segments stays bounded all the same.
//   4. A segment of which more than a third is dead is written anew, be it the only one.
//   5. What is well as it is, and what is the writer's, is left alone.

#include "api/merge_policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "tests/support/rng.h"

namespace aisle::api {
namespace {

constexpr std::uint64_t kMillion = 1'000'000;

/// How an index is written.
struct Writes {
    std::uint64_t base = kMillion;   ///< products at first, in one segment
    std::uint64_t total = 3'000'000; ///< products written
    std::uint64_t batch = 1;         ///< products that become visible together
    double new_part = 0.1;           ///< of the products; the others take the place of old ones
    std::uint64_t merged_per_write = 100; ///< products merged in the time that one is written
};

/// An index of which only the sizes are there.
class PlayedIndex {
public:
    explicit PlayedIndex(const Writes& writes) : writes_(writes) {
        if (writes.base > 0) segments_.push_back({{writes.base, writes.base}});
        while (written_ < writes.total) write();
        std::sort(counts_.begin(), counts_.end());
    }

    [[nodiscard]] std::size_t max_segments() const { return counts_.back(); }

    [[nodiscard]] std::size_t usual_segments() const { return counts_[counts_.size() * 99 / 100]; }

    /// Products built at once by the writer.
    [[nodiscard]] std::uint64_t max_built() const { return max_built_; }

    [[nodiscard]] double built_per_write() const {
        return static_cast<double>(built_) / static_cast<double>(written_);
    }

    [[nodiscard]] double merged_per_write() const {
        return static_cast<double>(merged_) / static_cast<double>(written_);
    }

private:
    struct Segment {
        SegmentSize size;
        bool is_source = false;
    };

    void write() {
        written_ += writes_.batch;
        kill();
        std::uint64_t built = writes_.batch;
        while (!segments_.empty() && !segments_.back().is_source &&
               is_absorbed(segments_.back().size, built, segments_.size(), kBackgroundProducts)) {
            built += segments_.back().size.num_alive;
            segments_.pop_back();
        }
        segments_.push_back({{built, built}});
        max_built_ = std::max(max_built_, built);
        built_ += built;
        merge();
        counts_.push_back(segments_.size());
    }

    /// What a batch replaces is spread over all segments.
    void kill() {
        std::uint64_t alive = 0;
        for (const auto& segment : segments_) alive += segment.size.num_alive;
        if (alive == 0) return;
        const double part = static_cast<double>(writes_.batch) * (1 - writes_.new_part) /
                            static_cast<double>(alive);
        for (auto& segment : segments_) {
            const double exact = part * static_cast<double>(segment.size.num_alive);
            const auto whole = static_cast<std::uint64_t>(exact);
            const auto dead = whole + (rng_.chance(exact - static_cast<double>(whole)) ? 1 : 0);
            segment.size.num_alive -= std::min(dead, segment.size.num_alive);
        }
        std::erase_if(segments_, [](const Segment& segment) {
            return segment.size.num_alive == 0 && !segment.is_source;
        });
    }

    void merge() {
        if (left_) {
            *left_ -= std::min(*left_, writes_.batch * writes_.merged_per_write);
            if (*left_ == 0) finish();
            return;
        }
        std::vector<SegmentSize> sizes;
        for (const auto& segment : segments_) sizes.push_back(segment.size);
        const auto planned = plan_merge(sizes, kBackgroundProducts);
        if (planned.empty()) return;
        begun_ = 0;
        for (const auto i : planned) {
            segments_[i].is_source = true;
            begun_ += segments_[i].size.num_alive;
        }
        merged_ += begun_;
        left_ = begun_;
    }

    void finish() {
        Segment merged{{begun_, 0}};
        for (const auto& segment : segments_) {
            if (segment.is_source) merged.size.num_alive += segment.size.num_alive;
        }
        const auto is_source = [](const Segment& segment) { return segment.is_source; };
        *std::find_if(segments_.begin(), segments_.end(), is_source) = merged;
        std::erase_if(segments_, is_source);
        left_.reset();
    }

    const Writes writes_;
    support::Rng rng_{1};
    std::vector<Segment> segments_;
    std::optional<std::uint64_t> left_; ///< of the merge under way
    std::uint64_t begun_ = 0;           ///< products alive when that began
    std::uint64_t written_ = 0;
    std::uint64_t built_ = 0;
    std::uint64_t merged_ = 0;
    std::uint64_t max_built_ = 0;
    std::vector<std::size_t> counts_;
};

void print(const Writes& writes, const PlayedIndex& index) {
    std::printf(
        "%9llu products, %7llu written in batches of %4llu: at most %2zu segments, 99 %% of "
        "the time %2zu; a product written is built %.1f times by the writer, %.1f by "
        "merges; at once %llu\n",
        static_cast<unsigned long long>(writes.base), static_cast<unsigned long long>(writes.total),
        static_cast<unsigned long long>(writes.batch), index.max_segments(), index.usual_segments(),
        index.built_per_write(), index.merged_per_write(),
        static_cast<unsigned long long>(index.max_built()));
}

TEST(MergePolicyTest, weeks_of_writes_leave_few_segments_and_few_copies_of_each_product) {
    for (const Writes& writes :
         {Writes{.total = 200'000, .batch = 1}, Writes{.batch = 20}, Writes{.batch = 500},
          Writes{.batch = 500, .new_part = 1}, Writes{.batch = 5'000},
          Writes{.base = 0, .total = kMillion, .batch = 1'000, .new_part = 1},
          Writes{.base = 20'000, .batch = 50, .new_part = 0}}) {
        const PlayedIndex index(writes);
        print(writes, index);
        EXPECT_LE(index.max_segments(), 16U);
        EXPECT_LE(index.usual_segments(), 12U);
        EXPECT_LE(index.built_per_write(), 9.0);
        EXPECT_LE(index.merged_per_write(), 9.0);
        EXPECT_LE(index.max_built(), 2 * kBackgroundProducts + 2 * writes.batch);
    }
}

TEST(MergePolicyTest, a_flood_of_writes_is_slowed_down_and_not_piled_up) {
    for (const std::uint64_t merged_per_write : {0U, 1U, 4U}) {
        const Writes writes{.batch = 500, .merged_per_write = merged_per_write};
        const PlayedIndex index(writes);
        print(writes, index);
        EXPECT_LE(index.max_segments(), 40U);
    }
}

TEST(MergePolicyTest, a_segment_with_many_dead_products_is_written_anew) {
    const std::uint64_t big = 300'000;
    EXPECT_TRUE(plan_merge({{big, 200'000}}, kBackgroundProducts).empty());
    EXPECT_EQ(plan_merge({{big, 199'999}}, kBackgroundProducts), std::vector<std::size_t>{0});
    EXPECT_EQ(plan_merge({{big, 199'999}, {10'000, 10'000}, {50, 50}}, kBackgroundProducts),
              (std::vector<std::size_t>{0, 1}))
        << "with all that is smaller, but for what is the writer's";
}

TEST(MergePolicyTest, what_is_well_is_left_alone) {
    EXPECT_TRUE(plan_merge({}, kBackgroundProducts).empty());
    EXPECT_TRUE(plan_merge({{100, 1}, {100, 1}}, kBackgroundProducts).empty());
    EXPECT_TRUE(plan_merge({{90'000, 90'000}, {30'000, 30'000}, {10'000, 10'000}, {4'000, 4'000}},
                           kBackgroundProducts)
                    .empty());
    EXPECT_EQ(plan_merge({{5'000, 5'000}, {900'000, 900'000}, {6'000, 6'000}}, kBackgroundProducts),
              (std::vector<std::size_t>{0, 2}));
    EXPECT_FALSE(is_absorbed({100, 100}, 49, 3, kBackgroundProducts));
    EXPECT_TRUE(is_absorbed({100, 100}, 50, 3, kBackgroundProducts));
    EXPECT_FALSE(is_absorbed({5'000, 5'000}, 5'000, 3, kBackgroundProducts));
    EXPECT_TRUE(is_absorbed({5'000, 5'000}, 5'000, 30, kBackgroundProducts));
}

} // namespace
} // namespace aisle::api
