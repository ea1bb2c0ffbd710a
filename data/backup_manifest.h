#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "data/manifest.h"

namespace aisle::data {

/// What a backup consists of: written last when it is made, checked before it is restored.
struct BackupManifest {
    std::int64_t created_at = 0;       ///< Unix seconds
    std::uint64_t log_position = 0;    ///< the last operation that is in it
    std::vector<Manifest::File> files; ///< relative to the backup, sorted by name
};

/// Writes `backup.json` into a directory.   Throws: Error{kUnavailable}.
void write_backup_manifest(const std::filesystem::path& directory, const BackupManifest& manifest);

/// Throws: Error{kNotFound} when there is none, {kCorruptData} when it is damaged, or of another
///         format version.
[[nodiscard]] BackupManifest read_backup_manifest(const std::filesystem::path& directory);

} // namespace aisle::data
