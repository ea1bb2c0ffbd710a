// Properties of the store under writes:
//   1. After any operations, on several indexes, searches see exactly what their fold is: the
//      same records, found by their words, and the same settings, synonyms and rules.
//   2. That is so after restarts at any moment, and however often generations are sealed, the
//      log is trimmed and columns are rebuilt, on the spot or in the background.
//   3. A generation that a batch job publishes takes the place of everything before its
//      position in the log, and of nothing after it.
//   4. A reader sees a batch wholly or not at all, never fewer products than before, and never
//      an older state than was published when it began. What it sees while products are saved,
//      deleted and priced anew is the fold of a prefix of the log, with everything in it that
//      was acknowledged a second ago.
//   5. Replicas have synonyms and rules of their own, and become indexes when they are let go.
//   6. Regressions: each named by what used to go wrong.

#include "api/live_store.h"
#include "api/operation_kind.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <set>
#include <thread>

#include "data/sqlite_log.h"
#include "indexer/index_builder.h"
#include "tests/support/store_model.h"
#include "tests/support/temp_directory.h"

namespace aisle::api {
namespace {

using namespace std::chrono_literals;
namespace kind = operation_kind;
using support::StoreModel;

/// A store that can be restarted.
class TestStore {
public:
    explicit TestStore(LiveStoreOptions options = {}) : options_(std::move(options)) { start(); }

    void stop() {
        store_.reset();
        registry_.reset();
        log_.reset();
    }

    void start() {
        options_.scan_interval = 5ms;
        options_.stale_grace = 0ms;
        options_.on_problem = [this](const std::string& problem) {
            const std::lock_guard lock(mutex_);
            problems_.push_back(problem);
        };
        log_ = std::make_unique<data::SqliteLog>(data() / "log.sqlite");
        registry_ = std::make_unique<IndexRegistry>();
        store_ = std::make_unique<LiveStore>(data(), *log_, *registry_, options_);
    }

    void restart() {
        stop();
        start();
    }

    std::uint64_t submit(data::Operation operation) {
        return last_ = store_->submit(std::move(operation));
    }

    /// Submits the changes to an index as the log has them.
    void write(const std::string& index, const char* operation, std::string payload) {
        submit({0, 0, index, operation, std::move(payload)});
    }

    void wait_until_published() const {
        EXPECT_TRUE(eventually([&] { return is_published(); }));
    }

    [[nodiscard]] bool is_published() const { return last_ == 0 || store_->is_published(last_); }

    /// Waits for `condition` for as long as a busy machine may take.
    template <class Condition>
    static bool eventually(const Condition& condition) {
        for (const auto end = std::chrono::steady_clock::now() + 60s;
             std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(1ms)) {
            if (condition()) return true;
        }
        return false;
    }

    /// Waits until the store shows what `model` has; returns the difference that stays.
    [[nodiscard]] std::string difference(const StoreModel& model) const {
        std::string difference;
        static_cast<void>(eventually([&] {
            difference = is_published() ? model.difference(*registry_) : "not published";
            return difference.empty();
        }));
        return difference;
    }

    /// The records of an index as {objectID: record}; nothing when there is no index.
    [[nodiscard]] std::optional<StoreModel::Records> records(const std::string& index) const {
        const auto snapshot = registry_->find(index);
        if (!snapshot) return std::nullopt;
        return support::records_in(*snapshot);
    }

    [[nodiscard]] std::vector<std::string> problems() const {
        const std::lock_guard lock(mutex_);
        return problems_;
    }

    [[nodiscard]] const std::filesystem::path& data() const { return directory_.path(); }

    [[nodiscard]] data::SqliteLog& log() { return *log_; }

    [[nodiscard]] LiveStore& store() { return *store_; }

    [[nodiscard]] const IndexRegistry& registry() const { return *registry_; }

    [[nodiscard]] LiveStoreOptions& options() { return options_; }

private:
    support::TempDirectory directory_;
    LiveStoreOptions options_;
    mutable std::mutex mutex_;
    std::vector<std::string> problems_; // guarded by mutex_
    std::unique_ptr<data::SqliteLog> log_;
    std::unique_ptr<IndexRegistry> registry_;
    std::unique_ptr<LiveStore> store_;
    std::uint64_t last_ = 0;
};

std::string save(const std::string& id, const std::string& members = {}) {
    return write_actions(
        {{RecordAction::Kind::kReplace, id, R"({"objectID":")" + id + "\"" + members + "}"}});
}

std::string remove(const std::string& id) {
    return write_actions({{RecordAction::Kind::kDelete, id, {}}});
}

/// What clients send to save entries.
std::string entries(const std::string& json, bool forward = false) {
    return std::string(R"({"forward":)") + (forward ? "true" : "false") +
           R"(,"replace":false,"entries":)" + json + "}";
}

constexpr const char* kSofas = R"([{"objectID":"s","type":"synonym","synonyms":["sofa","couch"]}])";
constexpr const char* kCheap = R"([{"objectID":"r","consequence":{"params":{"hitsPerPage":3}}}])";

/// Publishes records as a batch job does.
void build(const std::filesystem::path& data, const std::string& index,
           const StoreModel::Records& records, std::uint64_t log_position) {
    auto at = records.begin();
    const indexer::RecordSupply next = [&]() -> std::optional<indexer::RawRecord> {
        if (at == records.end()) return std::nullopt;
        return indexer::RawRecord{(at++)->second, 1, {}};
    };
    indexer::BuildOptions options;
    options.log_position = [=] { return log_position; };
    const data::IndexDirectory directory(data, index);
    static_cast<void>(
        indexer::build_index(directory, directory.read_settings().settings, {}, next, options));
}

class LiveStoreTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(LiveStoreTest, shows_the_fold_of_its_operations_whatever_happens_meanwhile) {
    support::Rng rng(GetParam());
    const auto any_options = [&rng] {
        LiveStoreOptions options;
        options.seal_after_products = rng.pick(std::vector<std::uint64_t>{1, 15, 1'000'000});
        options.trim_after_operations = rng.pick(std::vector<std::uint64_t>{3, 20, 1'000'000});
        options.rebuild_in_place = rng.chance(0.7) ? 20'000 : 0;
        return options;
    };
    TestStore store(any_options());
    StoreModel model("s");
    for (int step = 0; step < 150; ++step) {
        const auto choice = rng.below(100);
        if (choice < 85) {
            store.submit(model.change(rng));
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
    EXPECT_EQ(store.problems(), std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Seeds, LiveStoreTest, testing::Range<std::uint64_t>(1, 13));

/// The version that all records of an index have; nothing when they differ.
std::optional<std::uint64_t> version_of(const search::Snapshot& snapshot, std::size_t expected) {
    const auto records = support::records_in(snapshot);
    std::set<std::uint64_t> versions;
    for (const auto& [id, record] : records) {
        versions.insert(data::find_member(data::parse_json(record), "v")->GetUint64());
    }
    if (records.size() != expected || versions.size() != 1) return std::nullopt;
    return *versions.begin();
}

StoreModel::Records records_of_version(std::uint64_t version, std::size_t count) {
    StoreModel::Records records;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string id = std::to_string(i);
        records[id] = R"({"objectID":")" + id + R"(","v":)" + std::to_string(version) + "}";
    }
    return records;
}

TEST(LiveStoreReaderTest, a_reader_sees_whole_batches_and_never_goes_back) {
    constexpr std::size_t kProducts = 60;
    LiveStoreOptions options;
    options.seal_after_products = 50;
    options.rebuild_in_place = 0;
    TestStore store(options);
    const auto save_version = [&](std::uint64_t version) {
        std::vector<RecordAction> actions;
        for (const auto& [id, record] : records_of_version(version, kProducts)) {
            actions.push_back({RecordAction::Kind::kReplace, id, record});
        }
        store.write("i", kind::kBatch, write_actions(actions));
    };
    save_version(0);
    store.wait_until_published();
    std::atomic<std::uint64_t> published{0};
    std::atomic<bool> is_done{false};
    std::atomic<std::uint64_t> num_reads{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            std::uint64_t newest = 0;
            while (!is_done) {
                newest = std::max(newest, published.load());
                const auto version = version_of(*store.registry().find("i"), kProducts);
                ASSERT_TRUE(version.has_value()) << "a mixture of versions, or products missing";
                ASSERT_GE(*version, newest);
                newest = *version;
                ++num_reads;
            }
        });
    }
    for (std::uint64_t version = 1; version <= 60; ++version) {
        const auto begun = std::chrono::steady_clock::now();
        if (version % 10 == 5) {
            build(store.data(), "i", records_of_version(version, kProducts),
                  store.log().last_position());
            EXPECT_TRUE(TestStore::eventually(
                [&] { return version_of(*store.registry().find("i"), kProducts) == version; }));
        } else {
            if (version % 10 == 0) {
                store.write("i", kind::kSettings,
                            R"({"forward":false,"settings":{"attributesForFaceting":["a)" +
                                std::to_string(version) + R"("]}})");
            }
            save_version(version);
            store.wait_until_published();
        }
        published = version;
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 60s);
    }
    is_done = true;
    for (auto& reader : readers) reader.join();
    EXPECT_GT(num_reads, 60U);
    EXPECT_EQ(store.problems(), std::vector<std::string>());
}

#ifdef NDEBUG
constexpr auto kMaxAge = 1s;
#else
constexpr auto kMaxAge = 5s; // sanitizers take their time
#endif

/// A product of a store where operation n saves, deletes or prices the product n % kClocked, and
/// sets the clock, a product of its own, to n.
constexpr std::uint64_t kClocked = 20;

std::string clocked_id(std::uint64_t n) {
    return "p" + std::to_string(n % kClocked);
}

std::string clocked_record(const std::string& id, std::uint64_t n) {
    return R"({"objectID":")" + id + R"(","price":)" + std::to_string(n) + "}";
}

data::Operation clocked_operation(std::uint64_t n) {
    using Kind = RecordAction::Kind;
    const std::string id = clocked_id(n);
    if (n % 3 != 0) { // hot updates pass over what is not there
        const auto line = [&](const std::string& of) {
            return R"({"objectID":")" + of + R"(","attribute":"price","value":)" +
                   std::to_string(n) + "}\n";
        };
        return {0, 0, "i", kind::kHot, line(id) + line("clock")};
    }
    const bool is_deletion = n % 7 == 0;
    const RecordAction action{is_deletion ? Kind::kDelete : Kind::kReplace, id,
                              is_deletion ? "" : clocked_record(id, n)};
    return {0, 0, "i", kind::kBatch,
            write_actions({action, {Kind::kReplace, "clock", clocked_record("clock", n)}})};
}

void apply_clocked(StoreModel::Records& records, std::uint64_t n) {
    const std::string id = clocked_id(n);
    if (n % 3 == 0 && n % 7 == 0) {
        records.erase(id);
    } else if (n % 3 == 0 || records.contains(id)) {
        records[id] = clocked_record(id, n);
    }
    records["clock"] = clocked_record("clock", n);
}

TEST(LiveStoreReaderTest, what_a_reader_sees_is_a_prefix_of_the_log_not_older_than_a_second) {
    using Clock = std::chrono::steady_clock;
    constexpr std::uint64_t kOperations = 600;
    LiveStoreOptions options;
    options.seal_after_products = 10;
    options.trim_after_operations = 200;
    TestStore store(options);
    store.write("i", kind::kSettings,
                R"({"forward":false,"settings":{"hotAttributes":["price"]}})");
    store.write("i", kind::kBatch, save("clock", ",\"price\":0"));
    store.wait_until_published();
    std::vector<StoreModel::Records> prefixes(1, {{"clock", clocked_record("clock", 0)}});
    for (std::uint64_t n = 1; n <= kOperations; ++n) {
        prefixes.push_back(prefixes.back());
        apply_clocked(prefixes.back(), n);
    }
    std::vector<Clock::time_point> acknowledged(kOperations + 1, Clock::now());
    std::atomic<std::uint64_t> num_acknowledged{0};
    std::atomic<std::uint64_t> num_reads{0};
    const auto read = [&] {
        for (std::uint64_t newest = 0; newest < kOperations; ++num_reads) {
            const auto begun = Clock::now();
            std::uint64_t due = num_acknowledged;
            while (due > newest && acknowledged[due] + kMaxAge > begun) --due;
            const auto records = support::records_in(*store.registry().find("i"));
            const auto clock = data::parse_json(records.at("clock"));
            const auto n = clock["price"].GetUint64();
            ASSERT_GE(n, newest) << "an older state than before";
            ASSERT_GE(n, due) << "acknowledged long ago, and not seen";
            ASSERT_EQ(records, prefixes[n]) << "after operation " << n;
            newest = n;
        }
    };
    std::vector<std::jthread> readers;
    for (int i = 0; i < 2; ++i) readers.emplace_back(read);
    for (std::uint64_t n = 1; n <= kOperations; ++n) {
        store.submit(clocked_operation(n));
        acknowledged[n] = Clock::now();
        num_acknowledged = n;
    }
    readers.clear();
    EXPECT_GT(num_reads, 100U);
    EXPECT_EQ(store.problems(), std::vector<std::string>());
}

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
    const auto live = data::IndexDirectory(store.data(), "i").path() / "live";
    std::filesystem::remove_all(live);
    std::ofstream(live) << "in the way";
    store.write("i", kind::kBatch,
                write_actions({{RecordAction::Kind::kDelete, "1", {}},
                               {RecordAction::Kind::kReplace, "3", R"({"objectID":"3"})"}}));
    EXPECT_TRUE(TestStore::eventually([&] { return !store.problems().empty(); }));
    EXPECT_FALSE(store.is_published());
    std::filesystem::remove(live);
    store.wait_until_published();
    const StoreModel::Records expected = {{"2", R"({"objectID":"2"})"},
                                          {"3", R"({"objectID":"3"})"}};
    EXPECT_EQ(store.records("i"), expected);
}

TEST(LiveStoreRegressionTest, an_index_that_was_never_sealed_can_be_rebuilt) {
    LiveStoreOptions options;
    options.rebuild_in_place = 0;
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
