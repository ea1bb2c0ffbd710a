#pragma once

#include <filesystem>

#include "data/backup_manifest.h"

namespace aisle::data {

/// Makes a backup of the store in `data` while it goes on being written: a directory of the
/// same layout that holds everything acknowledged before the call, and of what is acknowledged
/// meanwhile all up to some operation. There is a complete, durable and checked backup at `to`
/// on return, and nothing otherwise.
/// Throws: Error{kConflict} when `to` exists already, {kInvalidRequest} when it lies inside `data`,
///         {kNotFound} when there is no store,
///         {kCorruptData} naming the files of the store that are damaged, {kUnavailable} when
///         files cannot be read or written.
BackupManifest back_up(const std::filesystem::path& data, const std::filesystem::path& to);

/// Makes the data directory `data` of a backup, after checking all of it. There is the whole
/// store on return, and nothing otherwise.
/// Throws: Error{kConflict} when `data` exists and is not empty, {kInvalidRequest} when it lies
///         inside `from`, {kNotFound} when `from` is no
///         backup, {kCorruptData} naming the files that are damaged, {kUnavailable} when files
///         cannot be read or written.
BackupManifest restore(const std::filesystem::path& from, const std::filesystem::path& data);

} // namespace aisle::data
