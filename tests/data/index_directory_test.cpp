// Properties of data/index_directory.h:
//   1. An index name of any characters is one file name, and comes back.
//   2. Publishing numbers generations upwards and keeps the displaced one, no older ones.
//   3. What was left by a killed build is no generation, and goes away; a build that is alive is
//      told from it.
//   4. Settings are read back; without any they are empty. Replicas have settings only.
//   5. A CURRENT that holds no number is named.
#include "data/index_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "data/manifest.h"
#include "data/staging.h"
#include "tests/support/temp_directory.h"

namespace aisle::data {
namespace {

namespace fs = std::filesystem;
using support::TempDirectory;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::uint64_t publish_one(const IndexDirectory& index, const std::string& content) {
    const Staging staging(index.generations_path());
    write_file_atomically(staging.path() / "content", content);
    seal(staging.path(), {});
    return index.publish(staging.path());
}

TEST(IndexDirectory, TakesNamesOfAnyCharacters) {
    const TempDirectory directory;
    const std::vector<std::string> names = {"%41", "..", "/etc", "a b", "prod-1_X", "größe", "é%"};
    for (const auto& name : names) {
        EXPECT_EQ(decode_index_name(encode_index_name(name)), name);
        const IndexDirectory index(directory.path(), name);
        EXPECT_FALSE(index.exists());
        EXPECT_EQ(index.path().parent_path(), directory.path() / "indexes");
        index.write_settings(Settings(), 0);
        EXPECT_TRUE(index.exists());
    }
    auto sorted = names;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(list_indexes(directory.path()), sorted);
    EXPECT_THAT(list_indexes(directory.path() / "none"), IsEmpty());
}

TEST(IndexDirectory, PublishesGenerationsUpwardsAndKeepsTheDisplacedOne) {
    const TempDirectory directory;
    const IndexDirectory index(directory.path(), "products");
    EXPECT_FALSE(index.current_generation());
    EXPECT_EQ(publish_one(index, "one"), 1U);
    EXPECT_EQ(publish_one(index, "two"), 2U);
    EXPECT_EQ(publish_one(index, "three"), 3U);
    EXPECT_EQ(index.current_generation(), 3U);
    EXPECT_EQ(read_file(index.generation_path(3) / "content"), "three");
    EXPECT_EQ(read_file(index.generation_path(2) / "content"), "two");
    EXPECT_FALSE(fs::exists(index.generation_path(1)));
}

TEST(IndexDirectory, TakesNothingThatAKilledBuildLeftForAGeneration) {
    const TempDirectory directory;
    const IndexDirectory index(directory.path(), "products");
    EXPECT_EQ(publish_one(index, "one"), 1U);
    const fs::path abandoned = index.generations_path() / ".building-1";
    fs::create_directories(abandoned);
    // Renamed into place, but killed before CURRENT was written.
    fs::create_directories(index.generation_path(2));
    EXPECT_EQ(index.current_generation(), 1U);
    EXPECT_FALSE(index.is_being_built());
    EXPECT_FALSE(fs::exists(abandoned));
    EXPECT_EQ(publish_one(index, "next"), 3U);
    EXPECT_EQ(read_file(index.generation_path(3) / "content"), "next");
    EXPECT_TRUE(fs::exists(index.generation_path(1)));
    EXPECT_FALSE(fs::exists(index.generation_path(2)));
}

TEST(IndexDirectory, KnowsWhoIsBuilding) {
    const TempDirectory directory;
    const IndexDirectory index(directory.path(), "products");
    EXPECT_FALSE(index.is_being_built());
    fs::path path;
    {
        const Staging staging(index.generations_path());
        const Staging other(index.generations_path());
        path = staging.path();
        EXPECT_NE(other.path(), path);
        EXPECT_THAT(fs::directory_iterator(path), fs::directory_iterator());
        EXPECT_TRUE(index.is_being_built());
        EXPECT_EQ(publish_one(index, "meanwhile"), 1U);
        EXPECT_TRUE(fs::exists(path)) << "is not taken for abandoned";
    }
    EXPECT_FALSE(index.is_being_built());
    EXPECT_FALSE(fs::exists(path));
}

TEST(IndexDirectory, ReadsBackSettingsAndThoseOfReplicas) {
    const TempDirectory directory;
    const IndexDirectory index(directory.path(), "products");
    EXPECT_EQ(index.read_settings().settings.stored_json(), "{}");
    const auto settings =
        Settings::parse(R"({"searchableAttributes":["name"],"replicas":["cheap","none"]})");
    index.write_settings(settings, 7);
    EXPECT_EQ(index.read_settings().settings.stored_json(), settings.stored_json());
    EXPECT_EQ(index.read_settings().log_position, 7U);
    EXPECT_THAT(read_replica_settings(directory.path(), settings), IsEmpty());
    const IndexDirectory cheap(directory.path(), "cheap");
    cheap.write_settings(Settings::parse(R"j({"ranking":["asc(price)"]})j"), 0);
    const auto replicas = read_replica_settings(directory.path(), settings);
    ASSERT_EQ(replicas.size(), 1U);
    EXPECT_THAT(replicas[0].query_defaults.ranking, ElementsAre("asc(price)"));
}

TEST(IndexDirectory, NamesAFileThatIsDamaged) {
    const TempDirectory directory;
    const IndexDirectory index(directory.path(), "products");
    index.write_settings(Settings(), 0);
    for (const auto* text : {"", "x", "-1", "1x", "99999999999999999999"}) {
        write_file_atomically(index.path() / "CURRENT", text);
        try {
            (void)index.current_generation();
            ADD_FAILURE() << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
            EXPECT_THAT(error.what(), HasSubstr("CURRENT"));
        }
    }
    write_file_atomically(index.path() / "settings.json", "{");
    EXPECT_THROW((void)index.read_settings(), Error);
}

} // namespace
} // namespace aisle::data
