#include "bench/support/demo_index.h"

#include <cstdlib>
#include <filesystem>
#include <random>
#include <sstream>

#include "bench/support/snapshots.h"
#include "data/demo/demo_store.h"
#include "data/json.h"
#include "data/manifest.h"
#include "data/text.h"
#include "indexer/index_builder.h"

namespace aisle::bench {

namespace {

/// 1 January 2026: a fixed day, so that the store is the same whenever it is generated.
constexpr std::int64_t kNow = 1'767'225'600;

constexpr std::uint64_t kSeed = 1;

data::Settings demo_settings() {
    return data::Settings::parse(
        data::read_file(std::filesystem::path(AISLE_SOURCE_DIR) / "data/demo/settings.json"));
}

std::string name_of(const search::Snapshot& snapshot, data::Ordinal product) {
    const auto record =
        data::parse_json(snapshot.segments.front().segment->records().read(product));
    return std::string(data::string_of(*data::find_member(record, "name")));
}

} // namespace

std::uint64_t num_bench_products() {
    const char* const text = std::getenv("AISLE_BENCH_PRODUCTS");
    return text == nullptr ? 100'000 : std::stoull(text);
}

std::vector<std::string> demo_records(std::uint64_t num_products) {
    data::demo::DemoOptions options;
    options.num_products = num_products;
    options.seed = kSeed;
    options.now = kNow;
    std::stringstream lines;
    data::demo::write_products(options, lines);
    std::vector<std::string> records;
    for (std::string line; std::getline(lines, line);) records.push_back(std::move(line));
    return records;
}

const search::Snapshot& demo_snapshot() {
    static const search::Snapshot kSnapshot = [] {
        const auto num_products = num_bench_products();
        const data::IndexDirectory index(AISLE_BENCH_DATA, "demo-" + std::to_string(num_products));
        if (!is_usable(index)) {
            build_demo_index(index, demo_records(num_products), indexer::kBatchRecords);
        }
        return open_snapshot(index, demo_settings());
    }();
    return kSnapshot;
}

void build_demo_index(const data::IndexDirectory& index, const std::vector<std::string>& records,
                      std::size_t batch_records, const std::string& more) {
    const auto settings = demo_settings().updated_with(more);
    std::size_t next = 0;
    indexer::BuildOptions options;
    options.batch_records = batch_records;
    options.on_error = indexer::OnError::kFail;
    const auto supply = [&]() -> std::optional<indexer::RawRecord> {
        if (next == records.size()) return std::nullopt;
        const std::uint64_t line = next + 1;
        return indexer::RawRecord{records[next++], line, ""};
    };
    static_cast<void>(indexer::build_index(index, settings, {}, supply, options));
    index.write_settings(settings, 0);
}

std::vector<std::string> demo_queries(const search::Snapshot& snapshot, std::size_t count) {
    std::mt19937_64 random(7);
    const auto num_products = snapshot.segments.front().segment->num_products();
    std::vector<std::string> queries;
    while (queries.size() < count) {
        const auto words =
            data::tokenize(name_of(snapshot, static_cast<data::Ordinal>(random() % num_products)));
        if (words.empty()) continue;
        const std::size_t begin = random() % words.size();
        const std::size_t length = 1 + random() % 3;
        std::string query;
        for (std::size_t i = begin; i < std::min(words.size(), begin + length); ++i) {
            query += (query.empty() ? "" : " ") + words[i].word;
        }
        queries.push_back(std::move(query));
    }
    return queries;
}

} // namespace aisle::bench
