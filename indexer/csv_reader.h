#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <csv.h>

#include "indexer/byte_window.h"
#include "indexer/csv_columns.h"
#include "indexer/record_source.h"

namespace aisle::indexer {

/// Cuts a table with a header row into records. The delimiter is the one of , ; tab | that
/// the header has most of.
///
/// Cells may be quoted, may span lines then, and double the quotes they hold; a quote amid an
/// unquoted cell is a quote. Where the delimiter is a tab, a row that these rules cannot read
/// is a line of plain cells, because half of the programs that write such tables never quote.
/// Threads: one.
class CsvReader final : public RecordSource {
public:
    struct Options {
        std::string id_field;
        std::size_t max_record_bytes;
    };

    /// `window` must outlive the reader. An empty input is a table without rows.
    /// Throws: Error{kInvalidRequest} when the header is unusable.
    CsvReader(ByteWindow& window, Options options);

    [[nodiscard]] std::optional<RawRecord> next() override;

private:
    /// A parser that frees its buffer, also when the constructor of its reader throws.
    struct Parser : csv_parser {
        Parser() : csv_parser{} {}

        ~Parser() { csv_free(this); }

        Parser(const Parser&) = delete;
        Parser& operator=(const Parser&) = delete;
    };

    void read_header();
    char find_delimiter();
    std::string read_row();
    std::string feed(std::string_view bytes);
    std::string finish_row();
    bool read_plain_line();
    std::string wrong_count() const;
    void restart_parser();
    std::vector<std::string_view> cells() const;

    static void on_cell(void* text, std::size_t size, void* self);
    static void on_row(int end, void* self);

    ByteWindow& window_;
    Options options_;
    char delimiter_ = ',';
    Parser parser_;
    std::optional<CsvColumns> columns_; // absent: there is no header, so no rows

    // The row being read: its cells one behind the other, where each ends, whether all of
    // them are there, and how many bytes of the window they took.
    std::string text_;
    std::vector<std::size_t> ends_;
    bool is_row_complete_ = false;
    std::size_t row_bytes_ = 0;
};

} // namespace aisle::indexer
