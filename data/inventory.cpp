#include "data/inventory.h"

#include <algorithm>

namespace aisle::data {

Inventory::Inventory(const SectionFile& file, std::uint32_t num_rows) {
    if (!file.contains("inventory.quantities")) return;
    name_offsets_ = file.array<std::uint32_t>("inventory.name_offsets");
    name_blob_ = file.text("inventory.name_blob");
    if (name_offsets_.empty() || name_offsets_.back() != name_blob_.size()) {
        file.fail("the sections of the inventory disagree");
    }
    row_starts_ = NearbyArray(file, "inventory.row_starts", num_rows + std::size_t{1});
    if (file.contains("inventory.rows")) {
        read_by_location(file);
        return;
    }
    locations_ = NarrowArray<std::uint32_t>(file, "inventory.locations", row_starts_.back());
    quantities_ = NarrowArray<std::int64_t>(file, "inventory.quantities", row_starts_.back());
}

/// Before version 6 the entries of a location lay side by side, and each row listed its own.
void Inventory::read_by_location(const SectionFile& file) {
    const auto starts = file.array<std::uint32_t>("inventory.starts");
    const auto quantities = file.array<std::int64_t>("inventory.quantities");
    const auto row_entries = file.array<std::uint32_t>("inventory.row_entries");
    const std::size_t size = row_starts_.back();
    const bool agree = starts.size() == name_offsets_.size() && starts.front() == 0 &&
                       starts.back() == size && quantities.size() == size &&
                       row_entries.size() == size &&
                       std::all_of(row_entries.begin(), row_entries.end(),
                                   [&](std::uint32_t number) { return number < size; });
    if (!agree) file.fail("the sections of the inventory disagree");
    auto own = std::make_shared<ByLocation>();
    own->entries.resize(size);
    for (std::uint32_t entry = 0; entry < size; ++entry) {
        const std::uint32_t number = row_entries[entry];
        const auto after = std::upper_bound(starts.begin(), starts.end(), number);
        own->locations.push_back(static_cast<std::uint32_t>(after - starts.begin()) - 1);
        own->quantities.push_back(quantities[number]);
        own->entries[number] = entry;
    }
    locations_ = std::span<const std::uint32_t>(own->locations);
    quantities_ = std::span<const std::int64_t>(own->quantities);
    by_location_ = std::move(own);
}

} // namespace aisle::data
