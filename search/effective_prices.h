#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "data/columns.h"
#include "search/offer_choice.h"
#include "search/ordinal_set.h"
#include "search/shop_rules.h"

namespace aisle::search {

/// The effective prices of some rows of a segment, as a column of the request. Immutable.
class EffectivePrices {
public:
    /// Of all rows.   Cost: linear in the offers of the segment.
    explicit EffectivePrices(const OfferChoice& choice);

    /// Of the rows of `products` that are in `rows`.   Cost: linear in their offers.
    EffectivePrices(const OfferChoice& choice, const OrdinalSet& products, const OrdinalSet& rows);

    /// The same out of those of all rows.   Cost: linear in the rows.
    EffectivePrices(const EffectivePrices& all, const data::Columns& columns,
                    const OrdinalSet& products, const OrdinalSet& rows);

    EffectivePrices(const EffectivePrices&) = delete;
    EffectivePrices& operator=(const EffectivePrices&) = delete;

    [[nodiscard]] const data::NumericColumn& column() const noexcept { return *column_; }

    /// The rows that have a price.
    [[nodiscard]] const OrdinalSet& rows() const noexcept { return rows_; }

    /// True when prices of so many rows are kept in a cell for each row of the segment.
    [[nodiscard]] static bool is_dense(std::size_t num_priced, std::uint32_t num_rows) noexcept {
        // A look-up in a sparse column is a binary search, some 30 times what filling a cell takes.
        constexpr std::size_t kCellsPerLookUp = 16;
        return num_priced * kCellsPerLookUp >= num_rows;
    }

private:
    void finish(std::uint32_t num_rows, bool is_dense);

    std::vector<std::uint32_t> cells_;
    std::vector<double> values_;
    OrdinalSet rows_;
    std::optional<data::NumericColumn> column_;
};

/// The prices of all rows of a segment, of the contexts that are asked for most.
///
/// Shoppers have few contexts between them, and which offer counts changes only where an offer is
/// changed, begins or ends. All rows are worked out once requests have worked out as many one by
/// one; so whatever is asked for in whatever order, at most twice the work is done (the rule of
/// ski rental), and a context that is seen once, or offers that change all the time, cost nothing.
/// Threads: any; nobody waits for a column that another one makes.
class PriceColumns {
public:
    /// Null while it is not worth it. `num_rows` are what the caller would work out without.
    /// Requires: `choice` of `rules`, without conditions on sellers.
    [[nodiscard]] std::shared_ptr<const EffectivePrices>
    find(const OfferChoice& choice, const PriceRules& rules, std::size_t num_rows);

    /// 8 bytes a row each.
    static constexpr std::size_t kMaxColumns = 8;
    static constexpr std::size_t kMaxContexts = 256;

private:
    struct Context {
        std::string name;
        std::uint64_t version = 0;  ///< of the offers; see SegmentView::offers_version()
        std::size_t num_chosen = 0; ///< rows worked out one by one
        bool is_being_made = false;
        std::shared_ptr<const EffectivePrices> prices; ///< null: not yet
        data::Period holds{};                          ///< the time at which `prices` hold
    };

    Context& recall(std::string&& name, std::uint64_t version, std::int64_t at);
    void keep(const std::string& name, std::uint64_t version, const data::Period& holds,
              const std::shared_ptr<const EffectivePrices>& prices);

    std::mutex mutex_;
    std::list<Context> contexts_; ///< the last used first
};

} // namespace aisle::search
