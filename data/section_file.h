#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "data/error.h"

namespace aisle::data {

/// Writes a file of named arrays: the form of every sealed file of ours.
///
///     magic, version | section | section | ... | table of (name, offset, size) | footer
///
/// The format version is that of files of this name: each kind of file has its own.
/// Sections begin at multiples of 64 bytes, so that a mapped array is aligned for any
/// element type. Byte order is the machine's (little-endian on every machine we build for).
///
/// Call order: (begin write* end | put)* finish.   Threads: one.
class SectionFileWriter {
public:
    /// `is_durable`: finish() waits for the disk; files that the log can make again need not.
    /// Throws: Error{kUnavailable} when the file cannot be created.
    explicit SectionFileWriter(std::filesystem::path path, bool is_durable = true);
    SectionFileWriter(const SectionFileWriter&) = delete;
    SectionFileWriter& operator=(const SectionFileWriter&) = delete;
    ~SectionFileWriter();

    void begin(std::string_view name);
    void write(const void* bytes, std::size_t size);
    void end();

    template <class T>
    void put(std::string_view name, std::span<const T> values) {
        static_assert(std::is_trivially_copyable_v<T>);
        begin(name);
        write(values.data(), values.size_bytes());
        end();
    }

    template <class T>
    void put(std::string_view name, const std::vector<T>& values) {
        put(name, std::span<const T>(values));
    }

    void put(std::string_view name, std::string_view text);

    /// Writes the table and closes the file. Throws: Error{kUnavailable} on a full disk.
    void finish();

private:
    struct Section {
        std::string name;
        std::uint64_t offset;
        std::uint64_t size;
    };

    void write_raw(const void* bytes, std::size_t size);
    void pad();

    std::filesystem::path path_;
    bool is_durable_;
    std::FILE* file_;
    std::uint64_t at_ = 0;
    std::vector<Section> sections_;
};

/// A sealed file of named arrays, mapped into memory. Immutable.   Threads: any.
class SectionFile {
public:
    /// Throws: Error{kCorruptData} naming the file when it is not one of ours, was cut short,
    /// or has a format version that is not read.
    explicit SectionFile(const std::filesystem::path& path);
    SectionFile(const SectionFile&) = delete;
    SectionFile& operator=(const SectionFile&) = delete;
    ~SectionFile();

    [[nodiscard]] bool contains(std::string_view name) const;

    /// The array in section `name`. Lives as long as this file.
    /// Throws: Error{kCorruptData} when the section is absent or of a size that does not fit.
    template <class T>
    [[nodiscard]] std::span<const T> array(std::string_view name) const {
        const auto bytes = section(name);
        if (bytes.size() % sizeof(T) != 0) fail("section " + std::string(name) + " is cut short");
        return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
    }

    [[nodiscard]] std::string_view text(std::string_view name) const;

    /// Throws: Error{kCorruptData} naming the file and what is wrong with it.
    [[noreturn]] void fail(const std::string& what) const;

private:
    [[nodiscard]] std::span<const std::byte> section(std::string_view name) const;
    void read_table();

    std::filesystem::path path_;
    const std::byte* bytes_ = nullptr;
    std::size_t size_ = 0;
    std::map<std::string, std::span<const std::byte>, std::less<>> sections_;
};

/// True when the file is whole and of an older format version than this program writes.
[[nodiscard]] bool has_older_version(const std::filesystem::path& path);

/// Throws: Error{kCorruptData} when the file is whole and of another format version, and for
///         nothing else that may be wrong with it.
void require_section_version(const std::filesystem::path& path);

/// A name with its length in front, for tables of contents: a name may hold any character.
[[nodiscard]] std::string sized_name(std::string_view name);
/// Nothing when there is none, or it is cut short.
[[nodiscard]] std::optional<std::string> read_sized_name(std::istream& in);

} // namespace aisle::data
