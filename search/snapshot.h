#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/dictionaries.h"
#include "data/hot_columns.h"
#include "data/rule_set.h"
#include "data/segment.h"
#include "data/settings.h"
#include "data/synonyms.h"
#include "search/coarser_values.h"
#include "search/condition_sets.h"
#include "search/facet_bits.h"
#include "search/kept_counts.h"
#include "search/lazy.h"
#include "search/ordinal_set.h"
#include "search/packed_records.h"
#include "search/recent_records.h"
#include "search/row_ends.h"
#include "search/static_order.h"
#include "search/stock_sets.h"
#include "search/word_sets.h"

namespace aisle::search {

class KeptTermSets;
class PairDistances;
class PriceColumns;
class TermAlternatives;
class TermFronts;

/// One segment as a snapshot sees it: the bytes, and which of its products are alive.
struct SegmentView {
    explicit SegmentView(std::shared_ptr<const data::Segment> sealed);

    std::shared_ptr<const data::Segment> segment;
    OrdinalSet alive;                            ///< over ordinals
    std::shared_ptr<const data::HotColumns> hot; ///< null: nothing was changed in place
    // What is worked out once for the segment, at its first use; never null. It borrows nothing:
    // sealing moves a view to another mapping of the same bytes.
    std::shared_ptr<StaticOrders> orders = std::make_shared<StaticOrders>();
    std::shared_ptr<WordSets> word_sets = std::make_shared<WordSets>();
    std::shared_ptr<PairDistances> pair_distances;       ///< made by the constructor
    std::shared_ptr<TermAlternatives> term_alternatives; ///< made by the constructor
    std::shared_ptr<TermFronts> term_fronts;             ///< made by the constructor
    std::shared_ptr<KeptTermSets> term_sets;             ///< made by the constructor
    std::shared_ptr<ConditionSets> condition_sets = std::make_shared<ConditionSets>();
    std::shared_ptr<Lazy<ColumnLevels>> column_levels = std::make_shared<Lazy<ColumnLevels>>();
    std::shared_ptr<KeptCounts> kept_counts = std::make_shared<KeptCounts>();
    std::shared_ptr<FacetBits> facet_bits = std::make_shared<FacetBits>();
    std::shared_ptr<Lazy<PackedRecords>> packed_records = std::make_shared<Lazy<PackedRecords>>();
    std::shared_ptr<Lazy<RowEnds>> row_ends = std::make_shared<Lazy<RowEnds>>();
    std::shared_ptr<StockSets> stock_sets = std::make_shared<StockSets>();
    std::shared_ptr<PriceColumns> price_columns;
    std::shared_ptr<RecentRecords> recent_records = std::make_shared<RecentRecords>();

    [[nodiscard]] const data::TextIndex& text() const noexcept { return segment->text(); }

    [[nodiscard]] const data::Columns& columns() const noexcept {
        return hot ? hot->columns() : segment->columns();
    }

    /// The record of a product as it is now.
    [[nodiscard]] std::string record(data::Ordinal product) const;

    /// The same of a product that is shown, and will soon be again.
    [[nodiscard]] std::string shown_record(data::Ordinal product) const;

    // What hot updates change of offers and stock is read here and nowhere else.

    /// Of every offer, in minor units of its currency.
    [[nodiscard]] data::NarrowArray<std::int64_t> offer_amounts() const noexcept {
        if (const auto* changed = changed_offers()) return std::span(*changed->amounts);
        return columns().offers().amounts();
    }

    /// Of every offer, an index into periods().
    [[nodiscard]] data::NarrowArray<std::uint32_t> offer_periods() const noexcept {
        if (const auto* changed = changed_offers()) return std::span(*changed->periods_of);
        return columns().offers().periods_of();
    }

    [[nodiscard]] std::span<const data::Period> periods() const noexcept {
        if (const auto* changed = changed_offers()) return *changed->periods;
        return columns().offers().periods();
    }

    /// The amount that an offer says it was before.
    [[nodiscard]] std::optional<std::int64_t> offer_was(std::uint32_t offer) const noexcept {
        if (changed_offers() != nullptr) return hot->commerce().values_of(offer).was;
        return columns().offers().was(offer);
    }

    /// Another one whenever offers were changed.
    [[nodiscard]] std::uint64_t offers_version() const noexcept {
        const auto* changed = changed_offers();
        return changed != nullptr ? changed->version : 0;
    }

    /// Of every entry of the inventory.
    [[nodiscard]] data::NarrowArray<std::int64_t> stock_quantities() const noexcept {
        if (hot && hot->commerce().stock) return std::span(*hot->commerce().stock->quantities);
        return columns().inventory().quantities();
    }

    /// Another one whenever stock was changed.
    [[nodiscard]] std::uint64_t stock_version() const noexcept {
        return hot && hot->commerce().stock ? hot->commerce().stock->version : 0;
    }

private:
    [[nodiscard]] const data::HotCommerce::Offers* changed_offers() const noexcept {
        return hot && hot->commerce().offers ? &*hot->commerce().offers : nullptr;
    }
};

/// One index at one moment: everything a search needs. Immutable once published; a request
/// takes one and passes it down by const reference.   Threads: any.
struct Snapshot {
    std::string index_name;
    std::uint64_t generation = 0;
    std::int64_t updated_at = 0; ///< Unix seconds
    std::uint64_t size_bytes = 0;
    double build_seconds = 0;
    data::Settings settings;
    data::Settings built_with; ///< the settings the segments were built with
    std::vector<SegmentView> segments;
    std::shared_ptr<const data::RuleSet> rules;             ///< null: none
    std::shared_ptr<const data::SynonymSet> synonyms;       ///< null: none
    std::shared_ptr<const data::Dictionaries> dictionaries; ///< null: only the built-in ones

    /// Number of products that are alive.
    [[nodiscard]] std::uint64_t num_products() const noexcept;
};

} // namespace aisle::search
