// Events that clients send, from the log to sealed batches:
//   1. Every event of the log is in a batch or applied again, and never twice: for random
//      histories, restarts and seals at any moment.
//   2. Batches are sealed when much waits or it has waited long, and at once when asked.
//   3. Events that do not come from the log do not disturb where it goes on.
//   4. What a shopper did is known at once, after a restart too, up to a bound.
//   5. A damaged batch is told, and the others are read.
//   6. Events are sealed before the log that has them is trimmed.
//   7. Who is forgotten is gone from memory at once and from every batch after the next seal,
//      wherever the server ends; others, and what comes later, stay.
//   8. An event that comes again is dropped, after a restart too, while what differs in anything
//      is kept; of the events of one request as well.
//   9. One person may send so many events in an hour, others are not kept from theirs.

#include "api/event_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <thread>

#include "api/event_rate.h"
#include "api/live_store.h"
#include "api/operation_kind.h"
#include "data/error.h"
#include "data/event_batch.h"
#include "data/sqlite_log.h"
#include "tests/support/rng.h"
#include "tests/support/temp_directory.h"

namespace aisle::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

data::Operation forget(std::uint64_t position, const std::string& user) {
    return {position, 0, {}, operation_kind::kForgetUser, R"({"userToken":")" + user + R"("})"};
}

/// Each at a time of its own.
data::Operation view_of(std::uint64_t position, const std::string& user,
                        const std::string& object) {
    return {position,
            1'700'000'000'000 + static_cast<std::int64_t>(position),
            {},
            operation_kind::kEvents,
            R"({"events":[{"eventType":"view","eventName":"Seen","index":"shop","userToken":")" +
                user + R"(","objectIDs":[")" + object + R"("]}]})"};
}

/// A store of events and the log that it follows.
class Events : public testing::Test {
protected:
    void start(EventStoreOptions options = {}) {
        store_ = std::make_unique<EventStore>(
            directory_.path(), [this](const std::string& problem) { problems_.push_back(problem); },
            options);
        for (const auto& operation : log_) EXPECT_TRUE(store_->apply(operation));
    }

    void receive(const std::string& user, const std::string& object) {
        log_.push_back(view_of(log_.size() + 1, user, object));
        EXPECT_TRUE(store_->apply(log_.back()));
    }

    void forget_user(const std::string& user) {
        log_.push_back(forget(log_.size() + 1, user));
        EXPECT_TRUE(store_->apply(log_.back()));
    }

    [[nodiscard]] std::vector<std::string> sealed() const {
        std::vector<std::string> objects;
        for (const auto& path : data::list_event_batches(directory_.path())) {
            const data::EventBatch batch(path);
            for (std::size_t row = 0; row < batch.size(); ++row) {
                objects.emplace_back(batch.object(row));
            }
        }
        return objects;
    }

    [[nodiscard]] std::vector<std::string> past_of(const std::string& user) const {
        std::vector<std::string> objects;
        for (const auto& deed : store_->pasts().find("shop", user)) {
            objects.push_back(deed.object_id);
        }
        return objects;
    }

    support::TempDirectory directory_;
    std::vector<data::Operation> log_;
    std::vector<std::string> problems_;
    std::unique_ptr<EventStore> store_;
};

TEST_F(Events, AreSealedOnceWhereverTheServerEnds) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        support::Rng rng(seed);
        std::filesystem::remove_all(directory_.path() / "events");
        log_.clear();
        start();
        std::vector<std::string> expected;
        for (int step = 0; step < 40; ++step) {
            switch (rng.below(5)) {
            case 0:
                store_->seal();
                break;
            case 1:
                start();
                break;
            default:
                expected.push_back(std::to_string(step));
                receive("ann", expected.back());
            }
        }
        start();
        store_->seal();
        EXPECT_EQ(sealed(), expected) << "seed " << seed;
        EXPECT_EQ(past_of("ann"), expected) << "seed " << seed;
    }
    EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(Events, WaitUntilTheyAreManyOrOld) {
    start({.seal_after_events = 2, .seal_after = 1h});
    receive("ann", "a");
    store_->save();
    EXPECT_THAT(sealed(), IsEmpty());
    receive("ann", "b");
    store_->save();
    EXPECT_THAT(sealed(), ElementsAre("a", "b"));
    start({.seal_after_events = 100, .seal_after = 0ms});
    store_->save();
    EXPECT_EQ(data::list_event_batches(directory_.path()).size(), 1U);
    receive("ann", "c");
    store_->save();
    EXPECT_THAT(sealed(), ElementsAre("a", "b", "c"));
}

TEST_F(Events, ThatWereImportedDoNotCountAsTheLogs) {
    start();
    receive("ann", "a");
    store_->seal();
    const data::Event imported{data::EventKind::kView, "shop", "bob", 5, {{"x", 0, 1}}, ""};
    data::append_event_batch(directory_.path(), {&imported, 1});
    start({.remembered_rows = 1});
    store_->seal();
    EXPECT_THAT(sealed(), ElementsAre("a", "x"));
    EXPECT_THAT(past_of("bob"), ElementsAre("x"));
}

TEST_F(Events, OfOtherKindsAreNotTheirs) {
    start();
    EXPECT_FALSE(store_->apply({1, 0, {}, "dictionary", "{}"}));
}

TEST_F(Events, OfADamagedBatchAreLeftOut) {
    start();
    receive("ann", "a");
    store_->seal();
    receive("ann", "b");
    store_->seal();
    std::ofstream(data::list_event_batches(directory_.path()).front()) << "no batch";
    start();
    EXPECT_EQ(problems_.size(), 1U);
    EXPECT_THAT(past_of("ann"), ElementsAre("b"));
}

TEST_F(Events, AreSealedBeforeTheirLogIsTrimmed) {
    start({.seal_after = 1h});
    data::SqliteLog log(directory_.path() / "log.sqlite");
    IndexRegistry registry;
    LiveStoreOptions options;
    options.parts.apply = [&](const auto& operation) { return store_->apply(operation); };
    options.parts.save = [&] { store_->save(); };
    options.parts.save_before_trim = [&] { store_->seal(); };
    options.scan_interval = 1ms;
    options.trim_after_operations = 10;
    std::vector<std::string> expected;
    {
        LiveStore live(directory_.path(), log, registry, options);
        for (int i = 0; i < 10; ++i) {
            expected.push_back(std::to_string(i));
            (void)live.submit(view_of(0, "ann", expected.back()));
        }
        for (int i = 0; i < 5000 && log.first_position() == 1; ++i) {
            std::this_thread::sleep_for(2ms);
        }
    }
    ASSERT_GT(log.first_position(), 10U);
    EXPECT_EQ(sealed(), expected);
}

TEST_F(Events, OfTheForgottenAreGoneWhereverTheServerEnds) {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        support::Rng rng(seed);
        std::filesystem::remove_all(directory_.path() / "events");
        log_.clear();
        start();
        std::vector<std::pair<std::string, std::string>> expected; // user, object
        for (int step = 0; step < 60; ++step) {
            const std::string user = rng.chance(.5) ? "ann" : "bob";
            switch (rng.below(8)) {
            case 0:
                store_->save(); // seals when someone is to be forgotten
                break;
            case 1:
                store_->seal();
                break;
            case 2:
                start();
                break;
            case 3:
                forget_user(user);
                std::erase_if(expected, [&](const auto& event) { return event.first == user; });
                EXPECT_THAT(past_of(user), IsEmpty());
                break;
            default:
                expected.emplace_back(user, std::to_string(step));
                receive(user, std::to_string(step));
            }
        }
        start();
        std::vector<std::string> all;
        std::map<std::string, std::vector<std::string>> pasts;
        for (const auto& [user, object] : expected) {
            all.push_back(object);
            pasts[user].push_back(object);
        }
        for (const auto* user : {"ann", "bob"}) EXPECT_EQ(past_of(user), pasts[user]);
        store_->seal();
        EXPECT_EQ(sealed(), all) << "seed " << seed;
        start();
        for (const auto* user : {"ann", "bob"}) EXPECT_EQ(past_of(user), pasts[user]);
    }
    EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(Events, OfTheForgottenAreTakenOutOfBatchesThatWereImported) {
    const data::Event theirs{data::EventKind::kView, "shop", "ann", 5, {{"x", 0, 1}}, ""};
    const data::Event others{data::EventKind::kView, "shop", "bob", 5, {{"y", 0, 1}}, ""};
    data::append_event_batch(directory_.path(), std::vector{theirs, others});
    start();
    forget_user("ann");
    store_->save();
    EXPECT_THAT(sealed(), ElementsAre("y"));
    data::append_event_batch(directory_.path(), {&theirs, 1});
    start();
    store_->seal();
    EXPECT_THAT(sealed(), ElementsAre("y", "x")) << "forgotten again by a replay";
}

TEST_F(Events, ThatComeAgainAreDropped) {
    const auto send = [&](const std::string& events) {
        log_.push_back({log_.size() + 1,
                        1'700'000'000'000,
                        {},
                        operation_kind::kEvents,
                        R"({"events":[)" + events + "]}"});
        EXPECT_TRUE(store_->apply(log_.back()));
    };
    const auto event = [](const std::string& object, const std::string& rest = "") {
        return R"({"eventType":"view","eventName":"Seen","index":"shop","userToken":"ann",)"
               R"("objectIDs":[")" +
               object + "\"]" + rest + "}";
    };
    start();
    const std::string at = R"(,"timestamp":1699999999000)";
    send(event("a", at));
    send(event("a", at) + "," + event("b", at));
    send(event("c") + "," + event("c"));
    send(event("a", R"(,"timestamp":1699999999001)"));
    EXPECT_THAT(past_of("ann"), ElementsAre("a", "b", "c", "a"));
    store_->seal();
    start();
    send(event("a", at));
    store_->seal();
    EXPECT_EQ(sealed().size(), 4U);
}

TEST(EventRate, BoundsEachPersonAlone) {
    constexpr std::int64_t kHourMs = 3'600'000;
    const auto events_of = [](const std::string& user, std::size_t count) {
        return std::vector<data::Event>(count, {data::EventKind::kView, "shop", user, 0, {}, ""});
    };
    EventRate rate(10);
    rate.charge(events_of("ann", 10), 0);
    try {
        rate.charge(events_of("ann", 1), kHourMs - 1);
        FAIL();
    } catch (const data::Error& error) {
        EXPECT_EQ(error.code(), data::ErrorCode::kTooManyRequests);
        EXPECT_STREQ(error.what(), "Too many events: userToken ann may send 10 in an hour");
    }
    rate.charge(events_of("bob", 10), kHourMs - 1);
    rate.charge(events_of("ann", 1), kHourMs);
    EventRate any(0);
    any.charge(events_of("ann", 100'000), 0);
}

TEST(ShopperPasts, KeepTheLatestDeedsOfTheLatestShoppers) {
    ShopperPasts pasts(2);
    for (int i = 0; i < 150; ++i) pasts.add("shop", "ann", {std::to_string(i)});
    pasts.add("shop", "bob", {"x"});
    EXPECT_EQ(pasts.find("shop", "ann").size(), ShopperPasts::kMaxDeeds);
    EXPECT_EQ(pasts.find("shop", "ann").front(), PastDeed{"50"});
    EXPECT_THAT(pasts.find("other", "ann"), IsEmpty());
    pasts.add("shop", "ann", {"y"});
    pasts.add("shop", "cat", {"z"});
    EXPECT_THAT(pasts.find("shop", "bob"), IsEmpty());
    EXPECT_EQ(pasts.find("shop", "ann").back(), PastDeed{"y"});
}

TEST(ShopperPasts, PassOverListsThatWereSeen) {
    ShopperPasts pasts;
    pasts.add({data::EventKind::kView, "shop", "ann", 1, {{"a", 0, 1}, {"b", 0, 1}}, ""});
    EXPECT_THAT(pasts.find("shop", "ann"), IsEmpty());
    pasts.add({data::EventKind::kPurchase, "shop", "ann", 1, {{"a", 0, 1}, {"b", 0, 1}}, ""});
    EXPECT_EQ(pasts.find("shop", "ann").size(), 2U);
}

} // namespace
} // namespace aisle::api
