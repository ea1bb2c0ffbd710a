#include "indexer/record_reader.h"

#include <utility>

#include "data/error.h"
#include "indexer/csv_reader.h"
#include "indexer/input_stream.h"
#include "indexer/json_reader.h"

namespace aisle::indexer {

using data::Error;
using data::ErrorCode;

namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

void skip_byte_order_mark(ByteWindow& window) {
    window.fetch_at_least(kUtf8Mark.size());
    const std::string_view bytes = window.bytes();
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        throw Error(ErrorCode::kInvalidRequest, "the input is UTF-16 text; it must be UTF-8");
    }
    if (bytes.starts_with(kUtf8Mark)) window.consume(kUtf8Mark.size());
}

RecordFormat format_of_name(std::string_view name) {
    if (name.ends_with(".gz")) name.remove_suffix(3);
    if (name.ends_with(".csv") || name.ends_with(".tsv")) return RecordFormat::kCsv;
    if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) return RecordFormat::kJsonLines;
    return RecordFormat::kAuto;
}

/// The first byte that is not space, without consuming it; NUL when there is none.
char first_visible(ByteWindow& window) {
    // A tab may be the first thing that a table says, so it is only looked past.
    if (!window.skip_space('\t')) return '\0';
    std::size_t seen = 0;
    for (;;) {
        const std::size_t found = window.bytes().find_first_not_of(" \t\r\n", seen);
        if (found != std::string_view::npos) return window.bytes()[found];
        seen = window.bytes().size();
        if (!window.fetch()) return '\0';
    }
}

RecordFormat format_of_content(ByteWindow& window) {
    switch (first_visible(window)) {
    case '\0': // nothing but space is no record in any format
    case '{':
        return RecordFormat::kJsonLines;
    case '[':
        return RecordFormat::kJsonArray;
    default:
        return RecordFormat::kCsv;
    }
}

} // namespace

RecordFormat parse_record_format(std::string_view name) {
    if (name == "auto") return RecordFormat::kAuto;
    if (name == "jsonl") return RecordFormat::kJsonLines;
    if (name == "json") return RecordFormat::kJsonArray;
    if (name == "csv") return RecordFormat::kCsv;
    throw Error(ErrorCode::kInvalidRequest,
                "format: expected auto, jsonl, json or csv, found \"" + std::string(name) + "\"");
}

RecordReader RecordReader::open(const std::string& path, const ReaderOptions& options) {
    try {
        return {std::make_unique<InputStream>(path), path, options};
    } catch (const Error& error) {
        if (error.code() != ErrorCode::kInvalidRequest) throw;
        throw Error(error.code(), path + ": " + error.what());
    }
}

RecordReader::RecordReader(std::unique_ptr<ByteSource> source, std::string_view name,
                           const ReaderOptions& options)
    : window_(std::make_unique<ByteWindow>(std::move(source), options.chunk_bytes)),
      format_(options.format) {
    skip_byte_order_mark(*window_);
    if (format_ == RecordFormat::kAuto) format_ = format_of_name(name);
    if (format_ == RecordFormat::kAuto) format_ = format_of_content(*window_);
    if (format_ == RecordFormat::kCsv) {
        records_ = std::make_unique<CsvReader>(
            *window_, CsvReader::Options{options.id_field, options.max_record_bytes});
    } else {
        const auto shape = format_ == RecordFormat::kJsonArray ? JsonReader::Shape::kArray
                                                               : JsonReader::Shape::kObjects;
        records_ = std::make_unique<JsonReader>(*window_, shape, options.max_record_bytes);
    }
}

} // namespace aisle::indexer
