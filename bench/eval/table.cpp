#include "bench/eval/table.h"

#include <csv.h>

#include <sstream>
#include <string_view>

#include "data/error.h"
#include "data/manifest.h"

namespace aisle::bench {

namespace {

std::vector<std::string> split(std::string_view line, char separator) {
    std::vector<std::string> cells;
    for (std::size_t begin = 0;;) {
        const std::size_t end = line.find(separator, begin);
        cells.emplace_back(line.substr(begin, end - begin));
        if (end == std::string_view::npos) return cells;
        begin = end + 1;
    }
}

std::vector<std::string> split_at_blanks(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; in >> cell;) cells.push_back(std::move(cell));
    return cells;
}

std::vector<TableRow> read_lines(std::string_view text, bool has_tabs) {
    std::vector<TableRow> rows;
    std::istringstream in{std::string(text)};
    std::uint64_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.ends_with('\r')) line.pop_back();
        if (line.empty()) continue;
        rows.push_back({number, has_tabs ? split(line, '\t') : split_at_blanks(line)});
    }
    return rows;
}

/// What libcsv reports to while it parses.
struct CsvCollector {
    std::vector<TableRow> rows;
    TableRow row;

    static void on_cell(void* cell, std::size_t size, void* self) {
        static_cast<CsvCollector*>(self)->row.cells.emplace_back(static_cast<const char*>(cell),
                                                                 size);
    }

    static void on_row(int, void* self) {
        auto& collector = *static_cast<CsvCollector*>(self);
        collector.row.line = collector.rows.size() + 1;
        collector.rows.push_back(std::move(collector.row));
        collector.row = {};
    }
};

std::vector<TableRow> read_csv(std::string_view text, const std::filesystem::path& path) {
    CsvCollector collector;
    csv_parser parser;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    const std::size_t read = csv_parse(&parser, text.data(), text.size(), CsvCollector::on_cell,
                                       CsvCollector::on_row, &collector);
    const bool is_whole = read == text.size() && csv_fini(&parser, CsvCollector::on_cell,
                                                          CsvCollector::on_row, &collector) == 0;
    csv_free(&parser);
    if (!is_whole) {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          path.string() + ": row " + std::to_string(collector.rows.size() + 1) +
                              " has a quote that is not closed, or not doubled");
    }
    return std::move(collector.rows);
}

} // namespace

std::vector<TableRow> read_table(const std::filesystem::path& path) {
    const std::string file = data::read_file(path);
    std::string_view text = file;
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    const auto first_line = text.substr(0, text.find('\n'));
    const bool has_tabs = first_line.find('\t') != std::string_view::npos;
    const bool has_commas = first_line.find(',') != std::string_view::npos;
    return has_commas && !has_tabs ? read_csv(text, path) : read_lines(text, has_tabs);
}

} // namespace aisle::bench
