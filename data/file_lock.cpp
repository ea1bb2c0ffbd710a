#include "data/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include "data/error.h"

namespace aisle::data {

namespace {

/// The process named in the file, or "another process" before it has put down its number.
std::string holder_of(int descriptor) {
    std::array<char, 32> text{};
    const auto size = ::pread(descriptor, text.data(), text.size(), 0);
    if (size <= 0) return "another process";
    const std::string_view line(text.data(), static_cast<std::size_t>(size));
    return "process " + std::string(line.substr(0, line.find('\n')));
}

} // namespace

FileLock::FileLock(const std::filesystem::path& path)
    : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
    if (descriptor_ < 0) {
        throw Error(ErrorCode::kUnavailable,
                    "cannot open " + path.string() + " to lock it: " + std::strerror(errno));
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const int reason = errno;
        const std::string holder = holder_of(descriptor_);
        ::close(descriptor_);
        if (reason != EWOULDBLOCK) {
            throw Error(ErrorCode::kUnavailable,
                        "cannot lock " + path.string() + ": " + std::strerror(reason));
        }
        throw Error(ErrorCode::kConflict, path.string() + " is locked by " + holder +
                                              "; stop it first, or use another data directory");
    }
    // Only a courtesy to whoever finds the lock taken: on a full disk the lock holds without it.
    const std::string line = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor_, 0) == 0) {
        [[maybe_unused]] const auto written = ::pwrite(descriptor_, line.data(), line.size(), 0);
    }
}

FileLock::~FileLock() {
    ::close(descriptor_);
}

} // namespace aisle::data
