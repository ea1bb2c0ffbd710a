#pragma once

#include <filesystem>

namespace aisle::data {

/// Holds an exclusive lock on a file, which the kernel releases however the process ends.
/// The file remains; it names the process that locked it last.
class FileLock {
public:
    /// Creates the file when it is missing.
    /// Throws: Error{kConflict} naming the process that holds the lock; {kUnavailable} when the
    ///         file cannot be opened.
    explicit FileLock(const std::filesystem::path& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_;
};

} // namespace aisle::data
