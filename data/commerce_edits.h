#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "data/hot_change.h"
#include "data/hot_commerce.h"
#include "data/section_file.h"
#include "data/segment.h"
#include "data/versioned_array.h"

namespace aisle::data {

/// Changes offers and stock of one segment, and makes HotCommerce of them.
///
/// What is changed in place are offers and entries that a row has: what a row has not, and what
/// a variant has from its record, is left to the caller, who writes the record anew.
/// Threads: one; what publish() returns, any.
class CommerceEdits {
public:
    /// Goes on from `published`, or from the segment as it was sealed where that is null.
    CommerceEdits(std::shared_ptr<const Segment> segment, const HotCommerce* published);

    [[nodiscard]] HotOutcome apply(const HotEdit& edit, const HotOffer& offer);
    [[nodiscard]] HotOutcome apply(const HotEdit& edit, const HotStock& stock);

    /// Something that was set of a product, as an update that would set it again.
    struct Change {
        std::string place; ///< place_of() it in the record
        std::optional<Row> row;
        HotChange change;
        std::int64_t time_ms = 0;
    };

    /// Requires: all was published.
    [[nodiscard]] std::vector<Change> changes_of(Ordinal product);

    [[nodiscard]] HotCommerce publish();

    /// The same numbers over another file of the same bytes.
    void move_to(std::shared_ptr<const Segment> segment) { segment_ = std::move(segment); }

    void save(SectionFileWriter& file);
    /// Throws: Error{kCorruptData}.
    void load(const SectionFile& file);

private:
    struct Offers {
        VersionedArray<std::int64_t> amounts;
        VersionedArray<std::int64_t> was;
        VersionedArray<std::uint32_t> periods_of;
        VersionedArray<std::uint8_t> changed;
        std::shared_ptr<std::vector<Period>> periods; ///< replaced, not changed, once published
        std::map<Period, std::uint32_t> period_numbers;
        std::unordered_map<std::uint32_t, std::int64_t> times_ms;
        std::uint64_t version; ///< of the last change
    };

    struct Stock {
        VersionedArray<std::int64_t> quantities;
        VersionedArray<std::uint8_t> changed;
        std::unordered_map<std::uint32_t, std::int64_t> times_ms;
        std::uint64_t version; ///< of the last change
    };

    [[nodiscard]] Offers& offers();
    [[nodiscard]] Stock& stock();
    [[nodiscard]] std::vector<Row> rows_with_own(const HotEdit& edit, const char* name) const;
    [[nodiscard]] std::optional<std::uint32_t> find(Row row, const HotOffer& offer);
    [[nodiscard]] std::optional<std::uint32_t> find(Row row, const HotStock& stock) const;
    [[nodiscard]] std::uint32_t number_of(const Period& period);
    void set(std::uint32_t offer, const HotOffer& values, std::int64_t time_ms);
    void set(std::uint32_t entry, std::int64_t quantity, std::int64_t time_ms);

    std::shared_ptr<const Segment> segment_;
    std::optional<Offers> offers_;
    std::optional<Stock> stock_;
};

} // namespace aisle::data
