// Properties of indexer/xapian_export.h, and with it of indexer/postings.h, over many seeds:
//   1. The documents of a word are the products that our own postings have, whatever parts they
//      were inverted in; it counts as often as comparing every word of every record says.
//   2. Documents are the live products, in order; they have the objectID, also as a term where
//      that is short enough.
//   3. A file that exists is left as it is. An index without products makes an empty database.
#include "indexer/xapian_export.h"

#include <xapian.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "data/error.h"
#include "data/manifest.h"
#include "data/segment.h"
#include "data/text.h"
#include "indexer/bm25f.h"
#include "indexer/index_builder.h"
#include "tests/support/catalogue.h"
#include "tests/support/temp_directory.h"

namespace aisle::indexer {
namespace {

namespace fs = std::filesystem;

/// Builds records in batches of so many. Returns the generation.
fs::path build(const fs::path& directory, const std::vector<std::string>& records,
               const data::Settings& settings, std::size_t batch_records = kBatchRecords) {
    const data::IndexDirectory index(directory, "products");
    BuildOptions options;
    options.on_error = OnError::kFail;
    options.batch_records = batch_records;
    std::size_t at = 0;
    const auto next = [&]() -> std::optional<RawRecord> {
        if (at == records.size()) return std::nullopt;
        ++at;
        return RawRecord{records[at - 1], at, ""};
    };
    return index.generation_path(build_index(index, settings, {}, next, options).generation);
}

/// (document, count) of every word of a database, without the terms that are ids.
using Terms = std::map<std::string, std::vector<std::pair<std::uint32_t, std::uint32_t>>>;

Terms terms_of(const Xapian::Database& database) {
    Terms terms;
    for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
        if ((*term).front() == 'Q') continue;
        auto& documents = terms[*term];
        for (auto p = database.postlist_begin(*term); p != database.postlist_end(*term); ++p) {
            documents.emplace_back(*p, p.get_wdf());
        }
    }
    return terms;
}

class XapianExport : public testing::TestWithParam<std::uint64_t> {};

TEST_P(XapianExport, has_the_words_of_every_product) {
    const auto seed = GetParam();
    const auto settings =
        seed % 2 == 0 ? support::catalogue_settings() : support::settings_without_searchable();
    const auto records = support::random_catalogue(seed, {.num_products = 70});
    const support::TempDirectory directory;
    const auto generation =
        build(directory.path(), records, settings, std::vector{1U, 13U, 100U}[seed % 3]);
    const auto file = directory.path() / "words.glass";
    EXPECT_EQ(export_to_xapian(generation, file), records.size());

    const data::Segment segment(generation / "segment-0");
    const auto& text = segment.text();
    Terms expected;
    for (data::Ordinal product = 0; product < segment.num_products(); ++product) {
        std::uint32_t weight = 1;
        std::map<std::string, std::uint32_t> counts;
        for (const auto code : text.tokens()[product].decode()) {
            if (data::token_code::is_word(code)) {
                counts[std::string(text.word(code))] += weight;
            } else if (code != data::token_code::kValueBreak &&
                       !settings.searchable_attributes.empty()) {
                const auto& attribute = text.attributes()[code & ~data::token_code::kAttributeMark];
                weight = kFieldWeights[field_of_rank(attribute.rank)];
            }
        }
        for (const auto& [word, count] : counts) expected[word].emplace_back(product + 1, count);
    }
    const Xapian::Database database(file.string());
    EXPECT_EQ(terms_of(database), expected);
    for (const auto& [word, documents] : expected) {
        const auto id = text.find_word(word);
        ASSERT_TRUE(id.has_value()) << word;
        std::vector<data::Ordinal> products;
        text.products().for_each({*id, *id + 1}, [&](std::size_t, data::Ordinal product) {
            products.push_back(product);
        });
        std::vector<data::Ordinal> in_streams;
        for (const auto& document : documents) in_streams.push_back(document.first - 1);
        EXPECT_EQ(products, in_streams) << word;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, XapianExport, testing::Range<std::uint64_t>(1, 25));

TEST(XapianExportTest, documents_are_the_live_products) {
    const std::string long_id(400, 'x');
    const std::vector<std::string> records = {
        R"({"objectID":"b","name":"old kettle"})", R"({"objectID":"a","name":"Kettle kettle"})",
        R"({"objectID":"b","name":"teapot"})", R"({"objectID":")" + long_id + R"(","name":"pan"})"};
    const support::TempDirectory directory;
    const auto generation = build(directory.path(), records, data::Settings());
    data::write_tombstones(generation / "segment-0", {});
    const auto file = directory.path() / "words.glass";
    EXPECT_EQ(export_to_xapian(generation, file), 3U);
    const Xapian::Database database(file.string());
    ASSERT_EQ(database.get_doccount(), 3U);
    EXPECT_EQ(database.get_document(1).get_data(), "a");
    EXPECT_EQ(database.get_document(2).get_data(), "b");
    EXPECT_EQ(database.get_document(3).get_data(), long_id);
    EXPECT_EQ(*database.postlist_begin("Qb"), 2U);
    EXPECT_FALSE(database.term_exists("Q" + long_id));
    EXPECT_EQ(database.get_termfreq("kettle"), 1U);
    EXPECT_EQ(database.get_collection_freq("kettle"), 2U);
    EXPECT_FALSE(database.term_exists("old"));

    data::write_tombstones(generation / "segment-0", {2});
    fs::remove(file);
    EXPECT_EQ(export_to_xapian(generation, file), 2U);
    EXPECT_FALSE(Xapian::Database(file.string()).term_exists("teapot"));
}

TEST(XapianExportTest, leaves_a_file_that_exists) {
    const support::TempDirectory directory;
    const auto generation = build(directory.path(), {}, data::Settings());
    const auto file = directory.path() / "words.glass";
    data::write_file_atomically(file, "mine");
    EXPECT_THROW(export_to_xapian(generation, file), data::Error);
    EXPECT_EQ(data::read_file(file), "mine");
    fs::remove(file);
    EXPECT_EQ(export_to_xapian(generation, file), 0U);
    EXPECT_EQ(Xapian::Database(file.string()).get_doccount(), 0U);
}

} // namespace
} // namespace aisle::indexer
