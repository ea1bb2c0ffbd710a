#include "indexer/segment_writer.h"

#include <utility>

#include "indexer/column_writer.h"
#include "indexer/for_each_part.h"
#include "indexer/text_writer.h"

namespace aisle::indexer {

SegmentWriter::SegmentWriter(const SegmentSchema& schema, std::string_view record_dictionary,
                             SegmentTarget target)
    : schema_(schema),
      target_(std::move(target)),
      records_(target_.directory / "records.bin", target_.is_durable) {
    records_.put("records.dictionary", record_dictionary);
    records_.begin("records.data");
}

void SegmentWriter::add(SegmentPart part) {
    const std::uint64_t base = record_offsets_.back();
    for (std::size_t i = 1; i < part.record_offsets.size(); ++i) {
        record_offsets_.push_back(base + part.record_offsets[i]);
    }
    records_.write(part.records.data(), part.records.size());
    part.records = {};
    part.record_offsets = {};
    parts_.push_back(std::move(part));
}

SegmentCounts SegmentWriter::finish() {
    records_.end();
    records_.put("records.offsets", record_offsets_);
    records_.finish();
    SegmentCounts counts;
    // The two read different members of the parts, and set different counts.
    both(
        parts_.size(), [&] { write_text(schema_, parts_, target_, counts); },
        [&] { write_columns(parts_, target_, counts); });
    return counts;
}

} // namespace aisle::indexer
