// Properties of kept answers:
//   1. A question that is asked again is wanted, and once it is kept found; other questions are
//      not.
//   2. An answer of another snapshot or key is not found, also where the text is the same and
//      where the other lies at the same address.
//   3. An answer is found only during the time for which it was kept.
//   4. What is kept stays within its bytes: what was not asked for longest is dropped first.
//   5. What belongs to a snapshot that is gone does not stay for long.
//   6. What was asked lately of an index is known, the last first, by any rights.
//   7. Threads that ask and keep at the same time find what belongs to their question.
#include "api/answer_cache.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <thread>

#include "api/content_coding.h"

namespace aisle::api {
namespace {

constexpr data::Period kAlways{};

std::shared_ptr<const KeptAnswer> answer_of(const std::string& text) {
    return std::make_shared<const KeptAnswer>(KeptAnswer{.members = keep_text(text)});
}

std::optional<std::string> found(AnswerCache& cache, const Question& question) {
    const auto found = cache.find(question);
    if (!found.answer) return std::nullopt;
    return found.answer->members->plain;
}

class AnswerCacheTest : public testing::Test {
protected:
    [[nodiscard]] Question ask(const std::string& text) const {
        return {.index = "i",
                .request = text,
                .rights = "key",
                .snapshot = snapshot_,
                .key = key_,
                .now = now_};
    }

    SnapshotPointer snapshot_ = std::make_shared<const search::Snapshot>();
    KeyEntryPointer key_ = std::make_shared<const KeyEntry>(ApiKey{});
    std::int64_t now_ = 100;
    Metrics metrics_;
    AnswerCache cache_{1 << 20, metrics_};
};

TEST_F(AnswerCacheTest, KeepsWhatIsAskedAgain) {
    EXPECT_FALSE(cache_.find(ask("a")).is_wanted);
    EXPECT_FALSE(cache_.find(ask("b")).is_wanted);
    EXPECT_TRUE(cache_.find(ask("a")).is_wanted);
    cache_.keep(ask("a"), answer_of("1"), kAlways);
    EXPECT_EQ(found(cache_, ask("a")), "1");
    EXPECT_EQ(found(cache_, ask("b")), std::nullopt);
    EXPECT_NE(metrics_.render().find("aisle_kept_answers_found_total 1\n"), std::string::npos);
    EXPECT_NE(metrics_.render().find("aisle_kept_answers_missed_total 4\n"), std::string::npos);
}

TEST_F(AnswerCacheTest, ForgetsWithTheSnapshotAndTheKey) {
    cache_.keep(ask("a"), answer_of("1"), kAlways);
    for (int round = 0; round < 50; ++round) { // the allocator hands out the same places again
        snapshot_.reset();
        snapshot_ = std::make_shared<const search::Snapshot>();
        EXPECT_FALSE(cache_.find(ask("a")).is_wanted);
        cache_.keep(ask("a"), answer_of(std::to_string(round)), kAlways);
        ASSERT_EQ(found(cache_, ask("a")), std::to_string(round));
        key_.reset();
        key_ = std::make_shared<const KeyEntry>(ApiKey{});
        ASSERT_EQ(found(cache_, ask("a")), std::nullopt);
    }
    key_ = nullptr;
    EXPECT_EQ(found(cache_, ask("a")), std::nullopt);
    cache_.keep(ask("a"), answer_of("admin"), kAlways);
    EXPECT_EQ(found(cache_, ask("a")), "admin");
}

TEST_F(AnswerCacheTest, FindsAnAnswerOnlyWhileItHolds) {
    cache_.keep(ask("a"), answer_of("1"), {.from = 90, .until = 110});
    for (const auto& [now, is_found] :
         {std::pair(89, false), std::pair(90, true), std::pair(109, true), std::pair(110, false)}) {
        now_ = now;
        EXPECT_EQ(found(cache_, ask("a")).has_value(), is_found) << now;
    }
    EXPECT_TRUE(cache_.find(ask("a")).is_wanted);
}

TEST_F(AnswerCacheTest, DropsWhatWasNotAskedForLongest) {
    const std::string text(10'000, 'x');
    const std::size_t each = keep_text(text)->num_bytes();
    AnswerCache small(5 * (each + AnswerCache::kBytesPerEntry + 10), metrics_);
    for (int i = 0; i < 5; ++i) small.keep(ask(std::to_string(i)), answer_of(text), kAlways);
    EXPECT_TRUE(found(small, ask("0")).has_value());
    small.keep(ask("5"), answer_of(text), kAlways);
    EXPECT_FALSE(found(small, ask("1")).has_value());
    EXPECT_TRUE(found(small, ask("0")).has_value());
    EXPECT_TRUE(found(small, ask("5")).has_value());

    small.keep(ask("6"), answer_of(std::string(10'000'000, 'y')), kAlways);
    EXPECT_FALSE(found(small, ask("6")).has_value());
    EXPECT_TRUE(found(small, ask("5")).has_value());

    AnswerCache none(0, metrics_);
    EXPECT_FALSE(none.find(ask("a")).is_wanted);
    EXPECT_FALSE(none.find(ask("a")).is_wanted);
}

TEST_F(AnswerCacheTest, DropsWhatBelongsToASnapshotThatIsGone) {
    for (int i = 0; i < 100; ++i) {
        cache_.keep(ask(std::to_string(i)), answer_of(std::string(1000, 'x')), kAlways);
    }
    snapshot_ = std::make_shared<const search::Snapshot>();
    for (int i = 1000; i < 1050; ++i) static_cast<void>(cache_.find(ask(std::to_string(i))));
    const auto& bytes = metrics_.gauge("aisle_kept_answers_bytes", "");
    EXPECT_EQ(bytes.value(), 50 * static_cast<std::int64_t>(AnswerCache::kBytesPerEntry + 10));
}

TEST_F(AnswerCacheTest, KnowsWhatWasAskedLately) {
    for (const char* text : {"a", "b", "c", "a"}) static_cast<void>(cache_.find(ask(text)));
    auto other = ask("d");
    other.index = "ii";
    static_cast<void>(cache_.find(other));
    other.index = "i";
    other.rights = "other";
    static_cast<void>(cache_.find(other));
    EXPECT_EQ(cache_.recent_requests("i", 3), (std::vector<std::string>{"d", "a", "c"}));
    EXPECT_EQ(cache_.recent_requests("i", 9).size(), 4U);
    EXPECT_EQ(cache_.recent_requests("ii", 9), std::vector<std::string>{"d"});
    EXPECT_TRUE(cache_.recent_requests("", 9).empty());
}

TEST_F(AnswerCacheTest, GivesThreadsWhatBelongsToTheirQuestion) {
    AnswerCache small(20'000, metrics_);
    const auto work = [&](unsigned seed) {
        std::mt19937 random(seed);
        for (int i = 0; i < 3000; ++i) {
            const auto text = std::to_string(random() % 60);
            const auto known = small.find(ask(text));
            if (known.answer) {
                ASSERT_EQ(known.answer->members->plain, text + " answered");
            } else if (known.is_wanted) {
                small.keep(ask(text), answer_of(text + " answered"), kAlways);
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 4; ++seed) threads.emplace_back(work, seed);
    for (auto& thread : threads) thread.join();
}

} // namespace
} // namespace aisle::api
