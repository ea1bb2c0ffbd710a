#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include <rapidjson/document.h>

#include "indexer/record_source.h"

namespace aisle::indexer {

/// What every record of one run must fulfil.
struct RecordRules {
    /// The attribute that is the objectID; dotted to reach into an object.
    std::string id_field = "objectID";
};

/// A record that is right. It may be moved; `document` does not depend on where it is.
struct ParsedRecord {
    explicit ParsedRecord(rapidjson::MemoryPoolAllocator<>* memory) : document(memory) {}

    std::uint64_t line = 0;
    std::string object_id;
    /// The record with its `objectID`, to be walked by whoever indexes it.
    rapidjson::Document document;
    /// The same as text, as it is stored: members in their order, no space between them. Empty
    /// where that is the text that was read, of records that share memory.
    std::string json;
};

/// A record that is refused, and why.
struct RecordError {
    std::uint64_t line = 0;
    std::string object_id; ///< empty when it could not be known
    std::string field;     ///< path of the attribute; empty when it is the record as a whole
    std::string reason;    ///< with the value that was found
    friend bool operator==(const RecordError&, const RecordError&) = default;

    /// "line 7, objectID \"p1\": prices[0].amount: expected ...".
    [[nodiscard]] std::string to_string() const;
};

/// Parses and checks one record. An objectID that is a whole number becomes its digits; that
/// of another attribute is stored as `objectID` too. A member given twice is refused.
/// `memory`: of the document, if many share it; it and `raw` have to outlive them.
/// Threads: any; this is the part of reading that is meant to run in parallel.
[[nodiscard]] std::variant<ParsedRecord, RecordError>
parse_record(const RawRecord& raw, const RecordRules& rules,
             rapidjson::MemoryPoolAllocator<>* memory = nullptr);

} // namespace aisle::indexer
