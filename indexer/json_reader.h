#pragma once

#include <cstddef>
#include <string_view>

#include "indexer/byte_window.h"
#include "indexer/json_boundary.h"
#include "indexer/record_source.h"

namespace aisle::indexer {

/// Cuts JSON into its objects: one behind the other, on a line each or on many, or as the
/// elements of one array. Threads: one.
class JsonReader final : public RecordSource {
public:
    enum class Shape { kObjects, kArray };

    /// `window` must outlive the reader. A record of more than `max_record_bytes` is reported
    /// and passed over in constant memory.
    JsonReader(ByteWindow& window, Shape shape, std::size_t max_record_bytes)
        : window_(window), shape_(shape), max_record_bytes_(max_record_bytes) {}

    [[nodiscard]] std::optional<RawRecord> next() override;

private:
    std::optional<RawRecord> next_of_array();
    std::optional<RawRecord> end_of_array();
    RawRecord read_object();
    RawRecord pass_over_large(JsonBoundary& boundary);
    RawRecord broken(std::string_view reason, const JsonBoundary& boundary);
    RawRecord not_an_object();
    void pass_over_value();
    void skip_to_record(std::uint64_t column);

    ByteWindow& window_;
    Shape shape_;
    std::size_t max_record_bytes_;
    enum class Expected { kOpening, kFirst, kSeparator, kElement, kNothing };
    Expected expected_ = Expected::kOpening; // of an array
};

} // namespace aisle::indexer
