#include "data/operation_table.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <bit>
#include <string>

#include "data/error.h"
#include "data/format_version.h"
#include "data/manifest.h"
#include "data/open_file.h"

// SQLite notices damage to its own structures but not to the bytes in them, so every row
// carries a checksum over all that it says, its position included. Positions have no gaps, so a
// row that is gone is noticed as well, and so is a counter that does not fit the last row.

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

/// "AISL": what `file` and SQLite call the application id.
constexpr std::int64_t kApplicationId = 0x4149534C;
constexpr std::int64_t kFormatVersion = 1;
/// Ours: an older version has none yet; nothing but the old program can read what it wrote.
constexpr const char* kUpgradeRemedy =
    "stop the old Aisle, build the indexes again in a new data directory, and serve that";

/// Read at once: little enough to hold, and short enough that a checkpoint need not wait.
constexpr std::size_t kReadOperations = 1'000;
constexpr std::size_t kReadBytes = 4U << 20U;

// auto_vacuum lets trimming give space back. It must come before the first table.
constexpr const char* kSchema = R"(
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA synchronous = FULL;
    BEGIN;
    CREATE TABLE operations (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        time_ms INTEGER NOT NULL,
        index_name TEXT NOT NULL,
        kind TEXT NOT NULL,
        payload BLOB NOT NULL,
        checksum INTEGER NOT NULL) STRICT;)";

/// One statement, so that all numbers are of the same moment.
constexpr const char* kExtent = R"(
    SELECT (SELECT min(position) FROM operations), (SELECT max(position) FROM operations),
           (SELECT seq FROM sqlite_sequence WHERE name = 'operations'))";

void hash(XXH3_state_t& state, std::int64_t number) {
    XXH3_64bits_update(&state, &number, sizeof(number));
}

/// With its length, so that bytes cannot move from one field to the next unnoticed.
void hash(XXH3_state_t& state, const std::string& text) {
    hash(state, static_cast<std::int64_t>(text.size()));
    XXH3_64bits_update(&state, text.data(), text.size());
}

std::int64_t checksum_of(std::uint64_t position, const Operation& operation) {
    XXH3_state_t state;
    XXH3_64bits_reset(&state);
    hash(state, std::bit_cast<std::int64_t>(position));
    hash(state, operation.time_ms);
    hash(state, operation.index);
    hash(state, operation.kind);
    hash(state, operation.payload);
    return std::bit_cast<std::int64_t>(XXH3_64bits_digest(&state));
}

[[noreturn]] void fail_damaged(const fs::path& path, const std::string& what) {
    throw Error(ErrorCode::kCorruptData,
                "damaged log " + path.string() + ": " + what + "; restore it from a backup");
}

/// Refuses, before any statement is prepared, what is no log of ours.
sqlite::Connection open_checked(const fs::path& path, sqlite::Mode mode) {
    sqlite::Connection connection(path, mode);
    // A log gets its name only when its table is complete: an empty file has lost everything.
    if (connection.number("PRAGMA application_id") != kApplicationId) {
        fail_damaged(path, "it is not an operation log of Aisle");
    }
    if (const auto version = connection.number("PRAGMA user_version"); version != kFormatVersion) {
        throw Error(ErrorCode::kCorruptData,
                    "cannot read the log " + path.string() + ": " +
                        describe_version_mismatch(static_cast<std::uint64_t>(version),
                                                  kFormatVersion, kUpgradeRemedy));
    }
    return connection;
}

} // namespace

void OperationTable::create(const fs::path& path) {
    const fs::path staging = path.string() + ".new";
    std::error_code error;
    for (const char* suffix : {"", "-journal"}) fs::remove(staging.string() + suffix, error);
    const std::string schema =
        kSchema + ("PRAGMA application_id = " + std::to_string(kApplicationId)) +
        "; PRAGMA user_version = " + std::to_string(kFormatVersion) + "; COMMIT;";
    sqlite::Connection(staging, sqlite::Mode::kCreate).execute(schema.c_str());
    fs::rename(staging, path, error);
    if (error) {
        throw Error(ErrorCode::kUnavailable,
                    "cannot create " + path.string() + ": " + error.message());
    }
    sync_directory(path.parent_path());
}

OperationTable::OperationTable(const fs::path& path, sqlite::Mode mode)
    : path_(path),
      connection_(open_checked(path, mode)),
      extent_(connection_.prepare(kExtent)),
      insert_(connection_.prepare("INSERT INTO operations VALUES (?, ?, ?, ?, ?, ?)")),
      select_(connection_.prepare("SELECT * FROM operations WHERE position > ? AND position <= ? "
                                  "ORDER BY position LIMIT ?")),
      remove_(connection_.prepare("DELETE FROM operations WHERE position <= ?")) {}

OperationTable::Extent OperationTable::extent() {
    [[maybe_unused]] const bool has_row = extent_.step();
    const std::int64_t first = extent_.number(0);
    const std::int64_t newest = extent_.number(1);
    const std::int64_t last = extent_.number(2);
    extent_.reset();
    if (first < 0 || last < 0 || (newest != 0 && newest != last)) {
        fail_damaged(path_, "operation " + std::to_string(newest) + " is its newest, but " +
                                std::to_string(last) + " were counted");
    }
    const auto end = static_cast<std::uint64_t>(last);
    return {newest == 0 ? end + 1 : static_cast<std::uint64_t>(first), end};
}

void OperationTable::insert(std::uint64_t position, const Operation& operation) {
    insert_.bind(1, std::bit_cast<std::int64_t>(position));
    insert_.bind(2, operation.time_ms);
    insert_.bind_text(3, operation.index);
    insert_.bind_text(4, operation.kind);
    insert_.bind_bytes(5, operation.payload);
    insert_.bind(6, checksum_of(position, operation));
    insert_.run();
}

std::vector<Operation> OperationTable::read_some(std::uint64_t after, std::uint64_t up_to) {
    std::vector<Operation> operations;
    std::size_t bytes = 0;
    select_.reset();
    select_.bind(1, std::bit_cast<std::int64_t>(after));
    select_.bind(2, std::bit_cast<std::int64_t>(up_to));
    select_.bind(3, static_cast<std::int64_t>(kReadOperations));
    while (bytes < kReadBytes && select_.step()) {
        Operation operation = current_row();
        const std::uint64_t expected = after + operations.size() + 1;
        if (operation.position != expected) fail_missing(expected);
        bytes += operation.payload.size();
        operations.push_back(std::move(operation));
    }
    select_.reset();
    if (operations.empty()) fail_missing(after + 1);
    return operations;
}

Operation OperationTable::current_row() const {
    Operation operation;
    operation.position = std::bit_cast<std::uint64_t>(select_.number(0));
    operation.time_ms = select_.number(1);
    operation.index = select_.bytes(2);
    operation.kind = select_.bytes(3);
    operation.payload = select_.bytes(4);
    if (checksum_of(operation.position, operation) != select_.number(5)) {
        fail_damaged(path_, "the checksum of operation " + std::to_string(operation.position) +
                                " differs");
    }
    return operation;
}

void OperationTable::fail_missing(std::uint64_t position) {
    select_.reset();
    const std::uint64_t first = extent().first;
    if (position >= first) {
        fail_damaged(path_, "operation " + std::to_string(position) + " is missing");
    }
    throw Error(ErrorCode::kNotFound, "operation " + std::to_string(position) +
                                          " was trimmed from " + path_.string() +
                                          ", which now begins with " + std::to_string(first) +
                                          "; start from a newer snapshot");
}

void OperationTable::check_integrity() {
    sqlite::Statement check = connection_.prepare("PRAGMA integrity_check(1)");
    if (!check.step() || check.bytes(0) != "ok") {
        fail_damaged(path_, std::string(check.bytes(0)));
    }
}

void OperationTable::copy_to(const fs::path& path) {
    try {
        // Reads one state of the table, and keeps nobody from writing the next ones.
        sqlite::Statement copy = connection_.prepare("VACUUM INTO ?");
        copy.bind_text(1, path.string());
        copy.run();
    } catch (const Error& error) {
        if (error.code() != ErrorCode::kUnavailable) throw;
        throw Error(error.code(), "cannot copy the log to " + path.string() + ": " + error.what());
    }
    sync_file(path); // SQLite leaves that to us
}

void OperationTable::remove_up_to(std::uint64_t position) {
    remove_.bind(1, std::bit_cast<std::int64_t>(position));
    remove_.run();
}

} // namespace aisle::data
