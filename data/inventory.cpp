#include "data/inventory.h"

#include <algorithm>

namespace aisle::data {

Inventory::Inventory(const SectionFile& file) {
    if (!file.contains("inventory.rows")) return;
    name_offsets_ = file.array<std::uint32_t>("inventory.name_offsets");
    name_blob_ = file.text("inventory.name_blob");
    starts_ = file.array<std::uint32_t>("inventory.starts");
    rows_ = file.array<Row>("inventory.rows");
    quantities_ = file.array<std::int64_t>("inventory.quantities");
    row_starts_ = file.array<std::uint32_t>("inventory.row_starts");
    row_entries_ = file.array<std::uint32_t>("inventory.row_entries");
    const bool agree = !starts_.empty() && starts_.back() == rows_.size() &&
                       quantities_.size() == rows_.size() && row_entries_.size() == rows_.size() &&
                       !row_starts_.empty() && row_starts_.back() == rows_.size() &&
                       name_offsets_.size() == starts_.size() &&
                       name_offsets_.back() == name_blob_.size();
    if (!agree) file.fail("the sections of the inventory disagree");
}

std::uint32_t Inventory::location_of(std::uint32_t entry) const noexcept {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), entry);
    return static_cast<std::uint32_t>(after - starts_.begin()) - 1;
}

} // namespace aisle::data
