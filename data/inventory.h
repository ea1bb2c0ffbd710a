#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "data/ids.h"
#include "data/narrow_array.h"
#include "data/nearby_array.h"
#include "data/section_file.h"

namespace aisle::data {

/// What lies where, in one segment: a quantity for every row and location that the records name.
/// The entries of a row lie side by side, one a location, in the order of the locations.
///
/// Cost: as a rule two or three bytes an entry and one a row, where quantities and locations are
///       few.   Threads: any.
class Inventory {
public:
    /// No stock.
    Inventory() = default;

    /// That of so many rows. Without the sections there is no stock.
    /// Throws: Error{kCorruptData} when sections are missing or disagree in size.
    /// Cost:   nothing; of a file from before version 6, a pass over all entries.
    Inventory(const SectionFile& file, std::uint32_t num_rows);

    [[nodiscard]] bool is_empty() const noexcept { return quantities_.empty(); }

    /// Locations are numbered in the order of their names.
    [[nodiscard]] std::uint32_t num_locations() const noexcept {
        return name_offsets_.empty() ? 0 : static_cast<std::uint32_t>(name_offsets_.size() - 1);
    }

    [[nodiscard]] std::string_view location(std::uint32_t id) const noexcept {
        return name_blob_.substr(name_offsets_[id], name_offsets_[id + 1] - name_offsets_[id]);
    }

    /// The entries [first, end) of a row.
    [[nodiscard]] std::uint32_t first(Row row) const noexcept {
        return row_starts_.empty() ? 0 : row_starts_[row];
    }

    [[nodiscard]] std::uint32_t end(Row row) const noexcept {
        return row_starts_.empty() ? 0 : row_starts_[row + std::size_t{1}];
    }

    /// Of every entry.
    [[nodiscard]] const NarrowArray<std::int64_t>& quantities() const noexcept {
        return quantities_;
    }

    [[nodiscard]] const NarrowArray<std::uint32_t>& locations() const noexcept {
        return locations_;
    }

    /// Where each row's entries begin, and where the last one's end.   Shape: rows + 1, or none.
    [[nodiscard]] const NearbyArray& row_starts() const noexcept { return row_starts_; }

    /// The entry that has `number` in files beside the segment. It is the same, but in segments
    /// from before version 6, which had the entries location by location; those files were written
    /// with them.   Requires: `number` is below the number of entries.
    [[nodiscard]] std::uint32_t entry_numbered(std::uint32_t number) const noexcept {
        return by_location_ == nullptr ? number : by_location_->entries[number];
    }

private:
    /// What a file from before version 6 has, in today's order.
    struct ByLocation {
        std::vector<std::int64_t> quantities;
        std::vector<std::uint32_t> locations;
        std::vector<std::uint32_t> entries; ///< by the number in the file
    };

    void read_by_location(const SectionFile& file);

    std::span<const std::uint32_t> name_offsets_;
    std::string_view name_blob_;
    NearbyArray row_starts_;
    NarrowArray<std::uint32_t> locations_;
    NarrowArray<std::int64_t> quantities_;
    std::shared_ptr<const ByLocation> by_location_; ///< null: as it is now
};

} // namespace aisle::data
