#include "data/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "data/checksum.h"
#include "data/error.h"

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPieceBytes = 1U << 20U;

[[noreturn]] void fail(const char* what, const fs::path& path, int reason) {
    std::string message = std::string("cannot ") + what + " " + path.string() + ": ";
    message += std::strerror(reason);
    if (reason == EMFILE) message += "; allow this process more of them (ulimit -n)";
    const bool is_missing = reason == ENOENT || reason == ENOTDIR;
    throw Error(is_missing ? ErrorCode::kNotFound : ErrorCode::kUnavailable, message);
}

/// Closes a descriptor that is being written, however it ends.
class Output {
public:
    Output(fs::path path, unsigned permissions)
        : path_(std::move(path)),
          descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)) {
        if (descriptor_ < 0) fail("create", path_, errno);
    }

    ~Output() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail("write", path_, errno);
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    void finish() {
        if (::fsync(descriptor_) != 0) fail("sync", path_, errno);
        if (::close(std::exchange(descriptor_, -1)) != 0) fail("close", path_, errno);
    }

private:
    const fs::path path_;
    int descriptor_;
};

} // namespace

OpenFile::OpenFile(fs::path path)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) fail("open", path_, errno);

    struct stat status {};

    if (::fstat(descriptor_, &status) != 0) {
        const int reason = errno;
        ::close(descriptor_);
        fail("read", path_, reason);
    }
    identity_ = {status.st_dev, status.st_ino};
    size_bytes_ = static_cast<std::uint64_t>(status.st_size);
    permissions_ = status.st_mode & 0777U;
}

OpenFile::~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      identity_(other.identity_),
      size_bytes_(other.size_bytes_),
      permissions_(other.permissions_) {}

void OpenFile::read(const std::function<void(std::string_view)>& take) const {
    std::vector<char> piece(kPieceBytes);
    for (off_t at = 0;;) {
        const auto size = ::pread(descriptor_, piece.data(), piece.size(), at);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) fail("read", path_, errno);
        if (size == 0) return;
        take({piece.data(), static_cast<std::size_t>(size)});
        at += size;
    }
}

std::string OpenFile::read_all() const {
    std::string text;
    read([&](std::string_view bytes) { text += bytes; });
    return text;
}

std::uint64_t OpenFile::checksum() const {
    Checksum checksum;
    read([&](std::string_view bytes) { checksum.update(bytes); });
    return checksum.digest();
}

std::uint64_t copy_durably(const OpenFile& from, const fs::path& to) {
    Output out(to, from.permissions());
    Checksum checksum;
    from.read([&](std::string_view bytes) {
        checksum.update(bytes);
        out.write(bytes);
    });
    out.finish();
    return checksum.digest();
}

void sync_file(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail("open", path, errno);
    const int result = ::fsync(descriptor);
    const int reason = errno;
    ::close(descriptor);
    if (result != 0) fail("sync", path, reason);
}

} // namespace aisle::data
