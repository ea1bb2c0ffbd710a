#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "data/filter.h"
#include "search/exchange.h"
#include "search/shop_rules.h"
#include "search/snapshot.h"

namespace aisle::search {

/// The offer that counts for a row.
struct EffectiveOffer {
    std::uint32_t offer = 0;
    std::int64_t amount = 0; ///< in minor units of the context's currency
};

/// Which offers of one segment a request sees, and which of a row's comes first.
///
/// All that is the same for many offers is decided once: their terms get a tier (none: not
/// eligible), their periods hold or do not. What is left for an offer is a look-up and, in the
/// same tier, a comparison of amounts.
/// Threads: any; borrows the arguments of the constructor.
class OfferChoice {
public:
    /// `seller_conditions`: an offer must fulfil all of them; see ShopRules::chooses_sellers().
    OfferChoice(const SegmentView& view, const PriceRules& rules,
                const std::vector<const data::Filter*>& seller_conditions);

    /// Cost: linear in the offers of the row.
    [[nodiscard]] std::optional<EffectiveOffer> choose(data::Row row) const noexcept;

    /// In major units of the context's currency.
    [[nodiscard]] double price(std::int64_t amount) const noexcept {
        return static_cast<double>(amount) / minor_per_major_;
    }

    /// The amount whose price this is.
    [[nodiscard]] std::int64_t amount_of(double price) const noexcept {
        return static_cast<std::int64_t>(price * minor_per_major_ + 0.5);
    }

    /// What an offer says it was before, in major units of the context's currency.
    [[nodiscard]] std::optional<double> was(std::uint32_t offer) const;

    [[nodiscard]] std::string_view list(std::uint32_t offer) const noexcept;

    /// Calls `visit(name)` for the seller of every eligible offer of a row; see Offers::name().
    template <class Visit>
    void for_each_seller(data::Row row, Visit&& visit) const {
        const auto& offers = view_.columns().offers();
        for (auto offer = offers.first(row); offer < offers.end(row); ++offer) {
            const auto seller = offers.terms()[offers.terms_of()[offer]].seller;
            if (seller != data::kNoId && is_eligible(offer)) visit(seller);
        }
    }

    [[nodiscard]] const SegmentView& view() const noexcept { return view_; }

private:
    [[nodiscard]] bool is_eligible(std::uint32_t offer) const noexcept {
        return tiers_[terms_of_[offer]] != data::kNoId && period_holds_[periods_of_[offer]];
    }

    void rank_terms(const PriceRules& rules,
                    const std::vector<const data::Filter*>& seller_conditions);
    [[nodiscard]] std::int64_t own_amount(std::uint32_t offer) const noexcept;

    const SegmentView& view_;
    double minor_per_major_ = 1;
    data::NarrowArray<std::uint32_t> terms_of_;
    data::NarrowArray<std::uint32_t> periods_of_;
    data::NarrowArray<std::int64_t> amounts_;
    std::vector<std::uint32_t> tiers_;   ///< of terms; kNoId: not eligible
    std::vector<std::uint32_t> sellers_; ///< of terms, 0: the store itself
    std::vector<std::uint8_t> period_holds_;
    std::vector<std::optional<Conversion>> conversions_; ///< of terms; empty: nothing is converted
};

} // namespace aisle::search
