// What readers see of a store that is written, sealed, merged and rebuilt:
//   1. A reader sees a batch wholly or not at all, never fewer products than before, and never
//      an older state than was published when it began.
//   2. What it sees while products are saved, deleted and priced anew is the fold of a prefix of
//      the log, with everything in it that was acknowledged a second ago.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "api/operation_kind.h"
#include "data/json.h"
#include "tests/api/support/test_store.h"

namespace aisle::api {
namespace {

using namespace std::chrono_literals;
namespace kind = operation_kind;
using support::build;
using support::save;
using support::StoreModel;
using support::TestStore;

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
    options.limits = {.rebuild_in_place = 0, .background_products = 20};
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
    options.limits.background_products = 3; // merges all the time
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

} // namespace
} // namespace aisle::api
