#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/columns.h"
#include "search/criteria.h"
#include "search/large_pages.h"
#include "search/once_map.h"

namespace aisle::search {

/// The products of one segment, sorted once by what no query changes: the values of their
/// attributes, then the objectID.
class StaticOrder {
public:
    /// Requires: `criteria` are all of kind kValue.   Cost: a sort of all products.
    StaticOrder(const data::Columns& columns, std::span<const Criterion> criteria);

    [[nodiscard]] std::uint32_t rank(data::Ordinal product) const noexcept {
        return ranks_[product];
    }

    /// What tells most products from those at the front without reading their ranks, in a quarter
    /// of the memory: which of 256 stretches of the order a product, or a rank, is in.
    [[nodiscard]] std::uint32_t stretch(data::Ordinal product) const noexcept {
        return stretches_[product];
    }

    [[nodiscard]] std::uint32_t stretch_of_rank(std::uint32_t rank) const noexcept {
        return rank >> shift_;
    }

    [[nodiscard]] std::span<const data::Ordinal> by_rank() const noexcept { return by_rank_; }

private:
    std::vector<std::uint32_t, LargePages<std::uint32_t>> ranks_;
    std::vector<std::uint8_t> stretches_;
    int shift_ = 0;
    std::vector<data::Ordinal> by_rank_;
};

/// The orders of one segment that were asked for, each sorted at its first use.
/// Threads: any; whoever comes while an order is being sorted waits for it.
class StaticOrders {
public:
    /// Null when this segment keeps kMaxOrders others already.
    [[nodiscard]] std::shared_ptr<const StaticOrder> find(const data::Columns& columns,
                                                          std::span<const Criterion> criteria);

    /// A store ranks in a few ways; an order costs nine bytes a product.
    static constexpr std::size_t kMaxOrders = 16;

private:
    OnceMap<std::string, StaticOrder> orders_{kMaxOrders}; ///< by the spelled criteria
};

} // namespace aisle::search
