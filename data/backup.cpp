#include "data/backup.h"

#include <unistd.h>

#include <ctime>
#include <optional>
#include <set>

#include "data/error.h"
#include "data/operation_table.h"
#include "data/store_report.h"
#include "data/store_view.h"

// The state of a store is its files and the operations of the log after them. So the files are
// opened first, all as of one moment (store_view.h), and the log is copied after that: it then
// has every operation that the files know of, and those that came since. Had operations been
// trimmed from the log in between, they would be in newer files than those that we hold: the
// log must still begin where it began before the files were opened, or both are taken again.
// Only then are the files copied, which may take long: held open, they cannot go away.
//
// What is copied is checked in full before the backup gets its name. A backup that cannot be
// restored is worse than none, and a store that is damaged should be known as early as possible.

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

constexpr int kAttempts = 50;

/// A directory beside `target` that becomes it, or disappears.
class PendingDirectory {
public:
    PendingDirectory(const fs::path& target, const char* purpose)
        : target_(fs::absolute(target).lexically_normal()) {
        if (!target_.has_filename()) target_ = target_.parent_path();
        if (fs::exists(target_) && !(fs::is_directory(target_) && fs::is_empty(target_))) {
            throw Error(ErrorCode::kConflict,
                        target_.string() + " exists already; give a directory that does not");
        }
        path_ = target_.string() + "." + purpose + "-" + std::to_string(::getpid());
        std::error_code error;
        fs::remove_all(path_, error); // of a process that had our number and was killed
        fs::create_directories(target_.parent_path(), error);
        if (!error) fs::create_directory(path_, error);
        // It holds keys.
        if (!error) fs::permissions(path_, fs::perms::owner_all, error);
        if (error) {
            throw Error(ErrorCode::kUnavailable,
                        "cannot create " + path_.string() + ": " + error.message());
        }
    }

    ~PendingDirectory() {
        std::error_code ignored;
        if (!is_kept_) fs::remove_all(path_, ignored);
    }

    PendingDirectory(const PendingDirectory&) = delete;
    PendingDirectory& operator=(const PendingDirectory&) = delete;

    [[nodiscard]] const fs::path& path() const noexcept { return path_; }

    /// Gives it its name, durably.
    void keep() {
        sync_directory(path_);
        for (const auto& entry : fs::recursive_directory_iterator(path_)) {
            if (entry.is_directory()) sync_directory(entry.path());
        }
        std::error_code error;
        fs::rename(path_, target_, error);
        if (error) {
            throw Error(ErrorCode::kUnavailable, "cannot rename " + path_.string() + " to " +
                                                     target_.string() + ": " + error.message() +
                                                     "; give a directory that does not exist, and "
                                                     "is no mount point");
        }
        is_kept_ = true;
        sync_directory(target_.parent_path());
    }

private:
    fs::path target_;
    fs::path path_;
    bool is_kept_ = false;
};

/// What is made of a directory must not be part of it.
void require_outside(const fs::path& target, const fs::path& source) {
    const auto relative = fs::weakly_canonical(target).lexically_relative(fs::canonical(source));
    if (!relative.empty() && *relative.begin() != "..") {
        throw Error(ErrorCode::kInvalidRequest, target.string() + " lies inside " +
                                                    source.string() +
                                                    "; give a directory outside of it");
    }
}

Manifest::File copy_file(const OpenFile& file, const std::string& name, const fs::path& to) {
    std::error_code error;
    fs::create_directories((to / name).parent_path(), error); // the copy fails when this does
    const std::uint64_t checksum = copy_durably(file, to / name);
    return {name, fs::file_size(to / name), checksum};
}

std::uint64_t first_position(const fs::path& log) {
    return OperationTable(log, sqlite::Mode::kReadOnly).extent().first;
}

/// Copies the log; false when operations were trimmed since it began with `first`.
bool copy_log(const fs::path& log, std::uint64_t first, const fs::path& to) {
    fs::remove(to);
    OperationTable(log, sqlite::Mode::kReadOnly).copy_to(to);
    return first_position(to) == first;
}

/// The files of the store; a log that goes with them is then in `to`.
StoreView take_view(const fs::path& data, const fs::path& to) {
    const fs::path log = data / kLogName;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        // Without a log there are no writes yet, except for batch jobs.
        const bool has_log = fs::exists(log);
        const std::uint64_t first = has_log ? first_position(log) : 0;
        StoreView view(data);
        if (has_log ? copy_log(log, first, to / kLogName) : !fs::exists(log)) return view;
    }
    throw Error(ErrorCode::kUnavailable,
                "the log " + log.string() +
                    " is trimmed faster than it can be copied; try again at a quieter time");
}

[[noreturn]] void fail_damaged(const fs::path& where, const StoreReport& report) {
    std::string message = where.string() + " is damaged";
    for (const auto& problem : report.problems) message += "\n  " + problem;
    throw Error(ErrorCode::kCorruptData, message);
}

} // namespace

BackupManifest back_up(const fs::path& data, const fs::path& to) {
    if (!fs::is_directory(data)) {
        throw Error(ErrorCode::kNotFound, "there is no data directory " + data.string());
    }
    require_outside(to, data);
    PendingDirectory staging(to, "partial");
    const StoreView view = take_view(data, staging.path());
    BackupManifest manifest;
    manifest.created_at = std::time(nullptr);
    for (const auto& [name, file] : view.files()) {
        manifest.files.push_back(copy_file(file, name, staging.path()));
    }
    if (const fs::path log = staging.path() / kLogName; fs::exists(log)) {
        manifest.log_position = OperationTable(log, sqlite::Mode::kReadOnly).extent().last;
        const OpenFile file(log);
        manifest.files.push_back({kLogName, file.size_bytes(), file.checksum()});
    }
    write_backup_manifest(staging.path(), manifest);
    if (const auto report = examine_store(staging.path()); !report.is_sound()) {
        fail_damaged(data, report);
    }
    staging.keep();
    return manifest;
}

BackupManifest restore(const fs::path& from, const fs::path& data) {
    BackupManifest manifest = read_backup_manifest(from);
    require_outside(data, from);
    PendingDirectory staging(data, "restoring");
    if (const auto report = examine_store(from); !report.is_sound()) fail_damaged(from, report);
    for (const auto& expected : manifest.files) {
        const auto copied =
            copy_file(OpenFile(from / expected.name), expected.name, staging.path());
        if (copied.checksum != expected.checksum || copied.size_bytes != expected.size_bytes) {
            throw Error(ErrorCode::kCorruptData, "damaged file " + (from / expected.name).string() +
                                                     ": its checksum differs");
        }
    }
    staging.keep();
    return manifest;
}

} // namespace aisle::data
