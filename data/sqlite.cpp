#include "data/sqlite.h"

#include <sqlite3.h>

#include <cstring>
#include <string>

#include "data/error.h"

namespace aisle::data::sqlite {

namespace {

/// Nobody but a foreign program ever makes a connection wait.
constexpr int kBusyMilliseconds = 5'000;
/// Those who read do so in short pieces; appenders wait meanwhile.
constexpr int kCheckpointBusyMilliseconds = 50;

std::string file_of(sqlite3* connection) {
    const char* name = sqlite3_db_filename(connection, "main");
    return name == nullptr ? std::string("a database") : std::string(name);
}

std::string reason_of(sqlite3* connection, int result) {
    const int system_error = sqlite3_system_errno(connection);
    const std::string reason = sqlite3_errstr(result);
    return system_error == 0 ? reason : reason + " (" + std::strerror(system_error) + ")";
}

[[noreturn]] void fail(sqlite3* connection, int result, const std::string& file) {
    const std::string reason = reason_of(connection, result);
    switch (result & 0xFF) {
    case SQLITE_FULL:
        throw Error(ErrorCode::kUnavailable,
                    "no space left for " + file + "; free some and try again");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        throw Error(ErrorCode::kUnavailable,
                    "cannot open or write " + file + ": " + reason +
                        "; this process must be allowed to write it and its directory");
    case SQLITE_IOERR:
        throw Error(ErrorCode::kUnavailable, "cannot read or write " + file + ": " + reason +
                                                 "; check the disk, its quota and its free space");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw Error(ErrorCode::kUnavailable,
                    "another program keeps " + file + " locked; close it and try again");
    case SQLITE_NOMEM:
        throw Error(ErrorCode::kUnavailable, "not enough memory to use " + file);
    case SQLITE_TOOBIG:
        throw Error(ErrorCode::kTooLarge, "too large to store in " + file +
                                              ": a value may have 1,000,000,000 bytes at most");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    // Our statements are constant: one that does not work has met a file it does not fit.
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_SCHEMA:
        throw Error(ErrorCode::kCorruptData, "damaged file " + file + ": " +
                                                 sqlite3_errmsg(connection) +
                                                 "; restore it from a backup");
    default:
        throw Error(ErrorCode::kInternal, file + ": " + sqlite3_errmsg(connection));
    }
}

int open_flags(Mode mode) noexcept {
    switch (mode) {
    case Mode::kReadOnly:
        return SQLITE_OPEN_READONLY;
    case Mode::kReadWrite:
        return SQLITE_OPEN_READWRITE;
    case Mode::kCreate:
        return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    return 0;
}

int keep_wal_pages(void* pages, sqlite3* /*connection*/, const char* /*name*/, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

} // namespace

Statement::Statement(sqlite3* connection, std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int result = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    statement_.reset(statement);
    if (result != SQLITE_OK) {
        fail(connection, sqlite3_extended_errcode(connection), file_of(connection));
    }
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

void Statement::check(int result) const {
    if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE) return;
    sqlite3* connection = sqlite3_db_handle(statement_.get());
    fail(connection, result, file_of(connection));
}

void Statement::bind(int parameter, std::int64_t value) {
    check(sqlite3_bind_int64(statement_.get(), parameter, value));
}

void Statement::bind_text(int parameter, std::string_view text) {
    check(sqlite3_bind_text64(statement_.get(), parameter, text.data(), text.size(),
                              SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind_bytes(int parameter, std::string_view bytes) {
    check(sqlite3_bind_blob64(statement_.get(), parameter, bytes.data(), bytes.size(),
                              SQLITE_STATIC));
}

bool Statement::step() {
    const int result = sqlite3_step(statement_.get());
    check(result);
    return result == SQLITE_ROW;
}

void Statement::run() {
    const int result = sqlite3_step(statement_.get());
    reset();
    check(result);
}

void Statement::reset() noexcept {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::bytes(int column) const {
    const void* data = sqlite3_column_blob(statement_.get(), column);
    if (data == nullptr) return {};
    return {static_cast<const char*>(data),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Connection::Connection(const std::filesystem::path& path, Mode mode)
    : wal_pages_(std::make_unique<int>(0)) {
    if (mode != Mode::kCreate && !std::filesystem::exists(path)) {
        throw Error(ErrorCode::kNotFound, "no such file: " + path.string());
    }
    sqlite3* connection = nullptr;
    const int result =
        sqlite3_open_v2(path.c_str(), &connection, open_flags(mode) | SQLITE_OPEN_NOMUTEX, nullptr);
    connection_.reset(connection);
    if (result != SQLITE_OK) fail(connection, result, path.string());
    sqlite3_extended_result_codes(connection, 1);
    sqlite3_busy_timeout(connection, kBusyMilliseconds);
    // Replaces SQLite's own checkpoints: whoever commits asks for them.
    sqlite3_wal_hook(connection, keep_wal_pages, wal_pages_.get());
}

void Connection::Close::operator()(sqlite3* connection) const noexcept {
    sqlite3_close_v2(connection);
}

void Connection::execute(const char* sql) {
    const int result = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) fail(connection_.get(), result, file_of(connection_.get()));
}

Statement Connection::prepare(std::string_view sql) {
    return Statement(connection_.get(), sql);
}

std::int64_t Connection::number(std::string_view sql) {
    Statement statement = prepare(sql);
    return statement.step() ? statement.number(0) : 0;
}

void Connection::rollback() noexcept {
    if (sqlite3_get_autocommit(connection_.get()) != 0) return;
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Connection::checkpoint(Checkpoint mode) noexcept {
    sqlite3_busy_timeout(connection_.get(), kCheckpointBusyMilliseconds);
    sqlite3_wal_checkpoint_v2(connection_.get(), "main",
                              mode == Checkpoint::kPassive ? SQLITE_CHECKPOINT_PASSIVE
                                                           : SQLITE_CHECKPOINT_TRUNCATE,
                              nullptr, nullptr);
    sqlite3_busy_timeout(connection_.get(), kBusyMilliseconds);
}

} // namespace aisle::data::sqlite
