#pragma once

#include <filesystem>

namespace aisle::data {

/// A directory to build a generation in. It is locked as long as this lives, so that others see
/// that it is not abandoned, and removed with this unless it was renamed into place.
class Staging {
public:
    /// Creates an empty directory below `generations`, which is created, too.
    /// Throws: Error{kUnavailable}.   Threads: any, of any process.
    explicit Staging(const std::filesystem::path& generations);
    ~Staging();
    Staging(const Staging&) = delete;
    Staging& operator=(const Staging&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

/// Removes staging directories below `generations` whose builder has died. Returns whether
/// somebody is building in another one.
/// Requires: nobody creates one meanwhile; see DirectoryLock.
bool remove_abandoned(const std::filesystem::path& generations);

/// Keeps other holders out, of this process and others, as long as it lives.
class DirectoryLock {
public:
    /// Throws: Error{kUnavailable}.
    explicit DirectoryLock(const std::filesystem::path& directory);
    ~DirectoryLock();
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

private:
    int fd_;
};

} // namespace aisle::data
