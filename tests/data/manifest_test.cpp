// Properties of data/manifest.h:
//   1. What is sealed is read back: every file below the directory, sorted, with its checksum.
//   2. A file that is missing, of another size or changed by one byte is named.
//   3. A manifest cut short anywhere, of another version or with wrong types is refused by name.
//   4. A file is replaced as a whole; reading one that does not exist says so.
#include "data/manifest.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "tests/support/temp_directory.h"

namespace aisle::data {
namespace {

namespace fs = std::filesystem;
using support::TempDirectory;
using testing::HasSubstr;

/// A sealed generation of two files.
struct Generation {
    Generation() {
        fs::create_directories(path / "segment-0");
        write_file_atomically(path / "segment-0" / "text.bin", "some text");
        write_file_atomically(path / "notes", "");
        Manifest manifest;
        manifest.created_at = 1'700'000'000;
        manifest.num_products = 7;
        manifest.num_rows = 9;
        manifest.build_seconds = 1.5;
        manifest.settings_json = R"({"ranking":["a\"b"]})";
        manifest.segments = {"segment-0"};
        seal(path, manifest);
    }

    [[nodiscard]] std::string manifest_text() const { return read_file(path / "manifest.json"); }

    void replace_manifest(std::string_view text) const {
        std::ofstream(path / "manifest.json") << text;
    }

    TempDirectory directory;
    fs::path path = directory.path() / "000001";
};

/// The message of the Error{kCorruptData} that an action ends with, or nothing.
template <class Action>
std::string refusal(Action&& action) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
        return error.what();
    }
    return "";
}

TEST(Manifest, IsReadBackAsItWasSealed) {
    const Generation generation;
    const auto manifest = read_manifest(generation.path);
    EXPECT_EQ(manifest.created_at, 1'700'000'000);
    EXPECT_EQ(manifest.num_products, 7U);
    EXPECT_EQ(manifest.num_rows, 9U);
    EXPECT_EQ(manifest.build_seconds, 1.5);
    EXPECT_EQ(manifest.settings_json, R"({"ranking":["a\"b"]})");
    EXPECT_THAT(manifest.segments, testing::ElementsAre("segment-0"));
    ASSERT_EQ(manifest.files.size(), 2U);
    EXPECT_EQ(manifest.files[0].name, "notes");
    EXPECT_EQ(manifest.files[1].name, "segment-0/text.bin");
    EXPECT_EQ(manifest.files[1].size_bytes, 9U);
    verify(generation.path, manifest);
}

TEST(Manifest, NamesTheFileThatIsDamaged) {
    const Generation generation;
    const auto manifest = read_manifest(generation.path);
    const fs::path file = generation.path / "segment-0" / "text.bin";
    const auto found = [&] { return refusal([&] { verify(generation.path, manifest); }); };
    for (std::size_t at = 0; at < 9; ++at) {
        std::string bytes = "some text";
        bytes[at] = static_cast<char>(bytes[at] ^ 1);
        write_file_atomically(file, bytes);
        EXPECT_THAT(found(), HasSubstr(file.string()));
    }
    write_file_atomically(file, "some");
    EXPECT_THAT(found(), HasSubstr("has 4 bytes, expected 9"));
    fs::remove(file);
    EXPECT_THAT(found(), HasSubstr("is missing"));
}

TEST(Manifest, IsRefusedWhenItIsDamaged) {
    const Generation generation;
    const std::string text = generation.manifest_text();
    const auto found = [&] { return refusal([&] { (void)read_manifest(generation.path); }); };
    for (std::size_t size = 0; size < text.size(); ++size) {
        generation.replace_manifest(text.substr(0, size));
        EXPECT_THAT(found(), HasSubstr("manifest.json")) << size;
    }
    const auto replaced = [&](const std::string& from, const std::string& to) {
        std::string changed = text;
        changed.replace(changed.find(from), from.size(), to);
        generation.replace_manifest(changed);
        return found();
    };
    EXPECT_THAT(replaced("\"formatVersion\": 1", "\"formatVersion\": 9"),
                HasSubstr("format version 9"));
    EXPECT_THAT(replaced("\"numRows\": 9", "\"numRows\": -1"), HasSubstr("numRows"));
    EXPECT_THAT(replaced("\"numRows\"", "\"rows\""), HasSubstr("numRows is missing"));
    EXPECT_THAT(replaced("\"segment-0\"", "5"), HasSubstr("segments"));
    EXPECT_THAT(replaced("\"xxh3\": \"", "\"xxh3\": \"z"), HasSubstr("xxh3"));
}

TEST(Files, AreReplacedAsAWholeAndMissedByName) {
    const TempDirectory directory;
    const fs::path path = directory.path() / "file";
    write_file_atomically(path, "first, long");
    write_file_atomically(path, "second");
    EXPECT_EQ(read_file(path), "second");
    EXPECT_EQ(std::distance(fs::directory_iterator(directory.path()), {}), 1)
        << "no temporary file is left";
    try {
        (void)read_file(directory.path() / "none");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kNotFound);
    }
    try {
        write_file_atomically(directory.path() / "none" / "file", "x");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
    }
}

} // namespace
} // namespace aisle::data
