#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "data/ids.h"
#include "data/section_file.h"

namespace aisle::data {

/// What lies where, in one segment: a quantity for every row and location that the records name.
/// The entries of a location lie side by side, ascending by row.
///
/// Cost: 16 bytes an entry and 4 bytes a row.   Threads: any.
class Inventory {
public:
    /// Without the sections there is no stock.
    /// Throws: Error{kCorruptData} when sections are missing or disagree in size.
    explicit Inventory(const SectionFile& file);

    [[nodiscard]] bool is_empty() const noexcept { return rows_.empty(); }

    /// Locations are numbered in the order of their names.
    [[nodiscard]] std::uint32_t num_locations() const noexcept {
        return starts_.empty() ? 0 : static_cast<std::uint32_t>(starts_.size() - 1);
    }

    [[nodiscard]] std::string_view location(std::uint32_t id) const noexcept {
        return name_blob_.substr(name_offsets_[id], name_offsets_[id + 1] - name_offsets_[id]);
    }

    /// The entries [first, end) of a location.
    [[nodiscard]] std::uint32_t first(std::uint32_t location) const noexcept {
        return starts_[location];
    }

    [[nodiscard]] std::uint32_t end(std::uint32_t location) const noexcept {
        return starts_[location + 1];
    }

    /// Of every entry.
    [[nodiscard]] std::span<const Row> rows() const noexcept { return rows_; }

    [[nodiscard]] std::span<const std::int64_t> quantities() const noexcept { return quantities_; }

    /// The entries of a row, one a location, in the order of the locations.
    [[nodiscard]] std::span<const std::uint32_t> entries_of(Row row) const noexcept {
        if (row_starts_.empty()) return {};
        return row_entries_.subspan(row_starts_[row], row_starts_[row + 1] - row_starts_[row]);
    }

    /// Cost: a binary search over the locations.
    [[nodiscard]] std::uint32_t location_of(std::uint32_t entry) const noexcept;

private:
    std::span<const std::uint32_t> name_offsets_;
    std::string_view name_blob_;
    std::span<const std::uint32_t> starts_;
    std::span<const Row> rows_;
    std::span<const std::int64_t> quantities_;
    std::span<const std::uint32_t> row_starts_;
    std::span<const std::uint32_t> row_entries_;
};

} // namespace aisle::data
