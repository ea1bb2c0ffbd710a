// Properties of backups, and of what is reported about a data directory:
//   1. A restored store has the files of the store, byte for byte, with their permissions, and
//      its log; builds under way, displaced generations and removed indexes stay behind.
//   2. Whatever file of a backup is changed in one byte, cut short, missing or added, the report
//      names it, and restoring refuses and leaves nothing.
//   3. Damage to the store itself is named by the report and by the refusal to back it up.
//   4. Nothing that exists is overwritten; what is no store or no backup is refused.
//   5. On a full disk both say so, name the file, and leave nothing.
//   6. Files of older and newer format versions are refused with what to do.
//   7. The report shows generations, segments and the log as they are.
#include "data/backup.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "data/index_directory.h"
#include "data/section_file.h"
#include "data/sqlite_log.h"
#include "data/staging.h"
#include "data/store_report.h"
#include "data/store_view.h"
#include "tests/support/file_limit.h"
#include "tests/support/rng.h"
#include "tests/support/temp_directory.h"

namespace aisle::data {
namespace {

namespace fs = std::filesystem;
using support::TempDirectory;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Larger than the log of a store, which is larger than what SQLite shares between processes.
constexpr std::array<std::uint32_t, 50'000> kNumbers{};

void write_text(const fs::path& path, std::string_view text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

/// Publishes a generation of two segments of made up bytes.
void publish(const IndexDirectory& index, std::uint64_t log_position) {
    const Staging locked(index.generations_path());
    const fs::path& staging = locked.path();
    for (const char* segment : {"segment-0", "segment-1"}) {
        fs::create_directories(staging / segment);
        SectionFileWriter writer(staging / segment / "text.bin");
        writer.put("numbers", std::span<const std::uint32_t>(kNumbers));
        writer.finish();
        write_text(staging / segment / "more", segment);
    }
    Manifest manifest;
    manifest.log_position = log_position;
    manifest.num_products = 5;
    manifest.num_rows = 9;
    manifest.settings_json = "{}";
    manifest.segments = {"segment-0", "segment-1"};
    seal(staging, manifest);
    static_cast<void>(index.publish(staging));
}

/// A store with all that a store has: two indexes, one of them with settings only, and a log.
struct Store {
    Store() {
        SqliteLog log(data / "log.sqlite");
        for (int i = 0; i < 6; ++i) {
            log.append({0, 1, i % 2 == 0 ? "shop" : "café/eu", "batch", std::string(20'000, 'x')});
        }
        log.trim(2);
        const IndexDirectory shop(data, "shop");
        shop.write_settings(Settings::parse(R"({"searchableAttributes":["name"]})"), 3);
        publish(shop, 2);
        publish(shop, 3);
        IndexDirectory(data, "café/eu").write_settings(Settings::parse("{}"), 0);
        write_file_atomically(data / "keys.json", R"({"adminKey":"secret"})", 0600);
        write_file_atomically(data / "deleted.json", R"({"old":2})");
        write_text(data / "indexes/shop/generations/.building-1-0/half.bin", "half");
        write_text(data / "indexes/shop/live/0/text.bin", "live");
        write_text(data / "indexes/shop/settings.json.new", "half");
        write_text(data / "removed/gone/CURRENT", "1\n");
    }

    TempDirectory directory;
    fs::path data = directory.path() / "data";
    fs::path backup = directory.path() / "backups" / "monday";
    fs::path restored = directory.path() / "restored";
};

/// Contents by name.
std::map<std::string, std::string> contents(const fs::path& directory) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (entry.is_regular_file()) {
            files[fs::relative(entry.path(), directory).string()] = read_file(entry.path());
        }
    }
    return files;
}

std::vector<std::string> names_in(const fs::path& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

/// The message of the Error that an action ends with; fails when it is of another code.
template <class Action>
std::string refusal(ErrorCode code, const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), code) << error.what();
        return error.what();
    }
    return "";
}

std::string problems_of(const fs::path& data) {
    std::string text;
    for (const auto& problem : examine_store(data).problems) text += problem + "\n";
    return text;
}

TEST(Backup, IsRestoredByteForByte) {
    const Store store;
    const auto manifest = back_up(store.data, store.backup);
    EXPECT_EQ(manifest.log_position, 6U);
    EXPECT_EQ(restore(store.backup, store.restored).log_position, 6U);

    auto expected = contents(store.data);
    std::erase_if(expected, [](const auto& file) {
        return file.first.find("log.sqlite") == 0 || file.first.find("removed/") == 0 ||
               file.first.find("/live/") != std::string::npos || file.first.ends_with(".new") ||
               file.first.find(".building") != std::string::npos ||
               file.first.find("/000001/") != std::string::npos;
    });
    auto found = contents(store.restored);
    EXPECT_EQ(found.erase("log.sqlite"), 1U);
    EXPECT_EQ(found, expected);
    EXPECT_EQ(fs::status(store.restored / "keys.json").permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(fs::status(store.backup).permissions(), fs::perms::owner_all);

    SqliteLog log(store.restored / "log.sqlite");
    EXPECT_EQ(log.first_position(), 3U);
    EXPECT_EQ(log.last_position(), 6U);
    EXPECT_EQ(log.append({0, 1, "shop", "batch", "next"}), 7U);
    EXPECT_THAT(problems_of(store.restored), IsEmpty());
}

TEST(Backup, NoticesEveryByteThatIsNotAsItWas) {
    const Store store;
    static_cast<void>(back_up(store.data, store.backup));
    support::Rng rng(1);
    for (const auto& file : contents(store.backup)) {
        const std::string& name = file.first;
        const std::string& bytes = file.second;
        const fs::path path = store.backup / name;
        const auto expect_refused = [&](const std::string& what) {
            EXPECT_THAT(problems_of(store.backup), HasSubstr(name)) << what;
            const auto code = fs::exists(path) || name != "backup.json" ? ErrorCode::kCorruptData
                                                                        : ErrorCode::kNotFound;
            EXPECT_THAT(
                refusal(code, [&] { static_cast<void>(restore(store.backup, store.restored)); }),
                HasSubstr(name))
                << what;
            EXPECT_FALSE(fs::exists(store.restored));
        };
        for (int round = 0; round < 8; ++round) {
            std::string changed = bytes;
            const auto at = rng.below(static_cast<std::uint32_t>(bytes.size()));
            changed[at] = static_cast<char>(changed[at] ^ (1 << rng.below(8)));
            // Space between the members of the list says nothing.
            if (name == "backup.json" && bytes[at] <= ' ') continue;
            write_text(path, changed);
            expect_refused(name + ", byte " + std::to_string(at));
        }
        write_text(path, bytes.substr(0, bytes.size() / 2));
        expect_refused(name + ", half");
        if (name != "backup.json") {
            fs::remove(path);
            expect_refused(name + ", missing");
        }
        write_text(path, bytes);
    }
    write_text(store.backup / "indexes/other/settings.json", R"({"logPosition":0,"settings":{}})");
    EXPECT_THAT(problems_of(store.backup), HasSubstr("indexes/other/settings.json"));
    EXPECT_THAT(names_in(store.directory.path()), ElementsAre("backups", "data"));
}

TEST(Backup, IsRefusedWhereTheStoreIsDamaged) {
    struct Damage {
        const char* file;
        const char* text;
    };

    const Damage damages[] = {{"indexes/shop/generations/000002/segment-0/text.bin", "other"},
                              {"indexes/shop/generations/000002/manifest.json", "{}"},
                              {"indexes/shop/CURRENT", "x"},
                              {"indexes/shop/CURRENT", "9\n"},
                              {"indexes/shop/settings.json", "{\"logPosition\":3}"},
                              {"indexes/shop/settings.json", "{\"logPosition\":7,\"settings\":{}}"},
                              {"deleted.json", "{"},
                              {"log.sqlite", "no log"}};
    for (const auto& [file, text] : damages) {
        const Store store;
        write_text(store.data / file, text);
        const std::string name =
            std::string_view(text) == "9\n" ? "generations/000009/manifest.json" : file;
        EXPECT_THAT(problems_of(store.data), HasSubstr(name)) << text;
        EXPECT_THAT(refusal(ErrorCode::kCorruptData,
                            [&] { static_cast<void>(back_up(store.data, store.backup)); }),
                    HasSubstr(name))
            << text;
        EXPECT_THAT(names_in(store.backup.parent_path()), IsEmpty());
    }
}

TEST(Backup, OverwritesNothing) {
    const Store store;
    static_cast<void>(back_up(store.data, store.backup));
    const auto before = contents(store.directory.path());
    EXPECT_THAT(refusal(ErrorCode::kConflict,
                        [&] { static_cast<void>(back_up(store.data, store.backup)); }),
                HasSubstr("exists already"));
    EXPECT_THAT(refusal(ErrorCode::kConflict,
                        [&] { static_cast<void>(restore(store.backup, store.data)); }),
                HasSubstr(store.data.string()));
    EXPECT_THAT(refusal(ErrorCode::kNotFound,
                        [&] { static_cast<void>(restore(store.data, store.restored)); }),
                HasSubstr("is no backup"));
    EXPECT_THAT(refusal(ErrorCode::kInvalidRequest,
                        [&] { static_cast<void>(back_up(store.data, store.data / "x" / "y")); }),
                HasSubstr("lies inside"));
    EXPECT_THAT(refusal(ErrorCode::kInvalidRequest,
                        [&] { static_cast<void>(restore(store.backup, store.backup / "x")); }),
                HasSubstr("lies inside"));
    EXPECT_THAT(
        refusal(ErrorCode::kNotFound,
                [&] { static_cast<void>(back_up(store.restored, store.directory.path() / "2")); }),
        HasSubstr("there is no data directory"));
    EXPECT_EQ(contents(store.directory.path()), before);

    fs::create_directory(store.restored);
    static_cast<void>(restore(store.backup, store.restored));
    EXPECT_TRUE(fs::exists(store.restored / "keys.json"));
}

TEST(Backup, SaysWhatDoesNotFitOnTheDisk) {
    const Store store;
    for (const rlim_t bytes : {rlim_t{50'000}, rlim_t{150'000}}) { // the log, a segment
        const support::FileLimit limit(bytes);
        EXPECT_THAT(refusal(ErrorCode::kUnavailable,
                            [&] { static_cast<void>(back_up(store.data, store.backup)); }),
                    HasSubstr("monday.partial"));
        EXPECT_THAT(names_in(store.backup.parent_path()), IsEmpty());
    }
    static_cast<void>(back_up(store.data, store.backup));
    const support::FileLimit limit(100);
    EXPECT_THAT(refusal(ErrorCode::kUnavailable,
                        [&] { static_cast<void>(restore(store.backup, store.restored)); }),
                HasSubstr("File too large"));
    EXPECT_THAT(names_in(store.directory.path()), ElementsAre("backups", "data"));
}

/// Replaces the first occurrence of some bytes in a file.
void replace_in(const fs::path& path, const std::string& from, const std::string& to) {
    std::string text = read_file(path);
    const auto at = text.rfind(from);
    ASSERT_NE(at, std::string::npos);
    write_text(path, text.replace(at, from.size(), to));
}

TEST(Formats, OfOtherVersionsAreRefusedWithWhatToDo) {
    const Store store;
    const fs::path generation = store.data / "indexes/shop/generations/000002";
    EXPECT_NO_THROW(require_known_formats(store.data));

    const auto refused = [&] {
        return refusal(ErrorCode::kCorruptData, [&] { require_known_formats(store.data); });
    };
    const std::string manifest = read_file(generation / "manifest.json");
    replace_in(generation / "manifest.json", "\"formatVersion\": 1", "\"formatVersion\": 0");
    EXPECT_THAT(refused(), HasSubstr("format version 0, this program reads version 1; "
                                     "build the index again"));
    replace_in(generation / "manifest.json", "\"formatVersion\": 0", "\"formatVersion\": 2");
    EXPECT_THAT(refused(), HasSubstr("use the newer Aisle that wrote it"));
    EXPECT_THAT(problems_of(store.data), HasSubstr("use the newer Aisle"));
    write_text(generation / "manifest.json", manifest);

    const fs::path section = generation / "segment-1" / "text.bin";
    const std::string bytes = read_file(section);
    for (const char version : {'\1', '\x7f'}) {
        std::string changed = bytes;
        changed[changed.size() - 16] = version; // the version stands before the closing magic
        write_text(section, changed);
        EXPECT_THAT(refused(),
                    HasSubstr(version == '\1' ? "build the index again" : "use the newer Aisle"));
        const auto told = HasSubstr("use the newer Aisle");
        EXPECT_EQ(testing::Value(problems_of(store.data), told), version == '\x7f');
    }
    // Damage is for the reader of the index alone.
    write_text(section, bytes.substr(0, bytes.size() / 2));
    write_text(generation / "manifest.json", "{");
    EXPECT_NO_THROW(require_known_formats(store.data));
    write_text(store.data / "indexes/shop/CURRENT", "x");
    EXPECT_NO_THROW(require_known_formats(store.data));
}

TEST(StoreReport, ShowsWhatThereIs) {
    const Store store;
    const auto report = examine_store(store.data);
    EXPECT_TRUE(report.is_sound());
    ASSERT_EQ(report.indexes.size(), 2U);
    const auto& cafe = report.indexes[0];
    EXPECT_EQ(cafe.name, "café/eu");
    EXPECT_FALSE(cafe.generation);
    EXPECT_EQ(cafe.num_unsealed, 2U); // 4 and 6; 2 was trimmed
    const auto& shop = report.indexes[1];
    EXPECT_EQ(shop.generation, 2U);
    EXPECT_EQ(shop.manifest.num_products, 5U);
    EXPECT_EQ(shop.settings_position, 3U);
    EXPECT_EQ(shop.num_unsealed, 1U); // 5; 3 is sealed
    EXPECT_EQ(shop.segment_bytes.size(), 2U);
    ASSERT_TRUE(report.log);
    EXPECT_EQ(report.log->first, 3U);
    EXPECT_EQ(report.log->last, 6U);

    const TempDirectory empty;
    EXPECT_TRUE(examine_store(empty.path()).is_sound());
    EXPECT_FALSE(examine_store(empty.path()).log);
}

} // namespace
} // namespace aisle::data
