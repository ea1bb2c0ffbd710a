// libcsv takes the bytes apart; this file feeds it line by line, so that a row begins at a
// known line and nothing is consumed before the row is known to be good. It runs in strict
// mode, which stops at a quote in the wrong place: a cell whose closing quote is missing then
// shows at the next quote, instead of swallowing rows up to one that happens to fit. Behind
// a broken row we go on at the line after its first one.
#include "indexer/csv_reader.h"

#include <algorithm>
#include <cassert>
#include <new>
#include <utility>

#include "data/error.h"

namespace aisle::indexer {

namespace {

constexpr std::size_t kMaxHeaderBytes = 1 << 20;
constexpr std::size_t kCellGrowth = 1 << 16;
constexpr std::string_view kDelimiters = ",;\t|";

/// A carriage return counts as space, so that only the line feed ends a row: CRLF works, and
/// a row never ends between two bytes of one line end.
int is_space(unsigned char c) {
    return c == ' ' || c == '\t' || c == '\r' ? 1 : 0;
}

int is_line_feed(unsigned char c) {
    return c == '\n' ? 1 : 0;
}

std::string_view trimmed(std::string_view cell) {
    const std::size_t first = cell.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return cell.substr(first, cell.find_last_not_of(" \t\r") - first + 1);
}

} // namespace

CsvReader::CsvReader(ByteWindow& window, Options options)
    : window_(window), options_(std::move(options)) {
    read_header();
}

void CsvReader::restart_parser() {
    csv_free(&parser_);
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter_));
    csv_set_space_func(&parser_, is_space);
    csv_set_term_func(&parser_, is_line_feed);
    csv_set_blk_size(&parser_, kCellGrowth);
}

char CsvReader::find_delimiter() {
    while (window_.bytes().find('\n') == std::string_view::npos &&
           window_.bytes().size() < kMaxHeaderBytes) {
        if (!window_.fetch()) break;
    }
    const std::size_t size = std::min(kMaxHeaderBytes, window_.bytes().find('\n'));
    const std::string_view header = window_.bytes().substr(0, size);
    const auto occurrences = [header](char c) { return std::ranges::count(header, c); };
    return *std::ranges::max_element(kDelimiters, {}, occurrences);
}

void CsvReader::read_header() {
    if (!window_.skip_space('\t')) return;
    delimiter_ = find_delimiter();
    restart_parser();
    const std::string defect = read_row();
    const bool has_bare_returns = text_.find('\r') != std::string::npos;
    if (!defect.empty() || has_bare_returns) {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          "CSV header: " + (has_bare_returns
                                                ? "lines end with a bare carriage return; "
                                                  "they must end with a line feed"
                                                : defect));
    }
    const auto names = cells();
    columns_.emplace(std::vector<std::string>(names.begin(), names.end()), options_.id_field);
    window_.consume(row_bytes_);
}

std::optional<RawRecord> CsvReader::next() {
    if (!columns_ || !window_.skip_space(delimiter_)) return std::nullopt;
    RawRecord record{"", window_.line(), read_row()};
    const bool was_read = record.defect.empty();
    if (was_read && ends_.size() != columns_->size()) record.defect = wrong_count();
    if (!record.defect.empty() && delimiter_ == '\t' && read_plain_line()) record.defect.clear();
    record.text = columns_->to_json(cells());
    if (was_read || record.defect.empty()) {
        window_.consume(row_bytes_);
    } else {
        window_.skip_line();
    }
    return record;
}

/// Reads the row at the front of the window without consuming it. Returns what is wrong
/// with it, or nothing.
std::string CsvReader::read_row() {
    text_.clear();
    ends_.clear();
    is_row_complete_ = false;
    row_bytes_ = 0;
    std::string defect;
    while (defect.empty() && !is_row_complete_) {
        const std::string_view unfed = window_.bytes().substr(row_bytes_);
        if (unfed.empty() && !window_.fetch()) {
            defect = finish_row();
            break;
        }
        // One byte over the limit is enough to know.
        const std::size_t line_size = unfed.substr(0, unfed.find('\n')).size() + 1;
        const std::size_t size =
            std::min({line_size, unfed.size(), options_.max_record_bytes + 1 - row_bytes_});
        defect = feed(unfed.substr(0, size));
        row_bytes_ += size;
        if (defect.empty() && row_bytes_ > options_.max_record_bytes) {
            defect =
                "the row is larger than " + std::to_string(options_.max_record_bytes) + " bytes";
        }
    }
    if (!defect.empty()) restart_parser();
    return defect;
}

std::string CsvReader::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        bytes.remove_prefix(csv_parse(&parser_, bytes.data(), bytes.size(), on_cell, on_row, this));
        if (bytes.empty()) break;
        if (csv_error(&parser_) != CSV_EPARSE) throw std::bad_alloc();
        if (parser_.quoted != 0) return "a quoted cell goes on behind its closing quote";
        // A quote amid an unquoted cell, as in 19" monitor: what is meant is plain.
        csv_set_opts(&parser_, 0);
        csv_parse(&parser_, bytes.data(), 1, on_cell, on_row, this);
        csv_set_opts(&parser_, CSV_STRICT | CSV_STRICT_FINI);
        bytes.remove_prefix(1);
    }
    return {};
}

/// Ends the row that the end of the input ends.
std::string CsvReader::finish_row() {
    if (csv_fini(&parser_, on_cell, on_row, this) == 0) return {};
    return "a quoted cell has no closing quote";
}

/// Reads the line at the front of the window as cells without quoting; false when that does
/// not fit the header either.
bool CsvReader::read_plain_line() {
    while (window_.bytes().find('\n') == std::string_view::npos &&
           window_.bytes().size() <= options_.max_record_bytes) {
        if (!window_.fetch()) break;
    }
    const std::size_t line_feed = window_.bytes().find('\n');
    std::string_view line = window_.bytes().substr(0, line_feed);
    if (line.size() > options_.max_record_bytes ||
        static_cast<std::size_t>(std::ranges::count(line, delimiter_)) + 1 != columns_->size()) {
        return false;
    }
    row_bytes_ = line.size() + (line_feed == std::string_view::npos ? 0 : 1);
    text_.clear();
    ends_.clear();
    for (std::size_t end = 0; end != std::string_view::npos;) {
        end = line.find(delimiter_);
        text_ += trimmed(line.substr(0, end));
        ends_.push_back(text_.size());
        if (end != std::string_view::npos) line.remove_prefix(end + 1);
    }
    return true;
}

std::string CsvReader::wrong_count() const {
    return "the row has " + std::to_string(ends_.size()) + " cells, the header has " +
           std::to_string(columns_->size());
}

std::vector<std::string_view> CsvReader::cells() const {
    std::vector<std::string_view> cells;
    cells.reserve(ends_.size());
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
        cells.push_back(std::string_view(text_).substr(begin, end - begin));
        begin = end;
    }
    return cells;
}

void CsvReader::on_cell(void* text, std::size_t size, void* self) {
    auto& reader = *static_cast<CsvReader*>(self);
    reader.text_.append(static_cast<const char*>(text), size);
    reader.ends_.push_back(reader.text_.size());
}

void CsvReader::on_row(int /*end*/, void* self) {
    static_cast<CsvReader*>(self)->is_row_complete_ = true;
}

} // namespace aisle::indexer
