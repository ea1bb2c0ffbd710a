#include "bench/eval/judgements.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string_view>

#include "bench/eval/table.h"
#include "data/error.h"
#include "data/text.h"

namespace aisle::bench {

namespace {

/// The names a column goes by, the most telling first.
using Names = std::span<const std::string_view>;

constexpr std::string_view kQueryIdNames[] = {"query_id", "qid", "topic", "query", "id"};
constexpr std::string_view kQueryTextNames[] = {"query", "query_text", "text", "keyword"};
constexpr std::string_view kProductNames[] = {"product_id", "objectid", "docid", "doc_id", "pid"};
constexpr std::string_view kRatingNames[] = {"rating", "label", "relevance", "grade"};

std::optional<std::size_t> find_column(const TableRow& header, Names names) {
    for (const auto name : names) {
        for (std::size_t i = 0; i < header.cells.size(); ++i) {
            if (data::fold(header.cells[i]) == name) return i;
        }
    }
    return std::nullopt;
}

/// True when every one of the columns is named: no table has such a first line by chance.
bool is_header(const TableRow& row, std::initializer_list<Names> columns) {
    return std::all_of(columns.begin(), columns.end(),
                       [&](Names names) { return find_column(row, names).has_value(); });
}

[[noreturn]] void fail(const std::filesystem::path& path, const TableRow& row,
                       const std::string& what) {
    throw data::Error(data::ErrorCode::kInvalidRequest,
                      path.string() + ": line " + std::to_string(row.line) + ": " + what);
}

const std::string& cell(const std::filesystem::path& path, const TableRow& row,
                        std::size_t column) {
    if (column >= row.cells.size()) {
        fail(path, row,
             "expected at least " + std::to_string(column + 1) + " columns, got " +
                 std::to_string(row.cells.size()));
    }
    return row.cells[column];
}

std::optional<double> parse_rating(const std::string& text) {
    const std::string label = data::fold(text);
    if (label == "exact") return 2;
    if (label == "partial") return 1;
    if (label == "irrelevant") return 0;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Where the three columns of a judgement are.
struct JudgementColumns {
    std::size_t query = 0;
    std::size_t product = 1;
    std::size_t rating = 2;
};

/// Takes the header off `rows` if there is one. The second column of TREC files is unused.
JudgementColumns take_judgement_header(std::vector<TableRow>& rows) {
    if (rows.empty()) return {};
    const TableRow& first = rows.front();
    if (is_header(first, {kQueryIdNames, kProductNames, kRatingNames})) {
        const JudgementColumns columns = {*find_column(first, kQueryIdNames),
                                          *find_column(first, kProductNames),
                                          *find_column(first, kRatingNames)};
        rows.erase(rows.begin());
        return columns;
    }
    return first.cells.size() == 4 ? JudgementColumns{0, 2, 3} : JudgementColumns{};
}

} // namespace

std::vector<JudgedQuery> read_queries(const std::filesystem::path& path) {
    auto rows = read_table(path);
    std::size_t id = 0;
    std::size_t text = 1;
    if (!rows.empty() && is_header(rows.front(), {kQueryIdNames, kQueryTextNames})) {
        id = *find_column(rows.front(), kQueryIdNames);
        text = *find_column(rows.front(), kQueryTextNames);
        rows.erase(rows.begin());
    }
    std::vector<JudgedQuery> queries;
    std::set<std::string> known;
    for (const auto& row : rows) {
        if (known.insert(cell(path, row, id)).second) {
            queries.push_back({row.cells[id], cell(path, row, text)});
        }
    }
    return queries;
}

Judgements read_judgements(const std::filesystem::path& path) {
    auto rows = read_table(path);
    const auto columns = take_judgement_header(rows);
    Judgements judgements;
    double lowest = std::numeric_limits<double>::infinity();
    for (const auto& row : rows) {
        const auto rating = parse_rating(cell(path, row, columns.rating));
        if (!rating) {
            fail(path, row,
                 "expected a number, Exact, Partial or Irrelevant, got \"" +
                     row.cells[columns.rating] + "\"");
        }
        lowest = std::min(lowest, *rating);
        judgements[cell(path, row, columns.query)].try_emplace(cell(path, row, columns.product),
                                                               *rating);
    }
    for (auto& [query, gains] : judgements) {
        for (auto& [product, gain] : gains) gain -= lowest;
    }
    return judgements;
}

} // namespace aisle::bench
