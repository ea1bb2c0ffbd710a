#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace aisle::bench {

/// One line of a table and where it stood.
struct TableRow {
    std::uint64_t line = 0; ///< from 1
    std::vector<std::string> cells;
};

/// Reads a whole table: cells between tabs when the first line has a tab, taken as they are;
/// else between commas, with the usual quotes; else between blanks, as TREC files have them.
/// Empty lines are left out.
/// Throws: Error{kNotFound} when there is no such file, Error{kInvalidRequest} when its quotes
///         do not close.
[[nodiscard]] std::vector<TableRow> read_table(const std::filesystem::path& path);

} // namespace aisle::bench
