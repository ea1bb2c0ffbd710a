// Properties of upgrading a store:
//   1. An index whose words or columns are of an older format has the same records after, with
//      what was set in place, without those that died, under the same settings and log position,
//      and is found by its words.
//   2. What is of this version, damaged, or not there is left as it is.
//   3. A record that cannot be read ends it, and leaves the index as it was.
//   4. A store that is being served is left alone.
#include "indexer/upgrade.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/error.h"
#include "data/hot_columns.h"
#include "data/index_directory.h"
#include "data/json.h"
#include "data/manifest.h"
#include "data/section_file.h"
#include "data/segment.h"
#include "data/sqlite_log.h"
#include "data/store_report.h"
#include "indexer/index_builder.h"
#include "tests/support/old_columns.h"
#include "tests/support/temp_directory.h"

namespace aisle::indexer {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLogPosition = 7;

class UpgradeTest : public testing::Test {
protected:
    UpgradeTest() {
        const auto settings = data::Settings::parse(
            R"({"searchableAttributes": ["name"], "hotAttributes": ["stock"],
                "attributesForFaceting": ["stock"]})");
        index_.write_settings(settings, 3);
        int at = 0;
        const RecordSupply next = [&]() -> std::optional<RawRecord> {
            if (at == 100) return std::nullopt;
            const auto number = std::to_string(at++);
            return RawRecord{R"({"objectID": ")" + number + R"(", "name": "word)" + number +
                                 R"(", "stock": 1, "inventory": [)"
                                 R"({"location": "b", "quantity": 2}, )"
                                 R"({"location": "a", "quantity": 3}]})",
                             1,
                             {}};
        };
        BuildOptions options;
        options.log_position = [] { return kLogPosition; };
        static_cast<void>(build_index(index_, settings, {}, next, options));
    }

    [[nodiscard]] fs::path generation() const {
        return index_.generation_path(index_.current_generation().value());
    }

    [[nodiscard]] fs::path segment() const {
        return generation() / data::read_manifest(generation()).segments.front();
    }

    /// What a server does to a generation: products 3 and 4 died, the stock of 5 was set. Its words
    /// are of the version before.
    void make_words_old() const {
        data::write_tombstones(segment(), {3, 4});
        const auto opened = std::make_shared<const data::Segment>(segment());
        data::HotEdits edits(opened, nullptr);
        data::HotEdit edit;
        edit.product = 5;
        edit.path = "stock";
        edit.change = data::HotValue{9.0};
        ASSERT_EQ(edits.apply(edit), data::HotOutcome::kSet);
        static_cast<void>(edits.publish());
        edits.save(segment());
        const fs::path path = segment() / "text.bin";
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        for (const auto at : {std::streamoff{8}, std::streamoff(fs::file_size(path)) - 16}) {
            file.seekp(at);
            file.put('\6');
        }
        file.close();
        seal_again();
    }

    /// The same to one whose columns are of the version before, where entries of the inventory were
    /// numbered location by location.
    void make_columns_old() const {
        support::make_columns_old(segment());
        data::write_tombstones(segment(), {3, 4});
        data::SectionFileWriter hot(segment() / "hot.bin");
        hot.put("stock_numbers", std::vector<std::uint32_t>{105});
        hot.put("stock_times", std::vector<std::int64_t>{1});
        hot.put("stock_quantities", std::vector<std::int64_t>{7});
        hot.put("stock.cells", std::vector<std::uint32_t>{5});
        hot.put("stock.values", std::vector<double>{9});
        hot.put("stock.times", std::vector<std::int64_t>{1});
        hot.put("attributes", data::sized_name("stock") + '\n');
        hot.finish();
        seal_again();
    }

    void seal_again() const {
        auto manifest = data::read_manifest(generation());
        manifest.files.clear();
        fs::remove(generation() / "manifest.json"); // it does not list itself
        data::seal(generation(), std::move(manifest));
    }

    void expect_upgraded(std::int64_t quantity_of_5);

    std::vector<std::string> upgrade() {
        std::vector<std::string> names;
        upgrade_store(directory_.path(), [&](const auto& name) { names.push_back(name); });
        return names;
    }

    support::TempDirectory directory_;
    data::IndexDirectory index_{directory_.path(), "i"};
};

/// `quantity_of_5`: what location b holds of product 5.
void UpgradeTest::expect_upgraded(std::int64_t quantity_of_5) {
    EXPECT_THROW(data::require_known_formats(directory_.path()), data::Error);
    EXPECT_EQ(upgrade(), std::vector<std::string>{"i"});
    EXPECT_NO_THROW(data::require_known_formats(directory_.path()));
    EXPECT_EQ(index_.current_generation(), 2U);
    EXPECT_EQ(data::read_manifest(generation()).log_position, kLogPosition);
    EXPECT_EQ(index_.read_settings().log_position, 3U);

    const data::Segment segment(this->segment());
    ASSERT_EQ(segment.num_products(), 98U);
    EXPECT_FALSE(segment.columns().find_object_id("3"));
    EXPECT_FALSE(segment.columns().find_object_id("4"));
    for (const char* id : {"0", "5", "99"}) {
        const auto product = segment.columns().find_object_id(id);
        ASSERT_TRUE(product) << id;
        const auto record = data::parse_json(segment.records().read(*product));
        EXPECT_EQ(record["name"].GetString(), std::string("word") + id);
        EXPECT_EQ(record["stock"].GetDouble(), id == std::string("5") ? 9 : 1);
        EXPECT_EQ(record["inventory"][0]["quantity"].GetInt64(),
                  id == std::string("5") ? quantity_of_5 : 2);
        EXPECT_EQ(record["inventory"][1]["quantity"].GetInt64(), 3);
        EXPECT_TRUE(segment.text().find_word(std::string("word") + id)) << id;
    }
    EXPECT_TRUE(upgrade().empty());
    EXPECT_EQ(index_.current_generation(), 2U);
}

TEST_F(UpgradeTest, BuildsAnIndexOfItsOwnRecords) {
    make_words_old();
    expect_upgraded(2);
}

TEST_F(UpgradeTest, BuildsAnIndexWithColumnsOfTheVersionBefore) {
    make_columns_old();
    expect_upgraded(7);
}

TEST_F(UpgradeTest, LeavesWhatIsDamaged) {
    make_words_old();
    fs::resize_file(segment() / "text.bin", 100);
    EXPECT_TRUE(upgrade().empty());
    std::ofstream(index_.path() / "CURRENT") << "x";
    EXPECT_TRUE(upgrade().empty());
    fs::remove_all(index_.path());
    EXPECT_TRUE(upgrade().empty());
}

TEST_F(UpgradeTest, LeavesAStoreThatIsServed) {
    make_words_old();
    const auto log = std::make_unique<data::SqliteLog>(directory_.path() / "log.sqlite");
    EXPECT_THROW(upgrade(), data::Error);
    EXPECT_EQ(index_.current_generation(), 1U);
}

TEST_F(UpgradeTest, EndsAtWhatCannotBeRead) {
    make_words_old();
    const fs::path records = segment() / "records.bin";
    const auto size = fs::file_size(records);
    fs::resize_file(records, size / 2);
    EXPECT_THROW(upgrade(), data::Error) << "the checksum";
    seal_again();
    EXPECT_THROW(upgrade(), data::Error) << "the file";
    EXPECT_EQ(index_.current_generation(), 1U);
    EXPECT_FALSE(index_.is_being_built());
}

} // namespace
} // namespace aisle::indexer
