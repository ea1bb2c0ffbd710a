#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "data/operation_log.h"
#include "data/sqlite.h"

namespace aisle::data {

/// The table of operations in its SQLite file: format, checksums and completeness.
/// Threads: one at a time.
class OperationTable {
public:
    /// Positions [first, last]; empty when first > last.
    struct Extent {
        std::uint64_t first = 1;
        std::uint64_t last = 0;
    };

    /// Makes a file with an empty table; after a crash there is the whole file or none.
    static void create(const std::filesystem::path& path);

    /// Throws: Error{kNotFound} when the file is missing, {kCorruptData} when it is damaged, not
    ///         a log, or of another format version.
    OperationTable(const std::filesystem::path& path, sqlite::Mode mode);

    [[nodiscard]] sqlite::Connection& connection() noexcept { return connection_; }

    /// What is in the table now; `last` remembers the operations that were trimmed, too.
    [[nodiscard]] Extent extent();

    void insert(std::uint64_t position, const Operation& operation);

    /// The operations after `after`, up to `up_to` or as many as are good to hold at once: at
    /// least one.
    /// Requires: after < up_to <= the last position.
    /// Throws:   Error{kNotFound} when the first of them was trimmed, {kCorruptData} when one is
    ///           damaged or missing.
    [[nodiscard]] std::vector<Operation> read_some(std::uint64_t after, std::uint64_t up_to);

    /// Lets SQLite look for damage to its own structures.   Throws: Error{kCorruptData}.
    void check_integrity();

    /// Writes what is committed into a new file, durable but for its name.
    /// Throws: Error{kUnavailable} naming the new file, {kCorruptData} when the table is damaged.
    void copy_to(const std::filesystem::path& path);

    void remove_up_to(std::uint64_t position);

private:
    [[nodiscard]] Operation current_row() const;
    [[noreturn]] void fail_missing(std::uint64_t position);

    std::filesystem::path path_;
    sqlite::Connection connection_;
    sqlite::Statement extent_;
    sqlite::Statement insert_;
    sqlite::Statement select_;
    sqlite::Statement remove_;
};

} // namespace aisle::data
