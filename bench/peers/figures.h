#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace aisle::bench {

/// Every figure of a comparison by its key: `engine.work.qps`, `engine.index_seconds`, ...
using Figures = std::map<std::string, double>;

/// The engines by their names in keys and files, in the order of the table.
inline constexpr const char* kEngines[] = {"aisle", "lucene", "xapian", "groonga"};

/// Adds what the times of single queries come to: `qps`, `p50_ms`, `p99_ms`.
/// Requires: `seconds` is not empty.
void add_times(Figures& figures, const std::string& prefix, std::vector<double> seconds);

/// Reads lines of a key and a number.   Throws: Error{kNotFound}, Error{kCorruptData}.
[[nodiscard]] Figures read_figures(const std::filesystem::path& path);
void write_figures(const Figures& figures, const std::filesystem::path& path);

/// Adds `ratio.WORK`, how many times as many queries as Lucene, for works that both have done.
void add_ratios(Figures& figures);

/// Those of kEngines that have figures.
[[nodiscard]] std::vector<std::string> engines_of(const Figures& figures);

/// The figures as a table, a line an engine and work; then a line an engine about its index and
/// its memory.
[[nodiscard]] std::string table(const Figures& figures, const std::vector<std::string>& works);

[[nodiscard]] std::string to_json(const Figures& figures);

} // namespace aisle::bench
