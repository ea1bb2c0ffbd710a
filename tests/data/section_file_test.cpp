// Properties of data/section_file.h:
//   1. What was put in is read back, arrays of any element type aligned for it.
//   2. A file cut short anywhere is refused with its name.
//   3. A byte changed anywhere is refused with the file's name, or leaves sections that lie
//      inside of the file; nothing crashes.
//   4. Another version, another format, an empty file and none are told apart; a version before
//      is read where its kind of file may still be.
//   5. A section that is missing or of a size that does not fit is named.
//   6. Names of any characters survive a table of contents.
#include "data/section_file.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/manifest.h"
#include "tests/support/temp_directory.h"

namespace aisle::data {
namespace {

using support::TempDirectory;
using testing::HasSubstr;

void write_sample(const std::filesystem::path& path) {
    SectionFileWriter writer(path);
    writer.put("text", std::string_view("some text"));
    writer.put("numbers", std::vector<std::uint32_t>{1, 2, 3});
    writer.put("empty", std::vector<double>{});
    writer.begin("parts");
    const double parts[] = {0.5, -1};
    writer.write(&parts[0], sizeof(double));
    writer.write(&parts[1], sizeof(double));
    writer.end();
    writer.finish();
}

void write_bytes(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

/// The message the file is refused with, or nothing.
std::string refusal(const std::filesystem::path& path) {
    try {
        const SectionFile file(path);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
        EXPECT_THAT(error.what(), HasSubstr(path.string()));
        return error.what();
    }
    return "";
}

TEST(SectionFile, GivesBackWhatWasPutIn) {
    const TempDirectory directory;
    const auto path = directory.path() / "sample.bin";
    write_sample(path);
    const SectionFile file(path);
    EXPECT_EQ(file.text("text"), "some text");
    EXPECT_THAT(file.array<std::uint32_t>("numbers"), testing::ElementsAre(1, 2, 3));
    EXPECT_TRUE(file.array<double>("empty").empty());
    EXPECT_THAT(file.array<double>("parts"), testing::ElementsAre(0.5, -1));
    for (const auto* name : {"text", "numbers", "parts"}) {
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(file.text(name).data()) % 64, 0U) << name;
    }
    EXPECT_TRUE(file.contains("empty"));
    EXPECT_FALSE(file.contains("none"));
}

TEST(SectionFile, RefusesAFileCutShortAnywhere) {
    const TempDirectory directory;
    write_sample(directory.path() / "sample.bin");
    const auto bytes = read_file(directory.path() / "sample.bin");
    const auto path = directory.path() / "short.bin";
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        write_bytes(path, bytes.substr(0, size));
        EXPECT_NE(refusal(path), "") << size << " bytes";
    }
}

TEST(SectionFile, NeverReachesOutsideOfAFileWithAChangedByte) {
    const TempDirectory directory;
    write_sample(directory.path() / "sample.bin");
    const auto bytes = read_file(directory.path() / "sample.bin");
    const auto path = directory.path() / "changed.bin";
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (const char flip : {'\x01', '\x40', '\xFF'}) {
            auto changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            write_bytes(path, changed);
            if (!refusal(path).empty()) continue;
            const SectionFile file(path);
            for (const auto* name : {"text", "numbers", "empty", "parts"}) {
                if (!file.contains(name)) continue;
                const auto text = file.text(name);
                EXPECT_LE(text.size(), bytes.size());
                EXPECT_GE(std::string(text).size(), 0U); // every byte can be read
            }
        }
    }
}

TEST(SectionFile, TellsVersionsFormatsAndMissingFilesApart) {
    const TempDirectory directory;
    const auto path = directory.path() / "sample.bin";
    EXPECT_THAT(refusal(path), HasSubstr("cannot open"));
    write_bytes(path, "");
    EXPECT_NE(refusal(path), "");
    write_bytes(path, std::string(500, 'x'));
    EXPECT_THAT(refusal(path), HasSubstr("the end is missing"));
    write_sample(path);
    auto bytes = read_file(path);
    bytes[bytes.size() - 16] = 99; // the version stands before the closing magic
    write_bytes(path, bytes);
    EXPECT_THAT(refusal(path), HasSubstr("format version 99"));
    EXPECT_THAT(refusal(path), HasSubstr("use the newer Aisle"));
}

TEST(SectionFile, HasTheVersionOfItsKind) {
    const TempDirectory directory;
    const auto text = directory.path() / "text.bin";
    const auto other = directory.path() / "records.bin";
    write_sample(text);
    write_sample(other);
    EXPECT_NO_THROW(SectionFile{text});
    EXPECT_NO_THROW(SectionFile{other});
    std::filesystem::rename(text, other);
    EXPECT_THAT(refusal(other), HasSubstr("this program reads version 5"));
}

TEST(SectionFile, IsReadInAnOlderVersionThatMayStillBe) {
    const TempDirectory directory;
    const auto path = directory.path() / "columns.bin";
    write_sample(path);
    const auto set_version = [&](char version) {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(-16, std::ios::end);
        file.put(version);
    };
    EXPECT_FALSE(has_older_version(path));
    set_version(5);
    EXPECT_NO_THROW(SectionFile{path});
    EXPECT_TRUE(has_older_version(path));
    EXPECT_THROW(require_section_version(path), Error);
    for (const char version : {'\4', '\7'}) {
        set_version(version);
        EXPECT_THAT(refusal(path), HasSubstr("this program reads version 6"));
    }
}

TEST(SectionFile, NamesASectionThatIsMissingOrDoesNotFit) {
    const TempDirectory directory;
    const auto path = directory.path() / "sample.bin";
    write_sample(path);
    const SectionFile file(path);
    const auto message = [](auto&& read) -> std::string {
        try {
            read();
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_THAT(message([&] { (void)file.text("none"); }), HasSubstr("section none is missing"));
    EXPECT_THAT(message([&] { (void)file.array<double>("text"); }), HasSubstr("section text"));
}

TEST(SectionFile, CannotBeWrittenWhereThereIsNoDirectory) {
    try {
        const SectionFileWriter writer("/nonexistent/file.bin");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kUnavailable);
        EXPECT_THAT(error.what(), HasSubstr("/nonexistent/file.bin"));
    }
}

TEST(SizedName, SurvivesAnyCharacters) {
    for (const std::string name : {"", " ", "\n", "a b\nc", "7 x", "größe"}) {
        std::istringstream in(sized_name(name) + '\n');
        EXPECT_EQ(read_sized_name(in), name);
    }
    for (const auto* damaged : {"", "x", "5 abc", "-1 a", "99999999999 a"}) {
        std::istringstream in(damaged);
        EXPECT_FALSE(read_sized_name(in)) << damaged;
    }
}

} // namespace
} // namespace aisle::data
