// Properties of indexer/index_builder.h:
//   1. The same records make the same bytes of every file but the manifest's times, for any
//      number of threads; and the same words and columns in batches of any size.
//   2. Of records with the same objectID the last one counts.
//   3. Bad records are skipped and counted, or end the build with nothing published.
//   4. A build that was killed, or that fails, leaves the published generation as it was.
//   5. No records make an index without hits. A build that another one overtook gives up.
//   6. The rows, facets, numbers, places and stored records are those of the JSON.
//   7. Attributes may be called anything JSON allows.
//   8. Records move to others of their kind; of two with one sku the first in the input is kept.
#include "indexer/index_builder.h"

#include <atomic>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <tbb/global_control.h>
#include <unistd.h>

#include "data/error.h"
#include "data/manifest.h"
#include "data/segment.h"
#include "data/staging.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/json_record.h"
#include "tests/support/temp_directory.h"

namespace aisle::indexer {
namespace {

namespace fs = std::filesystem;
using support::JsonRecord;
using support::TempDirectory;

RecordSupply supply(const std::vector<std::string>& records) {
    return [&records, at = std::size_t{0}]() mutable -> std::optional<RawRecord> {
        if (at == records.size()) return std::nullopt;
        ++at;
        return RawRecord{records[at - 1], at, ""};
    };
}

BuildReport build(const data::IndexDirectory& index, const std::vector<std::string>& records,
                  const BuildOptions& options = {}) {
    return build_index(index, support::catalogue_settings(), {}, supply(records), options);
}

/// Every file below a directory, by name.
std::map<std::string, std::string> files_below(const fs::path& directory) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file()) continue;
        files[fs::relative(entry.path(), directory)] = data::read_file(entry.path());
    }
    return files;
}

data::Segment open_segment(const data::IndexDirectory& index) {
    return data::Segment(index.generation_path(*index.current_generation()) / "segment-0");
}

TEST(IndexBuilder, MakesTheSameBytesOnAnyNumberOfThreads) {
    // More than two batches, so that threads have something to race for.
    auto records = support::random_catalogue(1, {.num_products = 400});
    while (records.size() < 11'000) {
        records.push_back(R"({"objectID":"x)" + std::to_string(records.size()) +
                          R"(","name":"plain lamp","price":)" +
                          std::to_string(records.size() % 90) + "}");
    }
    std::map<std::string, std::string> first;
    for (const std::size_t num_threads : {1U, 2U, 3U, 7U}) {
        const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, num_threads);
        const TempDirectory directory;
        const data::IndexDirectory index(directory.path(), "products");
        const auto report = build(index, records);
        EXPECT_EQ(report.counts.num_products, records.size());
        auto files = files_below(index.generation_path(report.generation));
        EXPECT_EQ(files.erase("manifest.json"), 1U);
        EXPECT_EQ(files.size(), 3U);
        if (first.empty()) first = files;
        for (const auto& [name, bytes] : files) {
            EXPECT_TRUE(bytes == first[name]) << name << " with " << num_threads << " threads";
        }
    }
}

TEST(IndexBuilder, MakesTheSameWordsAndColumnsInBatchesOfAnySize) {
    // Few enough that batches keep the order of the records.
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const auto records = support::random_catalogue(seed, {.num_products = 90});
        std::map<std::string, std::string> first;
        for (const std::size_t batch_records : {1'000U, 1U, 7U, 64U}) {
            const TempDirectory directory;
            const data::IndexDirectory index(directory.path(), "products");
            BuildOptions options;
            options.batch_records = batch_records;
            const auto report = build(index, records, options);
            const auto files = files_below(index.generation_path(report.generation) / "segment-0");
            if (first.empty()) first = files;
            for (const auto* name : {"text.bin", "columns.bin"}) {
                EXPECT_TRUE(files.at(name) == first.at(name)) << name << " of " << batch_records;
            }
        }
    }
}

TEST(IndexBuilder, LetsTheLastOfRecordsWithOneIdCount) {
    const TempDirectory directory;
    const data::IndexDirectory index(directory.path(), "products");
    const auto report =
        build(index, {R"({"objectID":"b","name":"first"})", R"({"objectID":"a","name":"only"})",
                      R"({"objectID":"b","name":"second"})", R"({"objectID":"b","name":"third"})"});
    EXPECT_EQ(report.counts.num_replaced, 2U);
    const auto segment = open_segment(index);
    EXPECT_THAT(segment.deleted(), testing::ElementsAre(0, 2));
    EXPECT_EQ(segment.columns().find_object_id("b"), 3U);
    EXPECT_EQ(data::read_manifest(index.generation_path(1)).num_products, 2U);
}

TEST(IndexBuilder, RefusesASkuThatAnotherRecordHas) {
    const std::vector<std::string> records = {
        R"({"objectID":"a","variants":[{"sku":"1"},{"sku":"2"}]})",
        R"({"objectID":"b","sku":"3"})",
        R"({"objectID":"c","variants":[{"sku":"4"},{"sku":"2"}]})",
        R"({"objectID":"d","sku":"4"})", // c was refused
        R"({"objectID":"a","variants":[{"sku":"1"}]})",
        R"({"objectID":"e","sku":"3"})"};
    for (const std::size_t batch_records : {1U, 2U, 100U}) {
        const TempDirectory directory;
        const data::IndexDirectory index(directory.path(), "products");
        BuildOptions options;
        options.has_unique_skus = true;
        options.batch_records = batch_records;
        const auto report = build(index, records, options);
        EXPECT_EQ(report.counts.num_products, 4U);
        ASSERT_EQ(report.skipped.examples.size(), 2U);
        EXPECT_EQ(report.skipped.examples[0].to_string(),
                  "line 3, objectID \"c\": sku: \"2\" is that of the record \"a\"; every row needs "
                  "its own");
        EXPECT_EQ(report.skipped.examples[1].object_id, "e");
        EXPECT_TRUE(open_segment(index).columns().find_object_id("d"));
        EXPECT_FALSE(open_segment(index).columns().find_object_id("c"));
        options.has_unique_skus = false; // as an index is rebuilt
        EXPECT_EQ(build(index, records, options).skipped.count, 0U);
    }
}

TEST(IndexBuilder, KeepsTheFirstOfTwoSkusWhereverRecordsComeToLie) {
    const auto settings = data::Settings::parse(R"({"attributesForFaceting":["kind"]})");
    std::vector<std::string> records;
    for (std::size_t i = 0; i < 1500; ++i) {
        // Later records are of earlier kinds, so that they would come to lie before the others.
        const auto kind = std::to_string(99 - i / 20);
        const auto sku = std::to_string(i == 1400 ? 100 : i);
        records.push_back(R"({"objectID":")" + std::to_string(i) + R"(","kind":")" + kind +
                          R"(","sku":")" + sku + "\"}");
    }
    const TempDirectory directory;
    const data::IndexDirectory index(directory.path(), "products");
    BuildOptions options;
    options.has_unique_skus = true;
    const auto report = build_index(index, settings, {}, supply(records), options);
    ASSERT_EQ(report.skipped.examples.size(), 1U);
    EXPECT_EQ(report.skipped.examples[0].object_id, "1400");
    EXPECT_EQ(*open_segment(index).columns().find_object_id("100"), 100U) << "as they came";

    records[1400] = R"({"objectID":"1400","kind":"29","sku":"1400"})";
    EXPECT_EQ(build_index(index, settings, {}, supply(records), options).skipped.count, 0U);
    const auto segment = open_segment(index);
    const auto product = *segment.columns().find_object_id("1499");
    EXPECT_LT(product, 20U) << "of the first kind";
    EXPECT_EQ(segment.records().read(product), records[1499]);
    EXPECT_EQ(
        segment.columns().facet("kind")->value(segment.columns().facet("kind")->at(product)[0]),
        "25");
}

TEST(IndexBuilder, SkipsBadRecordsOrFailsWithNothingPublished) {
    const std::vector<std::string> records = {R"({"objectID":"a"})", R"({"name":"no id"})",
                                              "not json", R"({"objectID":"b"})"};
    const TempDirectory directory;
    const data::IndexDirectory index(directory.path(), "products");
    const auto report = build(index, records);
    EXPECT_EQ(report.counts.num_products, 2U);
    EXPECT_EQ(report.skipped.count, 2U);
    EXPECT_EQ(report.generation, 1U);
    BuildOptions options;
    options.on_error = OnError::kFail;
    try {
        (void)build(index, records, options);
        FAIL();
    } catch (const data::Error& error) {
        EXPECT_EQ(error.code(), data::ErrorCode::kInvalidRequest);
        EXPECT_THAT(error.what(), testing::HasSubstr("line 2"));
    }
    EXPECT_EQ(index.current_generation(), 1U);
    std::size_t num_left = 0;
    for (const auto& entry : fs::directory_iterator(index.path() / "generations")) {
        EXPECT_EQ(entry.path().filename(), "000001");
        ++num_left;
    }
    EXPECT_EQ(num_left, 1U) << "nothing of the failed build is left";
}

TEST(IndexBuilder, LeavesThePublishedGenerationWhenKilled) {
    const TempDirectory directory;
    const data::IndexDirectory index(directory.path(), "products");
    (void)build(index, {R"({"objectID":"a"})"});
    const auto before = files_below(index.generation_path(1));
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        // Dies in the middle of reading: no destructor runs. One thread, as after any fork.
        const data::Staging staging(index.generations_path());
        data::seal(staging.path(), {});
        data::write_file_atomically(staging.path() / "text.bin", "half of it");
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(index.current_generation(), 1U);
    EXPECT_EQ(files_below(index.generation_path(1)), before);
    data::verify(index.generation_path(1), data::read_manifest(index.generation_path(1)));

    EXPECT_FALSE(index.is_being_built());
    EXPECT_EQ(std::distance(fs::directory_iterator(index.generations_path()), {}), 1)
        << "what the killed build left is gone";
    const auto report = build(index, {R"({"objectID":"b"})"});
    EXPECT_EQ(report.generation, 2U);
    EXPECT_TRUE(open_segment(index).columns().find_object_id("b"));
}

TEST(IndexBuilder, BuildsAnIndexWithoutRecords) {
    const TempDirectory directory;
    const data::IndexDirectory index(directory.path(), "products");
    const auto report = build(index, {});
    EXPECT_EQ(report.counts.num_products, 0U);
    const auto segment = open_segment(index);
    EXPECT_EQ(segment.num_products(), 0U);
    EXPECT_EQ(segment.text().num_words(), 0U);
    EXPECT_FALSE(segment.columns().find_object_id("a"));
}

TEST(IndexBuilder, GivesUpWhenAnotherBuildOvertookIt) {
    const TempDirectory directory;
    const data::IndexDirectory index(directory.path(), "products");
    (void)build(index, {R"({"objectID":"a"})"});
    BuildOptions options;
    options.replaces = 1;
    EXPECT_EQ(build(index, {R"({"objectID":"b"})"}, options).generation, 2U);
    try {
        (void)build(index, {R"({"objectID":"c"})"}, options);
        FAIL();
    } catch (const data::Error& error) {
        EXPECT_EQ(error.code(), data::ErrorCode::kConflict);
    }
    EXPECT_EQ(index.current_generation(), 2U);
    EXPECT_TRUE(open_segment(index).columns().find_object_id("b"));
}

TEST(IndexBuilder, ReportsPhasesSizesAndProgress) {
    const TempDirectory directory;
    const data::IndexDirectory index(directory.path(), "products");
    BuildOptions options;
    std::uint64_t num_read = 0;
    std::vector<std::string> phases;
    options.on_progress = [&](std::uint64_t n) { num_read = n; };
    options.on_phase = [&](const std::string& name) { phases.push_back(name); };
    const auto records = support::random_catalogue(3, {.num_products = 50});
    const auto report = build(index, records, options);
    EXPECT_EQ(num_read, 50U);
    EXPECT_EQ(phases.size(), report.phases.size());
    std::uint64_t size = 0;
    for (const auto& [name, bytes] : files_below(index.generation_path(1))) {
        if (name != "manifest.json") size += bytes.size();
    }
    EXPECT_EQ(report.size_bytes, size);
    EXPECT_GT(report.peak_memory_bytes, 0U);
}

void expect_columns_of_the_json(const data::Segment& segment,
                                const std::vector<std::string>& texts) {
    const auto& columns = segment.columns();
    ASSERT_EQ(columns.num_products(), texts.size());
    for (std::uint32_t p = 0; p < texts.size(); ++p) {
        const JsonRecord record(texts[p]);
        SCOPED_TRACE(texts[p]);
        EXPECT_EQ(columns.object_id(p), record.id());
        EXPECT_EQ(segment.records().read(p), texts[p]);
        ASSERT_EQ(columns.end_row(p) - columns.first_row(p), record.num_rows());
        const auto places = columns.geo_points(p);
        EXPECT_EQ(std::vector(places.begin(), places.end()), record.places());
        for (std::uint32_t row = 0; row < record.num_rows(); ++row) {
            EXPECT_EQ(columns.product_of(columns.first_row(p) + row), p);
            const auto cell_of = [&](const auto& column) {
                return column.space() == data::ColumnSpace::kRow ? columns.first_row(p) + row : p;
            };
            for (const auto& [path, column] : columns.facets()) {
                std::vector<std::string> values;
                for (const auto id : column.at(cell_of(column))) {
                    values.emplace_back(column.value(id));
                }
                EXPECT_EQ(values, record.values(path, row)) << path;
            }
            for (const auto* path : {"price", "rating", "weights"}) {
                const auto* column = columns.numeric(path);
                auto expected = record.numbers(path, row);
                std::sort(expected.begin(), expected.end());
                if (column == nullptr) {
                    EXPECT_TRUE(expected.empty());
                    continue;
                }
                const auto found = column->at(cell_of(*column));
                EXPECT_EQ(std::vector(found.begin(), found.end()), expected) << path;
            }
        }
    }
}

TEST(IndexBuilder, MakesTheColumnsOfTheJson) {
    for (std::uint32_t seed = 0; seed < 6; ++seed) {
        const auto records = support::random_catalogue(
            seed, {.num_products = 70, .variants = seed % 3 * 0.4, .missing = seed * 0.15});
        const auto built = support::build({records}, support::catalogue_settings());
        expect_columns_of_the_json(data::Segment(built.segment_paths[0]), records);
    }
}

TEST(IndexBuilder, TakesNullAndEmptyVariantsForNone) {
    const std::vector<std::string> records = {R"({"objectID":"a","variants":null,"price":1})",
                                              R"({"objectID":"b","variants":[],"price":2})",
                                              R"({"objectID":"c","variants":[{"sku":"1"}]})"};
    const auto built = support::build({records}, data::Settings());
    const auto& columns = built.snapshot->segments[0].columns();
    EXPECT_EQ(columns.num_rows(), 3U);
    ASSERT_NE(columns.numeric("price"), nullptr);
    EXPECT_EQ(columns.numeric("price")->at(1)[0], 2);
}

TEST(IndexBuilder, TakesAnyNameOfAnAttribute) {
    const std::vector<std::string> records = {
        R"({"objectID":"a","":"empty","\n":"line","  padded ":"x","a\nb":7,"plain":"word",)"
        R"("nul\u0000":"y","5 o x":"z"})"};
    for (const auto* settings : {"{}", R"({"attributesForFaceting":["","a\nb","  padded "]})"}) {
        data::Settings parsed;
        try {
            parsed = data::Settings::parse(settings);
        } catch (const data::Error&) {
            continue; // a name that settings cannot hold
        }
        const auto built = support::build({records}, parsed);
        const auto& segment = *built.snapshot->segments[0].segment;
        std::vector<std::string> paths;
        for (const auto& attribute : segment.text().attributes()) paths.push_back(attribute.path);
        EXPECT_THAT(paths, testing::UnorderedElementsAre("", "\n", "  padded ", "a\nb", "plain",
                                                         std::string("nul\0", 4), "5 o x"));
        const auto* numbers = segment.columns().numeric("a\nb");
        ASSERT_NE(numbers, nullptr);
        EXPECT_EQ(numbers->at(0)[0], 7);
    }
}

} // namespace
} // namespace aisle::indexer
