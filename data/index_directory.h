#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/settings.h"

namespace aisle::data {

/// Parts of an index beside its records, each in a file of its own.
inline constexpr std::string_view kSettingsPart = "settings";
inline constexpr std::string_view kSynonymsPart = "synonyms";
inline constexpr std::string_view kRulesPart = "rules";

/// Where the files of one index are:
///
///     DATA/indexes/NAME/settings.json           the settings as set
///     DATA/indexes/NAME/synonyms.json, rules.json  likewise
///     DATA/indexes/NAME/CURRENT                 the number of the published generation
///     DATA/indexes/NAME/generations/000007/     manifest.json and the segments
///     DATA/indexes/NAME/generations/.building-* a build under way, or one that was killed
///     DATA/removed/NAME/                        an index that is being removed
///
/// NAME is percent-encoded. A generation is built under another name, renamed into place when
/// it is sealed, and published by replacing CURRENT: a reader sees the old one or the new one.
/// A replica has only settings.json.
class IndexDirectory {
public:
    IndexDirectory(const std::filesystem::path& data, std::string_view index_name);

    [[nodiscard]] const std::string& index_name() const noexcept { return index_name_; }

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

    /// True when something of it was published: a generation or another part.
    [[nodiscard]] bool exists() const;

    /// The published generation; nothing when none was published yet.
    /// Throws: Error{kCorruptData} when CURRENT holds no number.
    [[nodiscard]] std::optional<std::uint64_t> current_generation() const;
    [[nodiscard]] std::filesystem::path generation_path(std::uint64_t generation) const;

    /// Where the next generation is to be built; see Staging.
    [[nodiscard]] std::filesystem::path generations_path() const;

    /// True when somebody builds a generation now. Removes what builders that died left behind.
    /// Threads: any, of any process.
    [[nodiscard]] bool is_being_built() const;

    /// Renames a sealed staging directory into place, publishes it and removes generations
    /// that are older than the one it displaces. Returns its number.
    /// With `replaces` only while that generation is the published one (0: none is).
    /// Requires: `staging` was sealed, and is the path of a Staging.
    /// Throws:   Error{kUnavailable}; Error{kConflict} when another generation was published.
    /// Threads:  any, of any process: one publishes at a time.
    std::uint64_t publish(const std::filesystem::path& staging,
                          std::optional<std::uint64_t> replaces = std::nullopt) const;

    /// Settings, and the last operation of the log whose effect is in them.
    struct StoredSettings {
        Settings settings;
        std::uint64_t log_position = 0;
    };

    /// Empty settings when none were set. Throws: Error{kCorruptData, kInvalidRequest}.
    [[nodiscard]] StoredSettings read_settings() const;
    void write_settings(const Settings& settings, std::uint64_t log_position) const;

    /// The file of one of the parts below.
    [[nodiscard]] std::filesystem::path part_path(std::string_view part) const;

    /// Removes the index with everything in it, wholly even when the process dies meanwhile.
    /// Throws: Error{kUnavailable}.   Threads: one at a time for the whole store.
    void remove() const;

private:
    std::string index_name_;
    std::filesystem::path path_;
};

/// The number in the text of a CURRENT, found at `path`.   Throws: Error{kCorruptData}.
[[nodiscard]] std::uint64_t parse_generation(std::string_view text,
                                             const std::filesystem::path& path);

/// A part of the state of a store that has a file of its own, and the last operation of the log
/// whose effect is in it.
struct StoredPart {
    std::string json;
    std::uint64_t log_position = 0;
};

/// Reads a file {"logPosition": n, "<its name>": json}; nothing when there is none.
/// Throws: Error{kCorruptData} naming the file.
[[nodiscard]] std::optional<StoredPart> read_part(const std::filesystem::path& path);

/// The same of the text of such a file, found at `path`.
[[nodiscard]] StoredPart parse_part(std::string_view text, const std::filesystem::path& path);

/// Replaces the file of a part; durable on return.   Throws: Error{kUnavailable}.
void write_part(const std::filesystem::path& path, const StoredPart& part,
                unsigned permissions = 0644);

/// The settings that the replicas of an index were given; those without any are left out.
[[nodiscard]] std::vector<Settings> read_replica_settings(const std::filesystem::path& data,
                                                          const Settings& primary);

/// The names of all indexes below `data`, sorted; those too that are being built for the first
/// time.
[[nodiscard]] std::vector<std::string> list_indexes(const std::filesystem::path& data);

/// An index name as a file name, and back.
[[nodiscard]] std::string encode_index_name(std::string_view name);
[[nodiscard]] std::string decode_index_name(std::string_view encoded);

} // namespace aisle::data
