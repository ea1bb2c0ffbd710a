#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace aisle::indexer {

/// One record as cut out of an input, not parsed yet.
struct RawRecord {
    std::string text;       ///< one JSON object; when there is a defect, what is known of it
    std::uint64_t line = 0; ///< where it begins, from 1
    std::string defect;     ///< why it cannot be used; empty when it can
};

/// A format: cuts an input into records.
class RecordSource {
public:
    virtual ~RecordSource() = default;

    /// The next record, or one that could not be cut out, with its defect; nullopt at the end.
    /// Throws: Error when the input cannot be read or is damaged.
    [[nodiscard]] virtual std::optional<RawRecord> next() = 0;
};

} // namespace aisle::indexer
