#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/byte_window.h"
#include "indexer/record_source.h"

namespace aisle::indexer {

enum class RecordFormat {
    kAuto,      ///< by the name of the input, else by its first byte
    kJsonLines, ///< objects one behind the other, each on one line or on many
    kJsonArray,
    kCsv, ///< a header row, then a record a row; any of , ; tab | between cells
};

/// The format called "auto", "jsonl", "json" or "csv".
/// Throws: Error{kInvalidRequest} for any other name.
[[nodiscard]] RecordFormat parse_record_format(std::string_view name);

/// How an input is to be read.
struct ReaderOptions {
    RecordFormat format = RecordFormat::kAuto;
    std::string id_field = "objectID";
    std::size_t max_record_bytes = 10'000'000;
    std::size_t chunk_bytes = 256 * 1024;
};

/// Cuts an input into records, one after the other. Parsing them is left to the workers.
/// Threads: one.
class RecordReader {
public:
    /// Opens a file, or standard input for "-".
    /// Throws: Error{kNotFound} when it cannot be opened, else as the other constructor.
    [[nodiscard]] static RecordReader open(const std::string& path, const ReaderOptions& options);

    /// Reads any source; `name` is where the format may show in an extension, and may be
    /// empty.
    /// Throws: Error{kInvalidRequest} when the input is no UTF-8 text or its CSV header is
    /// unusable; whatever the source throws.
    RecordReader(std::unique_ptr<ByteSource> source, std::string_view name,
                 const ReaderOptions& options);

    /// The next record, or a defect in place of one; nullopt at the end.
    /// Throws: Error when the input cannot be read or is damaged.
    [[nodiscard]] std::optional<RawRecord> next() { return records_->next(); }

    [[nodiscard]] RecordFormat format() const noexcept { return format_; }

    [[nodiscard]] InputProgress progress() const { return window_->progress(); }

private:
    // On the heap, because records_ refers to it and the reader may be moved.
    std::unique_ptr<ByteWindow> window_;
    RecordFormat format_;
    std::unique_ptr<RecordSource> records_;
};

} // namespace aisle::indexer
