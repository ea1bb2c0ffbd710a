#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace aisle::data {

/// A file held open for reading: its bytes stay readable when its name is removed or given to
/// another file, and no other file gets its identity meanwhile.
/// Threads: one at a time.
class OpenFile {
public:
    /// Device and number of the file on it.
    using Identity = std::pair<dev_t, ino_t>;

    /// Throws: Error{kNotFound} when there is no such file, {kUnavailable} otherwise.
    explicit OpenFile(std::filesystem::path path);
    ~OpenFile();
    OpenFile(OpenFile&& other) noexcept;
    OpenFile& operator=(OpenFile&&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

    [[nodiscard]] Identity identity() const noexcept { return identity_; }

    /// When it was opened.
    [[nodiscard]] std::uint64_t size_bytes() const noexcept { return size_bytes_; }

    [[nodiscard]] unsigned permissions() const noexcept { return permissions_; }

    /// Gives all bytes in pieces, from the first to what is the last now.
    /// Throws: Error{kUnavailable} when they cannot be read.
    void read(const std::function<void(std::string_view)>& take) const;
    [[nodiscard]] std::string read_all() const;
    [[nodiscard]] std::uint64_t checksum() const;

private:
    std::filesystem::path path_;
    int descriptor_;
    Identity identity_{};
    std::uint64_t size_bytes_ = 0;
    unsigned permissions_ = 0;
};

/// Writes a new file of the bytes of another, durable but for its name, and returns their
/// checksum.   Throws: Error{kUnavailable} naming the file, such as when the disk is full.
std::uint64_t copy_durably(const OpenFile& from, const std::filesystem::path& to);

/// Makes what was written to a file by others durable.   Throws: Error{kUnavailable}.
void sync_file(const std::filesystem::path& path);

} // namespace aisle::data
