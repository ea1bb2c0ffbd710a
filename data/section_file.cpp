#include "data/section_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "data/format_version.h"

namespace aisle::data {

namespace {

constexpr std::array<char, 8> kMagic = {'A', 'I', 'S', 'L', 'E', 'S', 'E', 'C'};
// Files change one by one, so that one which can be made again, as an index can, does not cost
// those that cannot, such as events.
constexpr std::uint64_t kFormatVersion = 5;
constexpr std::size_t kAlignment = 64;

struct Footer {
    std::uint64_t table_offset;
    std::uint64_t num_sections;
    std::uint64_t version;
    std::array<char, 8> magic;
};

/// The versions of one kind of file.
struct Versions {
    std::uint64_t written;
    std::uint64_t oldest_read; ///< the sections tell what is different in it
};

/// Those of files of that name.
Versions versions_of(const std::filesystem::path& path) {
    if (path.filename() == "text.bin") return {7, 7};
    if (path.filename() == "columns.bin") return {6, kFormatVersion};
    return {kFormatVersion, kFormatVersion};
}

std::uint64_t version_of(const std::filesystem::path& path) {
    return versions_of(path).written;
}

/// Nothing when the file is none of ours, or cut short.
std::optional<std::uint64_t> read_version(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    Footer footer{};
    in.seekg(-static_cast<std::streamoff>(sizeof footer), std::ios::end);
    in.read(reinterpret_cast<char*>(&footer), sizeof footer);
    if (!in || footer.magic != kMagic) return std::nullopt;
    return footer.version;
}

[[noreturn]] void fail_version(const std::filesystem::path& path, std::uint64_t version) {
    throw Error(ErrorCode::kCorruptData,
                "cannot read " + path.string() + ": " +
                    describe_version_mismatch(version, version_of(path), "build the index again"));
}

} // namespace

SectionFileWriter::SectionFileWriter(std::filesystem::path path, bool is_durable)
    : path_(std::move(path)), is_durable_(is_durable), file_(std::fopen(path_.c_str(), "wb")) {
    if (file_ == nullptr) {
        throw Error(ErrorCode::kUnavailable,
                    "cannot create " + path_.string() + ": " + std::strerror(errno));
    }
    write_raw(kMagic.data(), kMagic.size());
    const std::uint64_t version = version_of(path_);
    write_raw(&version, sizeof version);
}

SectionFileWriter::~SectionFileWriter() {
    if (file_ != nullptr) std::fclose(file_);
}

void SectionFileWriter::write_raw(const void* bytes, std::size_t size) {
    if (size != 0 && std::fwrite(bytes, 1, size, file_) != size) {
        throw Error(ErrorCode::kUnavailable,
                    "cannot write " + path_.string() + ": " + std::strerror(errno));
    }
    at_ += size;
}

void SectionFileWriter::pad() {
    static constexpr std::array<char, kAlignment> kZeros{};
    write_raw(kZeros.data(), (kAlignment - at_ % kAlignment) % kAlignment);
}

void SectionFileWriter::begin(std::string_view name) {
    pad();
    sections_.push_back({std::string(name), at_, 0});
}

void SectionFileWriter::write(const void* bytes, std::size_t size) {
    write_raw(bytes, size);
}

void SectionFileWriter::end() {
    sections_.back().size = at_ - sections_.back().offset;
}

void SectionFileWriter::put(std::string_view name, std::string_view text) {
    begin(name);
    write(text.data(), text.size());
    end();
}

void SectionFileWriter::finish() {
    pad();
    Footer footer{at_, sections_.size(), version_of(path_), kMagic};
    for (const auto& [name, offset, size] : sections_) {
        const std::uint64_t length = name.size();
        write_raw(&offset, sizeof offset);
        write_raw(&size, sizeof size);
        write_raw(&length, sizeof length);
        write_raw(name.data(), name.size());
    }
    write_raw(&footer, sizeof footer);
    const bool ok = std::fflush(file_) == 0 && (!is_durable_ || ::fsync(::fileno(file_)) == 0);
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    if (!ok || !closed) {
        throw Error(ErrorCode::kUnavailable,
                    "cannot finish " + path_.string() + ": " + std::strerror(errno));
    }
}

SectionFile::SectionFile(const std::filesystem::path& path) : path_(path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);

    struct stat status {};

    if (fd < 0 || ::fstat(fd, &status) != 0) {
        const std::string reason = std::strerror(errno);
        if (fd >= 0) ::close(fd);
        throw Error(ErrorCode::kCorruptData, "cannot open " + path.string() + ": " + reason);
    }
    size_ = static_cast<std::size_t>(status.st_size);
    void* mapped = size_ == 0 ? MAP_FAILED : ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd, 0);
    ::close(fd);
    if (mapped == MAP_FAILED) fail("cannot be mapped");
    bytes_ = static_cast<const std::byte*>(mapped);
    try {
        read_table();
    } catch (...) {
        ::munmap(mapped, size_);
        throw;
    }
}

SectionFile::~SectionFile() {
    ::munmap(const_cast<std::byte*>(bytes_), size_);
}

void SectionFile::fail(const std::string& what) const {
    throw Error(ErrorCode::kCorruptData, "damaged file " + path_.string() + ": " + what);
}

bool has_older_version(const std::filesystem::path& path) {
    const auto version = read_version(path);
    return version && *version < version_of(path);
}

void require_section_version(const std::filesystem::path& path) {
    const auto version = read_version(path);
    if (version && *version != version_of(path)) fail_version(path, *version);
}

void SectionFile::read_table() {
    Footer footer{};
    if (size_ < sizeof footer) fail("too short");
    std::memcpy(&footer, bytes_ + size_ - sizeof footer, sizeof footer);
    if (footer.magic != kMagic) fail("the end is missing");
    const bool is_read =
        versions_of(path_).oldest_read <= footer.version && footer.version <= version_of(path_);
    if (!is_read) fail_version(path_, footer.version);
    std::size_t at = footer.table_offset;
    const std::size_t end = size_ - sizeof footer;
    const auto take = [&](void* out, std::size_t size) {
        if (at > end || size > end - at) fail("the table is cut short");
        std::memcpy(out, bytes_ + at, size);
        at += size;
    };
    for (std::uint64_t i = 0; i < footer.num_sections; ++i) {
        std::array<std::uint64_t, 3> entry{}; // offset, size, length of the name
        take(entry.data(), sizeof entry);
        if (entry[2] > end - at) fail("the table is cut short");
        std::string name(entry[2], '\0');
        take(name.data(), name.size());
        if (entry[0] > end || entry[1] > end - entry[0]) fail("section " + name + " lies outside");
        if (entry[0] % kAlignment != 0) fail("section " + name + " is misplaced");
        sections_.emplace(std::move(name), std::span(bytes_ + entry[0], entry[1]));
    }
}

bool SectionFile::contains(std::string_view name) const {
    return sections_.find(name) != sections_.end();
}

std::span<const std::byte> SectionFile::section(std::string_view name) const {
    const auto found = sections_.find(name);
    if (found == sections_.end()) fail("section " + std::string(name) + " is missing");
    return found->second;
}

std::string_view SectionFile::text(std::string_view name) const {
    const auto bytes = section(name);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string sized_name(std::string_view name) {
    return std::to_string(name.size()) + ' ' + std::string(name);
}

std::optional<std::string> read_sized_name(std::istream& in) {
    constexpr std::size_t kMaxNameBytes = 1U << 24U;
    std::size_t size = 0;
    if (!(in >> size) || size > kMaxNameBytes || in.get() != ' ') return std::nullopt;
    std::string name(size, '\0');
    if (!in.read(name.data(), static_cast<std::streamsize>(size))) return std::nullopt;
    return name;
}

} // namespace aisle::data
