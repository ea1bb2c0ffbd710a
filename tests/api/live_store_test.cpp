// Properties of the store under writes:
//   1. After any operations, on several indexes, searches see exactly what their fold is: the
//      same records, found by their words, and the same settings, synonyms and rules.
//   2. That is so after restarts at any moment, and however often generations are sealed, the
//      log is trimmed, segments are merged and columns are rebuilt, on the spot or in the
//      background.
//   3. A generation that a batch job publishes takes the place of everything before its
//      position in the log, and of nothing after it.
//   4. Replicas have synonyms and rules of their own, and become indexes when they are let go.
//   5. Nor does it matter when there was no room for segments meanwhile.
//   6. Regressions: each named by what used to go wrong.

#include "api/live_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "api/operation_kind.h"
#include "indexer/index_builder.h"
#include "tests/api/support/test_store.h"

namespace aisle::api {
namespace {

using namespace std::chrono_literals;
namespace kind = operation_kind;
using support::build;
using support::remove;
using support::save;
using support::StoreModel;
using support::TestStore;

/// What clients send to save entries.
std::string entries(const std::string& json, bool forward = false) {
    return std::string(R"({"forward":)") + (forward ? "true" : "false") +
           R"(,"replace":false,"entries":)" + json + "}";
}

constexpr const char* kSofas = R"([{"objectID":"s","type":"synonym","synonyms":["sofa","couch"]}])";
constexpr const char* kCheap = R"([{"objectID":"r","consequence":{"params":{"hitsPerPage":3}}}])";

/// Lets no segments be written to an index, as a full disk would, though the log still can be.
class NoRoomForSegments {
public:
    NoRoomForSegments(const TestStore& store, const std::string& index)
        : live_(data::IndexDirectory(store.data(), index).path() / "live"),
          away_(live_.parent_path() / "away") {
        std::error_code error;
        std::filesystem::rename(live_, away_, error);
        std::ofstream(live_) << "in the way";
    }

    ~NoRoomForSegments() {
        std::error_code error;
        // Unless the index was removed, or opened anew, meanwhile.
        if (std::filesystem::is_regular_file(live_)) {
            std::filesystem::remove(live_, error);
            std::filesystem::rename(away_, live_, error);
        }
        std::filesystem::remove_all(away_, error);
    }

    NoRoomForSegments(const NoRoomForSegments&) = delete;
    NoRoomForSegments& operator=(const NoRoomForSegments&) = delete;

private:
    std::filesystem::path live_;
    std::filesystem::path away_;
};

class LiveStoreTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(LiveStoreTest, shows_the_fold_of_its_operations_whatever_happens_meanwhile) {
    support::Rng rng(GetParam());
    const auto any_options = [&rng] {
        LiveStoreOptions options;
        options.seal_after_products = rng.pick(std::vector<std::uint64_t>{1, 15, 1'000'000});
        options.trim_after_operations = rng.pick(std::vector<std::uint64_t>{3, 20, 1'000'000});
        options.limits.rebuild_in_place = rng.chance(0.7) ? 20'000 : 0;
        options.limits.background_products =
            rng.pick(std::vector<std::uint64_t>{1, 4, kBackgroundProducts});
        return options;
    };
    TestStore store(any_options());
    StoreModel model("s");
    bool was_short_of_room = false;
    for (int step = 0; step < 150; ++step) {
        const auto choice = rng.below(100);
        if (choice < 80) {
            store.submit(model.change(rng));
        } else if (choice < 85) {
            const NoRoomForSegments no_room(store, rng.chance(0.5) ? "s" : "s/2");
            was_short_of_room = true;
            for (auto i = rng.below(5); i > 0; --i) store.submit(model.change(rng));
            std::this_thread::sleep_for(std::chrono::milliseconds(rng.below(10)));
        } else if (choice < 90) {
            for (auto& operation : model.replace_all("s", rng)) store.submit(std::move(operation));
        } else if (choice < 94) {
            store.stop();
            store.options() = any_options();
            store.start();
            ASSERT_EQ(model.difference(store.registry()), "") << "after a restart, step " << step;
        } else if (choice < 96) {
            ASSERT_EQ(store.difference(model), "") << "before a build, step " << step;
            build(store.data(), "s/2", model.rebuild("s/2", rng), store.log().last_position());
            ASSERT_EQ(store.difference(model), "") << "after a build, step " << step;
        } else {
            ASSERT_EQ(store.difference(model), "") << "at step " << step;
        }
    }
    ASSERT_EQ(store.difference(model), "");
    store.restart();
    EXPECT_EQ(model.difference(store.registry()), "");
    for (const auto& problem : store.problems()) {
        EXPECT_TRUE(was_short_of_room && !problem.starts_with("operation ")) << problem;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LiveStoreTest, testing::Range<std::uint64_t>(1, 13));

TEST(LiveStoreRegressionTest, deletions_survive_the_trimming_of_the_log) {
    LiveStoreOptions options;
    options.trim_after_operations = 1;
    TestStore store(options);
    store.write("i", kind::kBatch, save("1"));
    store.write("i", kind::kBatch, save("2"));
    EXPECT_TRUE(TestStore::eventually([&] { return store.log().first_position() == 3; }));
    store.write("i", kind::kBatch, remove("1"));
    EXPECT_TRUE(TestStore::eventually([&] { return store.log().first_position() == 4; }));
    store.restart();
    EXPECT_EQ(store.records("i")->size(), 1U);
    EXPECT_TRUE(store.problems().empty());
}

TEST(LiveStoreRegressionTest, an_index_can_be_sealed_again_and_again_after_a_move) {
    LiveStoreOptions options;
    options.seal_after_products = 1;
    TestStore store(options);
    store.write("source", kind::kBatch, save("0"));
    store.write("i", kind::kMove, R"({"source":"source"})");
    for (int i = 1; i < 6; ++i) {
        store.write("i", kind::kBatch, save(std::to_string(i)));
        const data::IndexDirectory directory(store.data(), "i");
        EXPECT_TRUE(TestStore::eventually(
            [&] { return directory.current_generation() > static_cast<std::uint64_t>(i); }));
    }
    store.restart();
    EXPECT_EQ(store.records("i")->size(), 6U);
    EXPECT_EQ(store.records("source"), std::nullopt);
    EXPECT_TRUE(store.problems().empty());
}

TEST(LiveStoreRegressionTest, a_move_of_a_missing_index_is_not_made_up_for_by_a_replay) {
    LiveStoreOptions options;
    options.seal_after_products = 1;
    TestStore store(options);
    store.write("target", kind::kMove, R"({"source":"late"})");
    store.write("target", kind::kCopy, R"({"source":"late"})");
    store.write("late", kind::kBatch, save("1"));
    const data::IndexDirectory directory(store.data(), "late");
    EXPECT_TRUE(TestStore::eventually([&] { return directory.current_generation() == 1; }));
    store.restart();
    ASSERT_TRUE(store.records("late").has_value());
    EXPECT_EQ(store.records("late")->size(), 1U);
    EXPECT_EQ(store.records("target")->size(), 0U);
}

TEST(LiveStoreRegressionTest, a_copy_of_a_missing_index_is_not_made_up_for_by_a_replay) {
    TestStore store;
    store.write("target", kind::kSaveSynonyms, entries(kSofas));
    store.write("target", kind::kSaveRules, entries(kCheap));
    store.write("target", kind::kCopy,
                R"({"source":"late","scope":["settings","synonyms","rules"]})");
    store.write("late", kind::kSettings, R"({"forward":false,"settings":{"hitsPerPage":3}})");
    store.wait_until_published();
    for (int round = 0; round < 2; ++round) {
        const auto target = store.registry().find("target");
        ASSERT_TRUE(target->synonyms && target->rules) << "after " << round << " restarts";
        EXPECT_EQ(target->synonyms->to_json(), kSofas);
        EXPECT_EQ(target->rules->to_json(), kCheap);
        store.restart();
    }
}

TEST(LiveStoreRegressionTest, a_move_that_was_cut_short_is_finished_by_a_replay) {
    TestStore store;
    store.write("late", kind::kSettings, R"({"forward":false,"settings":{"hitsPerPage":3}})");
    store.write("target", kind::kMove, R"({"source":"late"})");
    store.wait_until_published();
    store.stop();
    // As if the process had died before it removed the source and noted that down.
    std::filesystem::remove(store.data() / "deleted.json");
    data::IndexDirectory(store.data(), "late").write_settings(data::Settings(), 1);
    store.start();
    EXPECT_EQ(store.records("late"), std::nullopt);
    EXPECT_TRUE(store.records("target").has_value());
}

TEST(LiveStoreRegressionTest, forwarded_settings_do_not_bring_a_deleted_replica_back) {
    TestStore store;
    store.write("i", kind::kSettings,
                R"({"forward":false,"settings":{"replicas":["r"],"hitsPerPage":4}})");
    store.write("i", kind::kSettings, R"({"forward":true,"settings":{"hitsPerPage":5}})");
    store.write("i", kind::kSettings, R"({"forward":false,"settings":{"replicas":[]}})");
    store.write("r", kind::kDeleteIndex, {});
    store.wait_until_published();
    EXPECT_EQ(store.registry().find("r"), nullptr);
    store.restart();
    EXPECT_EQ(store.registry().find("r"), nullptr);
    EXPECT_FALSE(data::IndexDirectory(store.data(), "r").exists());
}

TEST(LiveStoreRegressionTest, changes_that_could_not_be_written_wait_for_the_next_attempt) {
    TestStore store;
    store.write("i", kind::kBatch, save("1"));
    store.write("i", kind::kBatch, save("2"));
    store.wait_until_published();
    {
        const NoRoomForSegments no_room(store, "i");
        store.write("i", kind::kBatch,
                    write_actions({{RecordAction::Kind::kDelete, "1", {}},
                                   {RecordAction::Kind::kReplace, "3", R"({"objectID":"3"})"}}));
        EXPECT_TRUE(TestStore::eventually([&] { return !store.problems().empty(); }));
        EXPECT_FALSE(store.is_published());
    }
    store.wait_until_published();
    const StoreModel::Records expected = {{"2", R"({"objectID":"2"})"},
                                          {"3", R"({"objectID":"3"})"}};
    EXPECT_EQ(store.records("i"), expected);
}

/// Operations that have to build what waits before they can begin.
class NoRoom : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(NoRoom, postpones_an_operation_and_loses_nothing_of_it) {
    const auto [operation, payload] = GetParam();
    TestStore store;
    store.write("i", kind::kSettings,
                R"({"forward":false,"settings":{"attributesForFaceting":["colour"]}})");
    store.wait_until_published();
    {
        const NoRoomForSegments no_room(store, "i");
        store.write("i", kind::kBatch, save("1", R"(,"colour":"red","sku":"A","price":1)"));
        store.write("i", operation, payload);
        store.write("i", kind::kBatch, save("2", R"(,"colour":"red")"));
        EXPECT_TRUE(TestStore::eventually([&] { return !store.problems().empty(); }));
        std::this_thread::sleep_for(50ms); // several attempts
        EXPECT_FALSE(store.is_published());
    }
    store.wait_until_published();
    const auto records = store.records("i");
    EXPECT_EQ(store.problems().size(), 1U) << "told more than once";
    store.restart();
    EXPECT_EQ(store.records("i"), records) << "a replay knows more";
    ASSERT_TRUE(records->contains("2"));
    if (operation == std::string(kind::kDeleteBy)) {
        EXPECT_FALSE(records->contains("1"));
    } else {
        EXPECT_THAT(records->at("1"), testing::HasSubstr("\"price\":7"));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Operations, NoRoom,
    testing::Values(std::pair{kind::kDeleteBy, R"({"filters":"colour:red"})"},
                    std::pair{kind::kHot, R"({"sku":"A","attribute":"price","value":7})"}));

TEST(LiveStoreRegressionTest, an_index_that_was_never_sealed_can_be_rebuilt) {
    LiveStoreOptions options;
    options.limits.rebuild_in_place = 0;
    TestStore store(options);
    store.write("i", kind::kBatch, save("1", R"(,"colour":"red")"));
    store.wait_until_published(); // so that there is a segment that the settings do not fit
    store.write("i", kind::kSettings,
                R"({"forward":false,"settings":{"attributesForFaceting":["colour"]}})");
    store.wait_until_published();
    EXPECT_EQ(store.registry().find("i")->generation, 1U);
    EXPECT_TRUE(store.problems().empty());
}

TEST(LiveStoreRegressionTest, a_replay_deletes_by_the_settings_of_that_time) {
    TestStore store;
    store.write("i", kind::kSettings,
                R"({"forward":false,"settings":{"attributesForFaceting":["colour"]}})");
    store.write("i", kind::kBatch, save("1", R"(,"colour":"red")"));
    store.write("i", kind::kBatch, save("2", R"(,"colour":"blue")"));
    store.write("i", kind::kDeleteBy, R"({"filters":"colour:red"})");
    store.write("i", kind::kSettings,
                R"({"forward":false,"settings":{"attributesForFaceting":null}})");
    store.wait_until_published();
    EXPECT_EQ(store.records("i")->size(), 1U);
    store.restart();
    EXPECT_EQ(store.records("i")->size(), 1U);
}

TEST(LiveStoreRegressionTest, a_copy_of_a_replica_takes_what_the_replica_shows) {
    TestStore store;
    store.write("i", kind::kBatch, save("1"));
    store.write("i", kind::kSettings, R"({"forward":false,"settings":{"replicas":["r"]}})");
    store.write("copy", kind::kCopy, R"({"source":"r"})");
    store.wait_until_published();
    EXPECT_EQ(store.records("copy")->size(), 1U);
    EXPECT_EQ(store.records("r")->size(), 1U);
}

TEST(LiveStoreReplicaTest, begins_with_the_primary_s_synonyms_and_rules_and_gets_forwarded_ones) {
    TestStore store;
    store.write("i", kind::kSaveSynonyms, entries(kSofas));
    store.write("i", kind::kSettings, R"({"forward":false,"settings":{"replicas":["r"]}})");
    store.write("i", kind::kSaveRules, entries(kCheap));
    store.wait_until_published();
    for (int round = 0; round < 2; ++round) {
        const auto replica = store.registry().find("r");
        ASSERT_TRUE(replica->synonyms);
        EXPECT_EQ(replica->synonyms->to_json(), kSofas);
        EXPECT_FALSE(replica->rules) << "saved later, and not forwarded";
        store.restart();
    }
    store.write("i", kind::kSaveRules, entries(kCheap, true));
    store.wait_until_published();
    EXPECT_EQ(store.registry().find("r")->rules->to_json(), kCheap);
}

TEST(LiveStoreReplicaTest, becomes_an_index_of_its_own_when_its_primary_lets_it_go) {
    for (const bool is_deleted : {false, true}) {
        TestStore store;
        store.write("i", kind::kBatch, save("1"));
        store.write("i", kind::kSaveSynonyms, entries(kSofas));
        store.write(
            "i", kind::kSettings,
            R"j({"forward":false,"settings":{"hitsPerPage":7,"replicas":["virtual(r)"]}})j");
        if (is_deleted) {
            store.write("i", kind::kDeleteIndex, {});
        } else {
            store.write("i", kind::kSettings, R"({"forward":false,"settings":{"replicas":[]}})");
        }
        store.write("i", kind::kBatch, remove("1"));
        store.write("r", kind::kBatch, save("2"));
        store.wait_until_published();
        for (int round = 0; round < 2; ++round) {
            const auto own = store.registry().find("r");
            EXPECT_EQ(support::records_in(*own).size(), 2U);
            EXPECT_EQ(own->settings.primary, "");
            EXPECT_EQ(own->settings.query_defaults.hits_per_page, 7U);
            EXPECT_EQ(own->settings.query_defaults.ranking.front(), "custom");
            EXPECT_EQ(own->synonyms->to_json(), kSofas);
            EXPECT_EQ(store.records("i")->size(), 0U);
            store.restart();
        }
        EXPECT_EQ(store.problems(), std::vector<std::string>());
    }
}

TEST(LiveStoreDictionaryTest, dictionaries_are_those_of_all_indexes_and_survive_a_trimmed_log) {
    LiveStoreOptions options;
    options.trim_after_operations = 1;
    TestStore store(options);
    store.write("before", kind::kBatch, save("1"));
    store.write("", kind::kDictionary,
                R"({"dictionary":"stopwords","batch":{"requests":[{"action":"addEntry",
                    "body":{"objectID":"s","language":"en","word":"upon"}}]}})");
    store.write("after", kind::kBatch, save("1"));
    store.wait_until_published();
    EXPECT_TRUE(TestStore::eventually([&] { return store.log().first_position() == 4; }));
    for (int round = 0; round < 2; ++round) {
        for (const auto* index : {"before", "after"}) {
            const auto dictionaries = store.registry().find(index)->dictionaries;
            EXPECT_EQ(dictionaries->is_stop_word("upon", "en"), true);
        }
        EXPECT_EQ(store.store().dictionaries()->size(data::Dictionary::kStopWords), 1U);
        store.restart();
    }
    EXPECT_EQ(store.problems(), std::vector<std::string>());
}

TEST(LiveStoreRegressionTest, what_was_built_before_a_deletion_stays_deleted) {
    for (const bool is_made_again : {false, true}) {
        TestStore store;
        store.write("i", kind::kBatch, save("old"));
        store.wait_until_published();
        const auto position = store.log().last_position(); // as of a build that begins now
        store.write("i", kind::kDeleteIndex, {});
        if (is_made_again) store.write("i", kind::kBatch, save("new"));
        store.wait_until_published();
        build(store.data(), "i", {{"old", R"({"objectID":"old"})"}}, position);
        const data::IndexDirectory directory(store.data(), "i");
        EXPECT_TRUE(TestStore::eventually([&] {
            const auto shown = store.registry().find("i");
            return is_made_again ? shown && shown->generation == 1 : !directory.exists();
        }));
        for (int round = 0; round < 2; ++round) {
            const auto records = store.records("i");
            EXPECT_EQ(records.has_value(), is_made_again);
            if (is_made_again) {
                EXPECT_EQ(records, (StoreModel::Records{{"new", R"({"objectID":"new"})"}}));
            }
            store.restart();
        }
        EXPECT_EQ(store.problems(), std::vector<std::string>());
    }
}

TEST(LiveStoreRegressionTest, a_slow_build_does_not_lose_what_is_written_meanwhile) {
    LiveStoreOptions options;
    options.trim_after_operations = 2;
    TestStore store(options);
    store.write("i", kind::kBatch, save("before"));
    store.wait_until_published();
    const data::IndexDirectory directory(store.data(), "i");
    indexer::BuildOptions build_options;
    build_options.log_position = [&] { return store.log().last_position(); };
    int num_read = 0;
    const indexer::RecordSupply slow = [&]() -> std::optional<indexer::RawRecord> {
        if (num_read++ > 0) return std::nullopt;
        for (const auto* id : {"1", "2", "3", "4"}) store.write("i", kind::kBatch, save(id));
        store.wait_until_published();
        std::this_thread::sleep_for(50ms); // ten looks for something to trim
        return indexer::RawRecord{R"({"objectID":"built"})", 1, {}};
    };
    const auto report = indexer::build_index(directory, {}, {}, slow, build_options);
    EXPECT_TRUE(TestStore::eventually(
        [&] { return store.registry().find("i")->generation >= report.generation; }));
    EXPECT_EQ(store.records("i")->size(), 5U);
    EXPECT_FALSE(store.records("i")->contains("before"));
    EXPECT_TRUE(TestStore::eventually([&] { return store.log().first_position() > 4; }));
    store.restart();
    EXPECT_EQ(store.records("i")->size(), 5U);
    EXPECT_EQ(store.problems(), std::vector<std::string>());
}

TEST(LiveStoreRegressionTest, operations_submitted_together_are_seen_together) {
    TestStore store;
    const auto last = store.store().submit_all({{0, 0, "a", kind::kBatch, save("1")},
                                                {0, 0, "a", kind::kDeleteIndex, {}},
                                                {0, 0, "b", kind::kBatch, save("2")}});
    EXPECT_EQ(last, 3U);
    EXPECT_TRUE(TestStore::eventually([&] { return store.store().is_published(last); }));
    EXPECT_FALSE(store.records("a"));
    EXPECT_EQ(store.records("b")->size(), 1U);
}

} // namespace
} // namespace aisle::api
