#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/manifest.h"

namespace aisle::data {

/// What is in a data directory, and what is wrong with it.
struct StoreReport {
    struct Index {
        std::string name;
        /// The published generation; nothing when there is none, or it cannot be read.
        std::optional<std::uint64_t> generation;
        Manifest manifest;                   ///< of the generation
        std::uint64_t settings_position = 0; ///< the last operation that is in the settings
        std::uint64_t num_unsealed = 0;      ///< operations in the log after the generation
        std::map<std::string, std::uint64_t> segment_bytes; ///< by the segment's name
    };

    /// Positions [first, last]; first > last when the log is empty.
    struct Log {
        std::uint64_t first = 1;
        std::uint64_t last = 0;
        std::uint64_t size_bytes = 0;
    };

    std::vector<Index> indexes; ///< by name; those that were deleted may still be in the log
    std::optional<Log> log;     ///< nothing when there is none, or it cannot be read
    std::uint64_t size_bytes = 0;
    std::vector<std::string> problems; ///< each names its file

    [[nodiscard]] bool is_sound() const noexcept { return problems.empty(); }
};

/// Reads everything below `data`, which may be a store that is being served, or a backup:
/// checksums of all generations, whether a newer Aisle wrote them, every operation of the log, the
/// form of all other files, and whether the log covers what the files say they hold. A backup is
/// also compared with its list of files.
/// Throws: Error{kNotFound} when there is no such directory, {kUnavailable} when it cannot be
///         read; what is damaged is in the report.
/// Cost:   reads every byte.
[[nodiscard]] StoreReport examine_store(const std::filesystem::path& data);

/// Checks that this program can read what is published below `data`, before it is served.
/// Throws: Error{kCorruptData} naming the first file of another format version and what to do;
///         files that are damaged pass.
/// Cost:   reads the manifests and the ends of the other files.
void require_known_formats(const std::filesystem::path& data);

} // namespace aisle::data
