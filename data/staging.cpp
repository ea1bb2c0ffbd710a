#include "data/staging.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <string>

#include "data/error.h"

// A lock on a directory ends with the process that holds it, however that ends. It is taken on
// what was opened, not on the name: a directory that is renamed into place stays locked, and
// nobody takes it for abandoned. Between making a directory and locking it, the lock of the
// directory above keeps those out who look for abandoned ones.

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPrefix = ".building-";

int open_directory(const fs::path& directory) {
    return ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

} // namespace

DirectoryLock::DirectoryLock(const fs::path& directory) : fd_(open_directory(directory)) {
    if (fd_ >= 0 && ::flock(fd_, LOCK_EX) == 0) return;
    if (fd_ >= 0) ::close(fd_);
    throw Error(ErrorCode::kUnavailable, "cannot lock " + directory.string());
}

DirectoryLock::~DirectoryLock() {
    ::close(fd_);
}

Staging::Staging(const fs::path& generations) {
    static std::atomic<std::uint64_t> num_created{0};
    path_ = generations / (std::string(kPrefix) + std::to_string(::getpid()) + "-" +
                           std::to_string(num_created++));
    std::error_code error;
    fs::create_directories(generations, error);
    if (!error) {
        const DirectoryLock lock(generations);
        fs::remove_all(path_, error); // of an earlier process with this number
        if (!error) fs::create_directory(path_, error);
        if (!error) lock_ = open_directory(path_);
        if (lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
    }
    if (lock_ >= 0) ::close(lock_);
    throw Error(ErrorCode::kUnavailable, "cannot create " + path_.string() + ": " +
                                             (error ? error.message() : "it cannot be locked"));
}

Staging::~Staging() {
    std::error_code error;
    fs::remove_all(path_, error); // not there any more when it was published
    ::close(lock_);
}

bool remove_abandoned(const fs::path& generations) {
    bool is_building = false;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(generations, error)) {
        if (!entry.path().filename().string().starts_with(kPrefix)) continue;
        const int fd = open_directory(entry.path());
        if (fd < 0) continue; // published or removed just now
        if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
            std::error_code ignored;
            fs::remove_all(entry.path(), ignored);
        } else {
            is_building = true;
        }
        ::close(fd);
    }
    return is_building;
}

} // namespace aisle::data
