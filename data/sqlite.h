#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

/// The part of SQLite that we use, with its failures as data::Error: kUnavailable for a full or
/// failing disk and for files that may not be written, kCorruptData for damaged files,
/// kTooLarge for values over its limits. The message names the file and what to do.
namespace aisle::data::sqlite {

enum class Mode { kReadOnly, kReadWrite, kCreate };

/// How long a checkpoint may wait for those who read.
enum class Checkpoint {
    kPassive,  ///< not at all: copies what it can
    kTruncate, ///< a moment, to start the write-ahead file anew
};

/// A prepared statement. Threads: those of its connection.
class Statement {
public:
    Statement(sqlite3* connection, std::string_view sql);

    /// Parameters count from 1.
    void bind(int parameter, std::int64_t value);
    void bind_text(int parameter, std::string_view text);
    /// Requires: `bytes` outlives the next reset().
    void bind_bytes(int parameter, std::string_view bytes);

    /// Moves to the next row; false when there is none.
    [[nodiscard]] bool step();
    /// Runs to the end and resets: for statements without rows.
    void run();
    /// Ends the reading and forgets the parameters.
    void reset() noexcept;

    /// Columns count from 0. An absent number is 0.
    [[nodiscard]] std::int64_t number(int column) const;
    /// Valid until the next step() or reset().
    [[nodiscard]] std::string_view bytes(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };

    void check(int result) const;

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// An open database file. Threads: one at a time.
class Connection {
public:
    /// Throws: Error{kNotFound} when the file is missing and not to be created.
    Connection(const std::filesystem::path& path, Mode mode);

    void execute(const char* sql);
    [[nodiscard]] Statement prepare(std::string_view sql);
    /// The number in the first column of the first row.
    [[nodiscard]] std::int64_t number(std::string_view sql);

    /// Undoes an open transaction; does nothing when there is none.
    void rollback() noexcept;

    /// Pages in the write-ahead file after the last commit of this connection.
    [[nodiscard]] int wal_pages() const noexcept { return *wal_pages_; }

    /// Copies the write-ahead file into the database. A failure loses nothing, and the next
    /// checkpoint tries again.
    void checkpoint(Checkpoint mode) noexcept;

private:
    struct Close {
        void operator()(sqlite3* connection) const noexcept;
    };

    std::unique_ptr<int> wal_pages_; // SQLite holds its address
    std::unique_ptr<sqlite3, Close> connection_;
};

} // namespace aisle::data::sqlite
