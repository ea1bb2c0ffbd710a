#pragma once

#include <sqlite3.h>

#include <filesystem>

namespace aisle::data {

/// A disk that can fail and lose its cache: SQLite's file access for as long as the object
/// lives. Everything goes to real files, until told otherwise.
///
/// Requires: no database is open when it is made or goes; one at a time.
/// Threads:  the switches may be set at any moment.
class FaultVfs {
public:
    enum class Fault { kNone, kDiskFull, kWriteError, kSyncError };

    FaultVfs();
    ~FaultVfs();
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

    /// From now on, every write or sync fails in this way.
    void set(Fault fault) noexcept;

    /// Copies each database and write-ahead file to `directory` whenever it is synced, and only
    /// then: what would be there after a power cut, had the disk kept nothing else.
    void keep_synced_files(const std::filesystem::path& directory);

private:
    sqlite3_vfs vfs_{};
};

} // namespace aisle::data
