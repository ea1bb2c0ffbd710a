#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/record_reader.h"
#include "tests/indexer/memory_source.h"

namespace aisle::indexer {

inline bool operator==(const RawRecord& a, const RawRecord& b) {
    return a.text == b.text && a.line == b.line && a.defect == b.defect;
}

/// All records of `bytes`.
inline std::vector<RawRecord> read_all(std::string_view bytes, const ReaderOptions& options) {
    RecordReader reader(std::make_unique<MemorySource>(bytes), "", options);
    std::vector<RawRecord> records;
    while (auto record = reader.next()) records.push_back(std::move(*record));
    return records;
}

/// Each record as "line: text" or "line! defect".
inline std::vector<std::string> outline(std::string_view bytes, const ReaderOptions& options = {}) {
    std::vector<std::string> lines;
    for (const RawRecord& record : read_all(bytes, options)) {
        const std::string line = std::to_string(record.line);
        lines.push_back(record.defect.empty() ? line + ": " + record.text
                                              : line + "! " + record.defect);
    }
    return lines;
}

} // namespace aisle::indexer
