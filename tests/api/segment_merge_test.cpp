// Properties of a merge of segments while the index is written:
//   1. What is deleted or replaced meanwhile stays so, and what hot updates set, in place or not,
//      is set in the merged segment, with its time; whatever else happens, the index shows the
//      fold of its operations.
//   2. It is possible while the index is sealed, and in vain when its segments are gone.
//   3. Until the index is sealed, the generation on the disk is the old one, and whole; after
//      that it is the merged one. What a merge left behind is removed.
//   4. A seal takes over checksums, so that damage is not sealed.
//   5. A store merges by itself, keeps few segments, and tells what fails.

#include "api/segment_merge.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "api/live_index.h"
#include "api/segment_merger.h"
#include "data/error.h"
#include "data/json.h"
#include "data/manifest.h"
#include "tests/api/support/test_store.h"

namespace aisle::api {
namespace {

namespace fs = std::filesystem;
using support::StoreModel;

/// A product of the index below: a number that changes in place, and when that was set last.
struct Product {
    std::uint32_t version = 0;
    double price = 0;
    std::int64_t time_ms = 0;

    [[nodiscard]] std::string json(const std::string& id) const {
        return R"({"objectID":")" + id + R"(","version":)" + std::to_string(version) +
               ",\"price\":" + std::to_string(static_cast<int>(price)) + "}";
    }
};

/// An index that merges whatever it can when it is told to, and what it must hold.
class MergingIndex {
public:
    MergingIndex() { open(); }

    /// As after a restart, without a log: what was sealed.
    void open() {
        live_.emplace(directory_.path(), "i", LiveIndex::Limits{.background_products = 1});
        if (live_->snapshot()->generation > 0) return;
        live_->set_settings(data::Settings::parse(R"({"hotAttributes":["price","rank"]})"), 1);
    }

    void save(const std::string& id, int price) {
        auto& product = products_[id];
        product = {product.version + 1, static_cast<double>(price), 0};
        save_json(id, product.json(id));
    }

    void save_json(const std::string& id, const std::string& json) {
        live_->apply({RecordAction::Kind::kReplace, id, json});
    }

    void remove(const std::string& id) {
        products_.erase(id);
        live_->apply({RecordAction::Kind::kDelete, id, {}});
    }

    /// Sets a price; with `only_if_older` unless it was set at that time or later.
    void price(const std::string& id, int price, std::int64_t time_ms, bool only_if_older = false) {
        HotUpdate update{id, {}, "price", data::HotValue{static_cast<double>(price)}, {}};
        if (only_if_older) update.if_older_than_ms = time_ms;
        live_->apply(update, time_ms);
        const auto found = products_.find(id);
        if (found == products_.end()) return;
        auto& product = found->second;
        if (only_if_older && product.time_ms >= time_ms) return;
        product.price = price;
        product.time_ms = time_ms;
    }

    void flush() { static_cast<void>(live_->flush()); }

    bool begin() {
        flush();
        task_ = live_->begin_merge(num_merges_++);
        return task_ != nullptr;
    }

    /// What the merger does.
    void build() { merged_.emplace(merge_segments(*task_)); }

    bool finish(std::size_t limit = 1'000'000) {
        flush();
        if (!live_->finish_merge(*merged_, limit)) return false;
        flush();
        merged_.reset();
        task_.reset();
        return true;
    }

    void give_up() {
        live_->cancel_merge(*task_);
        fs::remove_all(task_->directory);
        merged_.reset();
        task_.reset();
    }

    void expect_fold(const std::string& when = {}) {
        flush();
        StoreModel::Records expected;
        for (const auto& [id, product] : products_) expected[id] = product.json(id);
        ASSERT_EQ(support::records_in(*live_->snapshot()), expected) << when;
    }

    [[nodiscard]] std::size_t num_segments() { return live_->snapshot()->segments.size(); }

    [[nodiscard]] LiveIndex& live() { return *live_; }

    [[nodiscard]] const MergeTask& task() const { return *task_; }

    [[nodiscard]] bool is_built() const { return merged_.has_value(); }

    [[nodiscard]] bool is_begun() const { return task_ != nullptr; }

    [[nodiscard]] fs::path generation() const {
        const auto& directory = live_->directory();
        return directory.generation_path(directory.current_generation().value());
    }

private:
    support::TempDirectory directory_;
    std::optional<LiveIndex> live_;
    std::map<std::string, Product> products_;
    std::uint64_t num_merges_ = 0;
    std::shared_ptr<const MergeTask> task_;
    std::optional<search::SegmentView> merged_;
};

/// Two segments of two products each, and a merge of both that has begun.
class MergeTest : public testing::Test {
protected:
    MergeTest() {
        for (const char* id : {"a", "b"}) index_.save(id, 1);
        index_.flush();
        index_.price("a", 2, 100);
        for (const char* id : {"c", "d"}) index_.save(id, 1);
        index_.flush();
    }

    void begin() {
        ASSERT_EQ(index_.num_segments(), 2U);
        ASSERT_TRUE(index_.begin());
        ASSERT_EQ(index_.task().sources.size(), 2U);
    }

    /// All of it is in one segment.
    void expect_merged() {
        EXPECT_EQ(index_.num_segments(), 1U);
        index_.expect_fold();
    }

    MergingIndex index_;
};

TEST_F(MergeTest, makes_one_segment_of_several) {
    begin();
    index_.build();
    ASSERT_TRUE(index_.finish());
    expect_merged();
}

TEST_F(MergeTest, what_is_deleted_meanwhile_stays_deleted) {
    begin();
    index_.remove("a");
    index_.build();
    index_.remove("d");
    ASSERT_TRUE(index_.finish());
    expect_merged();
}

TEST_F(MergeTest, what_is_replaced_meanwhile_is_there_once_and_new) {
    begin();
    index_.save("a", 10);
    index_.build();
    index_.save("d", 11);
    index_.save("e", 12);
    ASSERT_TRUE(index_.finish());
    index_.expect_fold();
}

TEST_F(MergeTest, a_price_set_before_keeps_its_time) {
    begin();
    index_.build();
    ASSERT_TRUE(index_.finish());
    index_.price("a", 50, 100, true); // not older
    expect_merged();
    index_.price("a", 51, 101, true);
    expect_merged();
}

TEST_F(MergeTest, a_price_set_meanwhile_is_set_with_its_time) {
    begin();
    index_.price("b", 5, 200);
    index_.build();
    index_.price("a", 6, 300);
    index_.price("c", 7, 300);
    ASSERT_TRUE(index_.finish());
    index_.price("a", 50, 300, true);
    index_.price("b", 50, 200, true);
    index_.price("c", 50, 299, true);
    expect_merged();
    index_.price("c", 50, 301, true);
    expect_merged();
}

TEST_F(MergeTest, changes_are_carried_over_in_portions_while_others_come) {
    begin();
    index_.build();
    index_.price("a", 5, 200);
    index_.price("c", 6, 200);
    ASSERT_FALSE(index_.finish(1));
    index_.price("a", 7, 201); // again, after it was carried
    index_.remove("c");
    while (!index_.finish(1)) index_.expect_fold();
    expect_merged();
    index_.price("a", 8, 201, true);
    expect_merged();
}

TEST(MergeRewriteTest, what_the_merged_segment_does_not_keep_in_place_is_written_anew) {
    MergingIndex index;
    index.save_json("a", R"({"objectID":"a"})");
    index.save_json("b", R"({"objectID":"b","rank":1})");
    index.flush();
    index.live().apply({RecordAction::Kind::kDelete, "b", {}});
    ASSERT_TRUE(index.begin()); // half of it is dead, and with it the only rank
    index.build();
    index.live().apply({"a", {}, "rank", data::HotValue{7.0}, {}}, 100);
    ASSERT_TRUE(index.finish());
    const auto rank = [&] { return support::records_in(*index.live().snapshot()).at("a"); };
    EXPECT_EQ(rank(), R"({"objectID":"a","rank":7})");
    index.live().apply({"a", {}, "rank", data::HotValue{8.0}, 100}, 200);
    index.flush();
    EXPECT_EQ(rank(), R"({"objectID":"a","rank":7})") << "it keeps its time";
}

TEST_F(MergeTest, goes_on_while_the_index_is_sealed) {
    begin();
    index_.live().seal(5);
    index_.price("a", 9, 400);
    index_.remove("b");
    index_.build();
    index_.flush();
    index_.live().seal(6);
    ASSERT_TRUE(index_.finish());
    expect_merged();
    index_.live().seal(7);
    index_.open();
    expect_merged();
    index_.price("a", 50, 400, true);
    expect_merged();
}

TEST_F(MergeTest, is_in_vain_when_the_index_was_cleared) {
    begin();
    EXPECT_TRUE(index_.live().is_merging(index_.task()));
    index_.live().apply({RecordAction::Kind::kClear, {}, {}});
    index_.flush();
    EXPECT_FALSE(index_.live().is_merging(index_.task()));
}

TEST_F(MergeTest, until_it_is_sealed_the_old_generation_is_whole) {
    index_.live().seal(5);
    begin();
    index_.build();
    ASSERT_TRUE(index_.finish());
    const auto old = data::read_manifest(index_.generation());
    EXPECT_EQ(old.segments.size(), 2U);
    data::verify(index_.generation(), old);
    const auto live = index_.live().directory().path() / "live";
    EXPECT_TRUE(fs::exists(live / "merge-0"));
    index_.open(); // as after a crash
    EXPECT_FALSE(fs::exists(live));
    EXPECT_EQ(index_.num_segments(), 2U);
    index_.expect_fold();
}

TEST_F(MergeTest, sealing_keeps_the_checksums_and_removes_what_was_left) {
    begin();
    index_.build();
    ASSERT_TRUE(index_.finish());
    index_.live().seal(5);
    const auto live = index_.live().directory().path() / "live";
    EXPECT_TRUE(fs::is_empty(live));
    const auto manifest = data::read_manifest(index_.generation());
    EXPECT_EQ(manifest.segments.size(), 1U);
    data::verify(index_.generation(), manifest);
    const auto damaged = index_.generation() / "segment-0" / "records.bin";
    std::fstream file(damaged, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(70);
    file.put('?');
    file.close();
    index_.live().seal(6);
    EXPECT_THROW(data::verify(index_.generation(), data::read_manifest(index_.generation())),
                 data::Error);
}

TEST_F(MergeTest, stops_when_it_is_cancelled) {
    begin();
    index_.task().is_cancelled = true;
    EXPECT_THROW(index_.build(), data::Error);
    index_.give_up();
    index_.expect_fold();
    EXPECT_TRUE(index_.begin()) << "another one may begin";
}

class MergeFoldTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(MergeFoldTest, whatever_happens_the_index_is_the_fold_of_its_operations) {
    support::Rng rng(GetParam());
    MergingIndex index;
    std::int64_t now = 100;
    std::uint64_t position = 1;
    std::uint32_t num_merged = 0;
    const auto id = [&] { return "p" + std::to_string(rng.below(30)); };
    for (int step = 0; step < 400; ++step) {
        const auto choice = rng.below(20);
        if (choice < 4) {
            for (auto n = rng.between(1, 6); n > 0; --n) {
                index.save(id(), static_cast<int>(rng.below(100)));
            }
        } else if (choice < 6) {
            index.remove(id());
        } else if (choice < 12) {
            const bool only_if_older = rng.chance(0.4);
            const auto time = only_if_older ? now - rng.below(10) : now;
            index.price(id(), static_cast<int>(rng.below(100)), time, only_if_older);
            ++now;
        } else if (choice < 14) {
            index.expect_fold("at step " + std::to_string(step));
        } else if (choice < 15) {
            index.flush();
            index.live().seal(++position);
            if (!index.is_begun() && rng.chance(0.3)) index.open();
        } else if (!index.is_begun()) {
            index.begin();
        } else if (!index.is_built()) {
            index.build();
        } else if (index.flush(); !index.live().is_merging(index.task()) || rng.chance(0.03)) {
            index.give_up();
        } else {
            num_merged += index.finish(rng.between(1, 40)) ? 1 : 0;
        }
        if (HasFatalFailure()) return;
    }
    index.expect_fold("at the end");
    EXPECT_GT(num_merged, 3U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, MergeFoldTest, testing::Range<std::uint64_t>(1, 13));

TEST(MergingStoreTest, keeps_few_segments_and_seals_what_it_merged) {
    LiveStoreOptions options;
    options.limits.background_products = 8;
    options.seal_after_products = 64;
    support::TestStore store(options);
    for (int i = 0; i < 400; ++i) {
        store.write("i", operation_kind::kBatch, support::save(std::to_string(i)));
        if (i % 10 == 0) store.wait_until_published();
    }
    store.wait_until_published();
    EXPECT_TRUE(support::TestStore::eventually(
        [&] { return store.registry().find("i")->segments.size() <= 9; }));
    EXPECT_EQ(store.records("i")->size(), 400U);
    store.restart();
    EXPECT_EQ(store.records("i")->size(), 400U);
    EXPECT_EQ(store.problems(), std::vector<std::string>());
}

TEST(MergingStoreTest, tells_what_fails_and_goes_on) {
    LiveStoreOptions options;
    options.limits.background_products = 1;
    support::TestStore store(options);
    store.write("i", operation_kind::kBatch, support::save("1"));
    store.wait_until_published();
    const auto live = data::IndexDirectory(store.data(), "i").path() / "live";
    std::ofstream(live / "merge-0") << "in the way";
    store.write("i", operation_kind::kBatch, support::save("2"));
    ASSERT_TRUE(support::TestStore::eventually([&] { return !store.problems().empty(); }));
    EXPECT_EQ(store.problems().front().find("merging segments of index i: "), 0U);
    store.write("i", operation_kind::kBatch, support::save("3"));
    store.wait_until_published();
    EXPECT_EQ(store.records("i")->size(), 3U);
}

} // namespace
} // namespace aisle::api
