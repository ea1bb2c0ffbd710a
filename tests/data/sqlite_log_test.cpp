// Properties of the log in SQLite beyond those of every log (operation_log_test.cpp):
//   1. One process writes; a second is refused by name, and may read while the first appends.
//   2. What was acknowledged had been synced: it survives a power cut that loses all else.
//   3. On a disk that is full or fails, an append is refused, reading goes on, and once the disk
//      works again so does the log, without gaps and without what was refused.
//   4. One batch too large for the disk does not fail those that fit.
//   5. Whatever byte is changed or cut off: reading yields what was appended, or an error that
//      names the file. Never other bytes, never silence about operations known to be there.
//   6. Files that are no log, or of another version, are refused.
//   7. Trimming gives the space back, and the write-ahead file does not grow without end.

#include "data/sqlite_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>
#include <random>
#include <thread>

#include "data/manifest.h"
#include "tests/data/fault_vfs.h"
#include "tests/data/log_files.h"
#include "tests/support/temp_directory.h"

namespace aisle::data {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SqliteLogTest : public testing::Test {
protected:
    [[nodiscard]] fs::path path() const { return directory_.path() / "operations.log"; }

    support::TempDirectory directory_;
};

/// Alters the closed database as another program might.
void run_sql(const fs::path& path, const std::string& sql) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(connection);
}

std::string message_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

Operation numbered(std::uint64_t number, std::size_t size = 100) {
    return {.payload = std::to_string(number) + std::string(size, '.')};
}

void append_numbered(OperationLog& log, std::uint64_t count) {
    std::vector<Operation> operations;
    for (std::uint64_t i = 1; i <= count; ++i) {
        operations.push_back(numbered(log.last_position() + i));
    }
    log.append_all(operations);
}

TEST_F(SqliteLogTest, is_written_by_one_process_and_read_by_others) {
    SqliteLog log(path());
    append_numbered(log, 10);
    EXPECT_EQ(code_of([&] { SqliteLog second(path()); }), ErrorCode::kConflict);
    EXPECT_THAT(message_of([&] { SqliteLog second(path()); }),
                HasSubstr("process " + std::to_string(::getpid())));

    SqliteLog reader(path(), SqliteLog::Access::kReadOnly);
    append_numbered(log, 10);
    EXPECT_EQ(reader.last_position(), 20U);
    EXPECT_EQ(read_all(reader, 5).size(), 15U);
    EXPECT_EQ(code_of([&] { reader.append({}); }), ErrorCode::kConflict);
    EXPECT_EQ(code_of([&] { reader.trim(1); }), ErrorCode::kConflict);
}

TEST_F(SqliteLogTest, can_be_read_when_nobody_has_it_open) {
    { append_numbered(*std::make_unique<SqliteLog>(path()), 10); }
    SqliteLog reader(path(), SqliteLog::Access::kReadOnly);
    EXPECT_EQ(read_all(reader).size(), 10U);
    const SqliteLog writer(path());
    EXPECT_EQ(writer.last_position(), 10U);
}

TEST_F(SqliteLogTest, makes_its_directory_but_not_a_log_to_read) {
    const fs::path deep = directory_.path() / "a" / "b" / "operations.log";
    EXPECT_EQ(code_of([&] { SqliteLog log(deep, SqliteLog::Access::kReadOnly); }),
              ErrorCode::kNotFound);
    SqliteLog log(deep);
    EXPECT_EQ(log.append({}), 1U);
}

TEST_F(SqliteLogTest, names_the_directory_it_cannot_use) {
    write_file_atomically(directory_.path() / "file", "not a directory");
    EXPECT_EQ(code_of([&] { SqliteLog log(directory_.path() / "file" / "operations.log"); }),
              ErrorCode::kUnavailable);
    EXPECT_EQ(code_of([] { SqliteLog log("/proc/operations.log"); }), ErrorCode::kUnavailable);
    EXPECT_THAT(message_of([] { SqliteLog log("/proc/operations.log"); }),
                HasSubstr("/proc/operations.log"));
}

TEST_F(SqliteLogTest, had_synced_what_it_acknowledged) {
    { const SqliteLog created(path()); }
    support::TempDirectory synced;
    fs::copy_file(path(), synced.path() / path().filename());
    FaultVfs disk;
    disk.keep_synced_files(synced.path());
    SqliteLog log(path());
    for (std::uint64_t i = 1; i <= 40; ++i) {
        // Some large enough that the write-ahead file is copied into the database meanwhile.
        log.append(numbered(i, i % 10 == 0 ? 20'000'000 : 3'000));
        support::TempDirectory after_cut;
        fs::copy(synced.path(), after_cut.path());
        SqliteLog survivor(after_cut.path() / path().filename(), SqliteLog::Access::kReadOnly);
        const auto operations = read_all(survivor, i - 1);
        ASSERT_EQ(operations.size(), 1U);
        ASSERT_EQ(operations[0].payload.substr(0, 10), numbered(i).payload.substr(0, 10));
    }
}

class FailingDisk : public SqliteLogTest, public testing::WithParamInterface<FaultVfs::Fault> {};

INSTANTIATE_TEST_SUITE_P(Faults, FailingDisk,
                         testing::Values(FaultVfs::Fault::kDiskFull, FaultVfs::Fault::kWriteError,
                                         FaultVfs::Fault::kSyncError));

TEST_P(FailingDisk, refuses_to_append_but_reads_and_recovers) {
    FaultVfs disk;
    {
        SqliteLog log(path());
        append_numbered(log, 5);
        for (int round = 0; round < 3; ++round) {
            const auto before = log.last_position();
            disk.set(GetParam());
            for (const std::size_t size : {10U, 10'000'000U}) {
                EXPECT_EQ(code_of([&] { log.append(numbered(0, size)); }), ErrorCode::kUnavailable);
            }
            EXPECT_THAT(message_of([&] { log.append(numbered(0)); }), HasSubstr(path().string()));
            EXPECT_EQ(code_of([&] { log.trim(1); }), ErrorCode::kUnavailable);
            EXPECT_EQ(log.last_position(), before);
            EXPECT_EQ(read_all(log).size(), before);
            disk.set(FaultVfs::Fault::kNone);
            append_numbered(log, 5);
        }
    }
    const SqliteLog log(path());
    const auto operations = read_all(log);
    ASSERT_EQ(operations.size(), 20U);
    for (const auto& operation : operations) {
        EXPECT_EQ(operation.payload, numbered(operation.position).payload);
    }
}

/// In a child process, as no process gets its limits back. Returns its failures.
template <typename Work>
int status_of_child(const Work& work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

TEST_F(SqliteLogTest, stores_what_fits_beside_a_batch_that_does_not) {
    const int status = status_of_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{8'000'000, 8'000'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        SqliteLog log(path());
        std::atomic<int> refused = 0;
        {
            std::vector<std::jthread> threads;
            for (std::uint64_t thread = 0; thread < 8; ++thread) {
                threads.emplace_back([&, thread] {
                    const std::size_t size = thread == 0 ? 20'000'000 : 1'000;
                    for (int i = 0; i < 5; ++i) {
                        const auto code = code_of([&] { log.append(numbered(thread, size)); });
                        if (code == ErrorCode::kUnavailable) ++refused;
                    }
                });
            }
        }
        return refused == 5 && read_all(log).size() == 35 ? 0 : 1;
    });
    EXPECT_EQ(status, 0);
    EXPECT_EQ(read_all(SqliteLog(path())).size(), 35U);
}

/// Reads `path` and requires what property 5 demands of it; `count` were appended.
void expect_intact_or_refused(const fs::path& path, std::uint64_t count, const std::string& what) {
    try {
        const SqliteLog log(path);
        std::uint64_t expected = 1;
        log.read_from(0, [&](const Operation& operation) {
            ASSERT_EQ(operation.position, expected) << what;
            ASSERT_EQ(operation.payload, numbered(expected).payload) << what;
            ++expected;
        });
        // As someone who has read all of them would.
        log.read_from(count, [](const Operation&) {});
        EXPECT_EQ(expected, count + 1) << what;
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kCorruptData) << what << ": " << error.what();
        EXPECT_THAT(error.what(), HasSubstr(path.string())) << what;
    }
}

TEST_F(SqliteLogTest, never_yields_other_bytes_whichever_is_changed_or_cut_off) {
    constexpr std::uint64_t kCount = 300;
    { append_numbered(*std::make_unique<SqliteLog>(path()), kCount); }
    const std::string intact = read_file(path());
    std::mt19937_64 random(1);
    for (std::size_t round = 0; round < 400; ++round) {
        std::string bytes = intact;
        // Every byte of SQLite's header of 100, then any.
        const std::size_t at = round < 100 ? round : random() % bytes.size();
        if (round % 5 == 0 && round >= 100) {
            bytes.resize(at);
        } else {
            bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + random() % 255));
        }
        support::TempDirectory directory;
        const fs::path damaged = directory.path() / "operations.log";
        std::ofstream(damaged, std::ios::binary) << bytes;
        expect_intact_or_refused(damaged, kCount,
                                 "round " + std::to_string(round) + ", byte " + std::to_string(at));
    }
}

TEST_F(SqliteLogTest, notices_that_its_write_ahead_file_was_cut) {
    constexpr std::uint64_t kCount = 50;
    support::TempDirectory crashed;
    {
        SqliteLog log(path());
        for (std::uint64_t i = 1; i <= kCount; ++i) log.append(numbered(i));
        for (const char* suffix : {"", "-wal"}) {
            fs::copy_file(path().string() + suffix,
                          (crashed.path() / "operations.log").string() + suffix);
        }
    }
    const auto size = fs::file_size(crashed.path() / "operations.log-wal");
    for (std::uintmax_t kept = 0; kept < size; kept += size / 23) {
        support::TempDirectory directory;
        fs::copy(crashed.path(), directory.path());
        fs::resize_file(directory.path() / "operations.log-wal", kept);
        expect_intact_or_refused(directory.path() / "operations.log", kCount,
                                 "kept " + std::to_string(kept));
    }
}

TEST_F(SqliteLogTest, names_the_operation_that_is_damaged_or_missing) {
    { append_numbered(*std::make_unique<SqliteLog>(path()), 10); }
    run_sql(path(), "UPDATE operations SET payload = x'00' WHERE position = 7");
    const SqliteLog log(path());
    EXPECT_THAT(message_of([&] { (void)read_all(log); }), HasSubstr("checksum of operation 7"));
    EXPECT_EQ(read_all(log, 7).size(), 3U);
}

TEST_F(SqliteLogTest, notices_operations_that_were_removed_from_it) {
    { append_numbered(*std::make_unique<SqliteLog>(path()), 10); }
    run_sql(path(), "DELETE FROM operations WHERE position = 4");
    {
        const SqliteLog log(path());
        EXPECT_EQ(code_of([&] { (void)read_all(log); }), ErrorCode::kCorruptData);
        EXPECT_THAT(message_of([&] { (void)read_all(log); }), HasSubstr("operation 4 is missing"));
    }
    run_sql(path(), "DELETE FROM operations WHERE position = 10");
    EXPECT_EQ(code_of([&] { SqliteLog log(path()); }), ErrorCode::kCorruptData);
}

TEST_F(SqliteLogTest, refuses_files_that_are_no_log) {
    for (const std::string& bytes :
         {std::string(), std::string("hello"), std::string(5'000, 'x')}) {
        std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
        EXPECT_EQ(code_of([&] { SqliteLog log(path()); }), ErrorCode::kCorruptData);
    }
    fs::remove(path());
    run_sql(path(), "CREATE TABLE other (x)");
    EXPECT_THAT(message_of([&] { SqliteLog log(path()); }), HasSubstr("not an operation log"));
    fs::remove(path());
    { SqliteLog log(path()); }
    run_sql(path(), "PRAGMA user_version = 2");
    EXPECT_THAT(message_of([&] { SqliteLog log(path()); }), HasSubstr("format version 2"));
    fs::remove(path());
    std::ofstream(path().string() + "-wal") << "of a database that is gone";
    EXPECT_EQ(code_of([&] { SqliteLog log(path()); }), ErrorCode::kCorruptData);
}

TEST_F(SqliteLogTest, gives_space_back_and_bounds_its_write_ahead_file) {
    SqliteLog log(path());
    std::uintmax_t largest_wal = 0;
    for (std::uint64_t i = 1; i <= 200; ++i) {
        log.append(numbered(i, 1'000'000));
        largest_wal = std::max(largest_wal, fs::file_size(path().string() + "-wal"));
    }
    EXPECT_LT(largest_wal, 20'000'000U);
    EXPECT_GT(log.size_bytes(), 200'000'000U);
    log.trim(199);
    EXPECT_LT(log.size_bytes(), 2'000'000U);
    EXPECT_EQ(read_all(log, 199).size(), 1U);
}

} // namespace
} // namespace aisle::data
