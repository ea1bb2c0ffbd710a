#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include <rapidjson/document.h>

#include "data/ids.h"
#include "data/narrow_array.h"
#include "data/nearby_array.h"
#include "data/section_file.h"

namespace aisle::data {

/// When an offer holds. Units: Unix seconds.
struct Period {
    std::int64_t from = std::numeric_limits<std::int64_t>::min();
    std::int64_t until = std::numeric_limits<std::int64_t>::max(); ///< not included
    friend auto operator<=>(const Period&, const Period&) = default;
};

/// The moment that an offer's `from` or `until` names: a whole number of Unix seconds, or
/// ISO 8601 in UTC.   Units: Unix seconds.
[[nodiscard]] std::optional<std::int64_t> offer_time(const rapidjson::Value& value);

/// What an offer is for: everything of it but its amounts and its period. Names are numbers of
/// Offers::name().
struct OfferTerms {
    std::uint32_t list = 0;
    std::uint32_t currency = 0;
    std::uint32_t location = kNoId; ///< kNoId: everywhere
    std::uint32_t seller = kNoId;   ///< kNoId: the store itself
    std::int64_t min_quantity = 1;
};

/// The offers of one segment, column by column; those of a row lie side by side, in the order
/// of the record. Rows that inherit the offers of their record share them.
///
/// Cost: up to 16 bytes an offer, about 6 where terms and periods are few; 12 more where it has a
/// former amount; two or three bytes a row.
/// Threads: any.
class Offers {
public:
    /// No offers.
    Offers() = default;

    /// Those of so many rows. Without the sections there are no offers.
    /// Throws: Error{kCorruptData} when sections are missing or disagree in size.
    Offers(const SectionFile& file, std::uint32_t num_rows);

    [[nodiscard]] bool is_empty() const noexcept { return amounts_.empty(); }

    /// The offers [first, end) of a row.
    [[nodiscard]] std::uint32_t first(Row row) const noexcept {
        const std::uint32_t group = group_of(row);
        return group == kNoId ? 0 : starts_[group];
    }

    [[nodiscard]] std::uint32_t end(Row row) const noexcept {
        const std::uint32_t group = group_of(row);
        return group == kNoId ? 0 : starts_[group + std::size_t{1}];
    }

    /// Of every offer. Units: minor units of the currency.
    [[nodiscard]] const NarrowArray<std::int64_t>& amounts() const noexcept { return amounts_; }

    /// Of every offer, an index into terms().
    [[nodiscard]] const NarrowArray<std::uint32_t>& terms_of() const noexcept { return terms_of_; }

    /// Of every offer, an index into periods().
    [[nodiscard]] const NarrowArray<std::uint32_t>& periods_of() const noexcept {
        return periods_of_;
    }

    /// The different terms and periods of the segment.
    [[nodiscard]] std::span<const OfferTerms> terms() const noexcept { return terms_; }

    [[nodiscard]] std::span<const Period> periods() const noexcept { return periods_; }

    /// The amount that an offer says it was before.
    [[nodiscard]] std::optional<std::int64_t> was(std::uint32_t offer) const noexcept;

    /// Names of lists, currencies, locations and sellers, in one dictionary sorted bytewise.
    [[nodiscard]] std::uint32_t num_names() const noexcept {
        return name_offsets_.empty() ? 0 : static_cast<std::uint32_t>(name_offsets_.size() - 1);
    }

    [[nodiscard]] std::string_view name(std::uint32_t id) const noexcept {
        return name_blob_.substr(name_offsets_[id], name_offsets_[id + 1] - name_offsets_[id]);
    }

private:
    [[nodiscard]] std::uint32_t group_of(Row row) const noexcept {
        return groups_.empty() ? kNoId : groups_.find(row);
    }

    NearbyArray groups_; ///< of each row, an index into starts_, or none
    NearbyArray starts_;
    NarrowArray<std::int64_t> amounts_;
    NarrowArray<std::uint32_t> terms_of_;
    NarrowArray<std::uint32_t> periods_of_;
    std::span<const OfferTerms> terms_;
    std::span<const Period> periods_;
    std::span<const std::uint32_t> was_offers_; ///< ascending
    std::span<const std::int64_t> was_amounts_;
    std::span<const std::uint32_t> name_offsets_;
    std::string_view name_blob_;
};

} // namespace aisle::data
