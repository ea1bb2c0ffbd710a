#include "data/sqlite_log.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

#include "data/error.h"
#include "data/file_lock.h"
#include "data/group_commit.h"
#include "data/manifest.h"
#include "data/operation_table.h"
#include "data/sqlite.h"

// SQLite in WAL mode with synchronous=FULL: a commit appends the changed pages to PATH-wal and
// waits until the disk has them. After a crash, SQLite drops what was not committed; everything
// that was acknowledged is there.
//
// Writing goes through one connection, and callers share its commits (group_commit.h). Each
// reading opens a connection of its own and takes the operations in short pieces, so that it
// sees only what is committed, holds up neither writers nor checkpoints while the visitor works,
// and goes on when the disk is full.
//
// The write-ahead file is copied into the database when it has grown by kCheckpointPages, and
// starts anew when nobody reads from it. Should readers always be in the way, it is started anew
// by force, that is, the commit waits a moment for them, from kMaxWalPages on.

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

/// Of 4 KiB each: 16 and 64 MiB.
constexpr int kCheckpointPages = 4'096;
constexpr int kMaxWalPages = 4 * kCheckpointPages;
constexpr const char* kWalSettings = R"(
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = 67108864;)";

/// Removed, and given back to the file system, in one transaction: appenders wait meanwhile.
constexpr std::uint64_t kTrimOperations = 1'000;
constexpr const char* kReleasePages = "PRAGMA incremental_vacuum(1000)";

/// Creates what is missing. Not for a database that is gone while its write-ahead file is still
/// there: SQLite would take the one for that of the new database.
void prepare_files(const fs::path& path) {
    std::error_code error;
    if (fs::exists(path, error)) return;
    const fs::path wal = path.string() + "-wal";
    if (fs::exists(wal, error)) {
        throw Error(ErrorCode::kCorruptData,
                    "damaged log: " + wal.string() + " is there but " + path.string() +
                        " is missing; restore both from a backup, or remove the rest to start "
                        "an empty log");
    }
    OperationTable::create(path);
}

fs::path lock_path(const fs::path& path) {
    if (path.has_parent_path()) {
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        if (error) {
            throw Error(ErrorCode::kUnavailable,
                        "cannot create " + path.parent_path().string() + ": " + error.message());
        }
        sync_directory(path.parent_path().parent_path());
    }
    return path.string() + ".lock";
}

void set_up_wal(const fs::path& path, sqlite::Connection& connection) {
    sqlite::Statement statement = connection.prepare("PRAGMA journal_mode = WAL");
    // SQLite keeps its old way, and says so, where it can share no memory between processes.
    if (!statement.step() || statement.bytes(0) != "wal") {
        throw Error(ErrorCode::kUnavailable, "the file system of " + path.string() +
                                                 " supports no write-ahead file; use a local disk");
    }
    statement.reset();
    connection.execute(kWalSettings);
}

OperationTable open_for_writing(const fs::path& path) {
    prepare_files(path);
    return {path, sqlite::Mode::kReadWrite};
}

} // namespace

/// What a log that is open for writing has beyond its path.
class SqliteLog::Writer {
public:
    explicit Writer(const fs::path& path)
        : lock_(lock_path(path)),
          table_(open_for_writing(path)),
          group_commit_([this](std::span<GroupCommit::Batch* const> batches) { commit(batches); }) {
        set_up_wal(path, table_.connection());
        last_position_ = table_.extent().last;
    }

    std::uint64_t append(std::span<const Operation> operations) {
        return group_commit_.append(operations);
    }

    [[nodiscard]] std::uint64_t last_position() const noexcept { return last_position_; }

    void trim(std::uint64_t up_to) {
        while (remove_some(up_to)) {
        }
        while (release_some()) {
        }
        // Only now do the files become smaller.
        const std::lock_guard lock(mutex_);
        table_.connection().checkpoint(sqlite::Checkpoint::kTruncate);
    }

private:
    void commit(std::span<GroupCommit::Batch* const> batches) {
        in_transaction([&] {
            std::uint64_t position = last_position_;
            for (GroupCommit::Batch* batch : batches) {
                for (const auto& operation : batch->operations) {
                    table_.insert(++position, operation);
                }
                batch->last_position = position;
            }
        });
        last_position_ = batches.back()->last_position;
    }

    /// Returns whether something was removed.
    bool remove_some(std::uint64_t up_to) {
        bool has_removed = false;
        in_transaction([&] {
            const auto [first, last] = table_.extent();
            const std::uint64_t end = std::min({up_to, last, first + kTrimOperations - 1});
            has_removed = first <= end;
            if (has_removed) table_.remove_up_to(end);
        });
        return has_removed;
    }

    /// Returns whether there were pages to give back.
    bool release_some() {
        const std::lock_guard lock(mutex_);
        if (table_.connection().number("PRAGMA freelist_count") == 0) return false;
        table_.connection().execute(kReleasePages);
        checkpoint_if_due();
        return true;
    }

    template <typename Work>
    void in_transaction(const Work& work) {
        const std::lock_guard lock(mutex_);
        sqlite::Connection& connection = table_.connection();
        connection.execute("BEGIN IMMEDIATE");
        try {
            work();
            connection.execute("COMMIT");
        } catch (...) {
            connection.rollback();
            throw;
        }
        checkpoint_if_due();
    }

    void checkpoint_if_due() noexcept {
        sqlite::Connection& connection = table_.connection();
        const int pages = connection.wal_pages();
        if (pages < checkpointed_pages_) checkpointed_pages_ = 0; // the file was started anew
        if (pages - checkpointed_pages_ < kCheckpointPages) return;
        connection.checkpoint(pages < kMaxWalPages ? sqlite::Checkpoint::kPassive
                                                   : sqlite::Checkpoint::kTruncate);
        checkpointed_pages_ = pages;
    }

    const FileLock lock_; // taken before the files are touched
    std::mutex mutex_;
    OperationTable table_;       // guarded by mutex_
    int checkpointed_pages_ = 0; // guarded by mutex_
    std::atomic<std::uint64_t> last_position_ = 0;
    GroupCommit group_commit_;
};

SqliteLog::SqliteLog(fs::path path, Access access)
    : path_(std::move(path)),
      writer_(access == Access::kReadWrite ? std::make_unique<Writer>(path_) : nullptr) {
    // Whether it is a log is to be said now, not at the first reading.
    if (access == Access::kReadOnly) [[maybe_unused]]
        const auto last = last_position();
}

SqliteLog::~SqliteLog() = default;

std::uint64_t SqliteLog::append_all(std::span<const Operation> operations) {
    assert(!operations.empty());
    return writer().append(operations);
}

void SqliteLog::read_from(std::uint64_t after, const Visitor& visit) const {
    OperationTable table(path_, sqlite::Mode::kReadOnly);
    const std::uint64_t end = table.extent().last;
    if (after > end) {
        throw Error(ErrorCode::kCorruptData,
                    "damaged log " + path_.string() + ": it ends with operation " +
                        std::to_string(end) + ", but operation " + std::to_string(after) +
                        " has been read from it before; restore it from a backup");
    }
    while (after < end) {
        const std::vector<Operation> operations = table.read_some(after, end);
        for (const Operation& operation : operations) visit(operation);
        after = operations.back().position;
    }
}

std::uint64_t SqliteLog::last_position() const {
    if (writer_) return writer_->last_position();
    return OperationTable(path_, sqlite::Mode::kReadOnly).extent().last;
}

std::uint64_t SqliteLog::first_position() const {
    return OperationTable(path_, sqlite::Mode::kReadOnly).extent().first;
}

void SqliteLog::trim(std::uint64_t up_to) {
    writer().trim(up_to);
}

std::uint64_t SqliteLog::size_bytes() const {
    std::uint64_t bytes = 0;
    for (const char* suffix : {"", "-wal"}) {
        std::error_code error;
        const auto size = fs::file_size(path_.string() + suffix, error);
        if (!error) bytes += size;
    }
    return bytes;
}

SqliteLog::Writer& SqliteLog::writer() const {
    if (!writer_) {
        throw Error(ErrorCode::kConflict,
                    "the log " + path_.string() + " is open for reading only");
    }
    return *writer_;
}

} // namespace aisle::data
