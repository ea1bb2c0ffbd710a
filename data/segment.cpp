#include "data/segment.h"

namespace aisle::data {

Segment::Segment(const std::filesystem::path& directory)
    : directory_(directory),
      text_file_(directory / "text.bin"),
      columns_file_(directory / "columns.bin"),
      records_file_(directory / "records.bin"),
      text_(text_file_),
      columns_(columns_file_),
      records_(records_file_),
      deleted_(columns_file_.array<Ordinal>("deleted")) {
    if (text_.num_products() != columns_.num_products() ||
        records_.size() != columns_.num_products()) {
        throw Error(ErrorCode::kCorruptData, "damaged segment " + directory.string() +
                                                 ": its files disagree on the number of products");
    }
}

namespace {

constexpr const char* kTombstonesName = "tombstones.bin";

} // namespace

void write_tombstones(const std::filesystem::path& segment, const std::vector<Ordinal>& dead) {
    SectionFileWriter file(segment / kTombstonesName);
    file.put("products", dead);
    file.finish();
}

std::vector<Ordinal> read_tombstones(const std::filesystem::path& segment) {
    if (!std::filesystem::exists(segment / kTombstonesName)) return {};
    const SectionFile file(segment / kTombstonesName);
    const auto dead = file.array<Ordinal>("products");
    return {dead.begin(), dead.end()};
}

} // namespace aisle::data
