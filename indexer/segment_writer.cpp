#include "indexer/segment_writer.h"

#include <tbb/parallel_invoke.h>

#include "data/section_file.h"
#include "indexer/column_writer.h"
#include "indexer/text_writer.h"

namespace aisle::indexer {

namespace {

void write_records(const std::vector<SegmentPart>& parts, std::string_view dictionary,
                   const SegmentTarget& target) {
    data::SectionFileWriter file(target.directory / "records.bin", target.is_durable);
    file.put("records.dictionary", dictionary);
    std::vector<std::uint64_t> offsets = {0};
    file.begin("records.data");
    for (const auto& part : parts) {
        const std::uint64_t base = offsets.back();
        for (std::size_t i = 1; i < part.record_offsets.size(); ++i) {
            offsets.push_back(base + part.record_offsets[i]);
        }
        file.write(part.records.data(), part.records.size());
    }
    file.end();
    file.put("records.offsets", offsets);
    file.finish();
}

} // namespace

SegmentCounts write_segment(const SegmentSchema& schema, std::vector<SegmentPart> parts,
                            std::string_view record_dictionary, const SegmentTarget& target) {
    SegmentCounts counts;
    // The three read different members of the parts, and set different counts.
    const auto write_the_records = [&] { write_records(parts, record_dictionary, target); };
    const auto write_the_columns = [&] { write_columns(parts, target, counts); };
    const auto write_the_text = [&] { write_text(schema, parts, target, counts); };
    if (parts.size() == 1) {
        write_the_records();
        write_the_columns();
        write_the_text();
    } else {
        tbb::parallel_invoke(write_the_text, write_the_columns, write_the_records);
    }
    return counts;
}

} // namespace aisle::indexer
