#pragma once

#include <filesystem>

namespace aisle::bench {

/// A new directory that lives as long as this object.
class TempDirectory {
public:
    /// Throws: Error{kUnavailable} when the system's place for such files takes none.
    TempDirectory();
    ~TempDirectory();
    TempDirectory(const TempDirectory&) = delete;
    TempDirectory& operator=(const TempDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace aisle::bench
