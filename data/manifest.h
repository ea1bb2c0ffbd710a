#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace aisle::data {

/// What a generation consists of: written last when it is sealed, checked first when it is
/// opened.
struct Manifest {
    struct File {
        std::string name; ///< relative to the generation's directory
        std::uint64_t size_bytes = 0;
        std::uint64_t checksum = 0; ///< XXH3, 64 bits
    };

    std::int64_t created_at = 0; ///< Unix seconds
    /// The last operation of the log whose effect is in here.
    std::uint64_t log_position = 0;
    std::uint64_t num_products = 0;
    std::uint64_t num_rows = 0;
    double build_seconds = 0;
    std::string settings_json; ///< the settings the segments were built with
    std::vector<std::string> segments;
    std::vector<File> files;
};

/// Lists every file below `directory` with its checksum, and writes `manifest.json` there.
/// Files in `known` are listed as they are there, and not read again: damage to one that was
/// sealed before is not sealed with it.
/// Throws: Error{kUnavailable} when it cannot be written.
void seal(const std::filesystem::path& directory, Manifest manifest,
          const std::vector<Manifest::File>& known = {});

/// Reads `manifest.json` in `directory`.
/// Throws: Error{kCorruptData} naming the file, or the format version that does not fit.
[[nodiscard]] Manifest read_manifest(const std::filesystem::path& directory);

/// The manifest that is the text of the file `path`.
/// Throws: as read_manifest.
[[nodiscard]] Manifest parse_manifest(std::string_view text, const std::filesystem::path& path);

/// Throws: Error{kCorruptData} when there is a manifest of another format version, and for
///         nothing else that may be wrong with it.
void require_manifest_version(const std::filesystem::path& directory);

/// Throws: Error{kCorruptData} naming the first file whose size or checksum differs.
/// Cost: reads every byte of the generation.
void verify(const std::filesystem::path& directory, const Manifest& manifest);

/// Writes `text` to `path` by way of a temporary file, so that a reader sees the old file or
/// the whole new one, and a crash leaves one of them.
void write_file_atomically(const std::filesystem::path& path, std::string_view text,
                           unsigned permissions = 0644);

/// The whole file. Throws: Error{kNotFound} when it does not exist, {kUnavailable} otherwise.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

/// Makes a rename in `directory` durable.
void sync_directory(const std::filesystem::path& directory);

} // namespace aisle::data
