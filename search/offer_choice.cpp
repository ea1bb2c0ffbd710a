#include "search/offer_choice.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "data/currency.h"
#include "data/text.h"

namespace aisle::search {

namespace {

using data::Filter;
using data::kNoId;

/// Where terms stand among others, less is better.
using Rank = std::tuple<std::size_t, bool, bool, std::int64_t>;

bool accepts(const Filter& condition, const std::string& folded_seller) {
    const auto holds = [&](const Filter& child) { return accepts(child, folded_seller); };
    switch (condition.kind) {
    case Filter::Kind::kAnd:
        return std::all_of(condition.children.begin(), condition.children.end(), holds);
    case Filter::Kind::kOr:
        return std::any_of(condition.children.begin(), condition.children.end(), holds);
    default:
        return data::fold(condition.value) == folded_seller;
    }
}

/// Judges terms one by one, looking each name up once.
class TermsJudge {
public:
    TermsJudge(const data::Offers& offers, const PriceRules& rules,
               const std::vector<const Filter*>& seller_conditions)
        : offers_(offers), rules_(rules), list_places_(offers.num_names(), kNoId) {
        const auto& lists = rules.context.lists;
        for (std::uint32_t name = 0; name < offers.num_names(); ++name) {
            const auto found = std::find(lists.begin(), lists.end(), offers.name(name));
            if (found != lists.end()) {
                list_places_[name] = static_cast<std::uint32_t>(found - lists.begin());
            }
            sellers_allowed_.push_back(is_allowed(offers.name(name), seller_conditions));
            conversions_.push_back(conversion_of(offers.name(name)));
        }
        takes_no_seller_ = seller_conditions.empty();
    }

    /// Nothing when offers on these terms are not eligible.
    [[nodiscard]] std::optional<Rank> judge(const data::OfferTerms& terms) const {
        const auto& context = rules_.context;
        const bool is_own = offers_.name(terms.currency) == context.currency;
        const bool is_local = terms.location != kNoId;
        const bool is_sold =
            terms.seller == kNoId ? takes_no_seller_ : sellers_allowed_[terms.seller] != 0;
        const bool is_eligible =
            list_places_[terms.list] != kNoId && is_sold &&
            (is_own || conversions_[terms.currency]) && terms.min_quantity <= context.quantity &&
            (!is_local ||
             (!context.location.empty() && offers_.name(terms.location) == context.location));
        if (!is_eligible) return std::nullopt;
        return Rank{list_places_[terms.list], !is_own, !is_local, -terms.min_quantity};
    }

    [[nodiscard]] const std::optional<Conversion>& conversion(const data::OfferTerms& terms) const {
        return conversions_[terms.currency];
    }

private:
    [[nodiscard]] bool is_allowed(std::string_view seller,
                                  const std::vector<const Filter*>& conditions) const {
        const auto& paused = *rules_.paused_sellers;
        if (std::find(paused.begin(), paused.end(), seller) != paused.end()) return false;
        if (conditions.empty()) return true;
        const std::string folded = data::fold(seller);
        return std::all_of(conditions.begin(), conditions.end(),
                           [&](const Filter* condition) { return accepts(*condition, folded); });
    }

    /// Names that are no currency have none; own amounts need none.
    [[nodiscard]] std::optional<Conversion> conversion_of(std::string_view name) const {
        if (rules_.rates == nullptr || name == rules_.context.currency) return std::nullopt;
        return Conversion::between(name, rules_.context.currency, *rules_.rates);
    }

    const data::Offers& offers_;
    const PriceRules& rules_;
    std::vector<std::uint32_t> list_places_; ///< of names; kNoId: not one of the lists
    std::vector<std::uint8_t> sellers_allowed_;
    std::vector<std::optional<Conversion>> conversions_;
    bool takes_no_seller_ = true;
};

} // namespace

OfferChoice::OfferChoice(const SegmentView& view, const PriceRules& rules,
                         const std::vector<const Filter*>& seller_conditions)
    : view_(view),
      minor_per_major_(std::pow(10, data::currency_exponent(rules.context.currency).value_or(2))),
      terms_of_(view.columns().offers().terms_of()),
      periods_of_(view.offer_periods()),
      amounts_(view.offer_amounts()) {
    rank_terms(rules, seller_conditions);
    for (const auto& period : view.periods()) {
        period_holds_.push_back(period.from <= rules.at && rules.at < period.until);
    }
}

void OfferChoice::rank_terms(const PriceRules& rules,
                             const std::vector<const Filter*>& seller_conditions) {
    const auto& offers = view_.columns().offers();
    const TermsJudge judge(offers, rules, seller_conditions);
    std::vector<std::optional<Rank>> ranks;
    std::vector<Rank> sorted;
    for (const auto& terms : offers.terms()) {
        ranks.push_back(judge.judge(terms));
        if (ranks.back()) sorted.push_back(*ranks.back());
        sellers_.push_back(terms.seller + 1); // kNoId becomes 0, before every name
        if (rules.rates != nullptr) conversions_.push_back(judge.conversion(terms));
    }
    std::sort(sorted.begin(), sorted.end());
    for (const auto& rank : ranks) {
        const auto at = rank ? std::lower_bound(sorted.begin(), sorted.end(), *rank) : sorted.end();
        tiers_.push_back(rank ? static_cast<std::uint32_t>(at - sorted.begin()) : kNoId);
    }
}

std::int64_t OfferChoice::own_amount(std::uint32_t offer) const noexcept {
    const std::int64_t amount = amounts_[offer];
    if (conversions_.empty()) return amount;
    const auto& conversion = conversions_[terms_of_[offer]];
    return conversion ? conversion->convert(amount) : amount;
}

std::optional<EffectiveOffer> OfferChoice::choose(data::Row row) const noexcept {
    const auto& offers = view_.columns().offers();
    std::uint32_t best_tier = kNoId;
    EffectiveOffer best;
    for (auto offer = offers.first(row), end = offers.end(row); offer < end; ++offer) {
        const std::uint32_t tier = tiers_[terms_of_[offer]];
        if (tier == kNoId || tier > best_tier || !period_holds_[periods_of_[offer]]) continue;
        const std::int64_t amount = own_amount(offer);
        if (tier == best_tier) {
            const auto seller = [&](std::uint32_t o) { return sellers_[terms_of_[o]]; };
            if (amount > best.amount) continue;
            if (amount == best.amount && seller(offer) >= seller(best.offer)) continue;
        }
        best_tier = tier;
        best = {offer, amount};
    }
    if (best_tier == kNoId) return std::nullopt;
    return best;
}

std::optional<double> OfferChoice::was(std::uint32_t offer) const {
    const auto amount = view_.offer_was(offer);
    if (!amount) return std::nullopt;
    const bool is_converted = !conversions_.empty() && conversions_[terms_of_[offer]];
    return price(is_converted ? conversions_[terms_of_[offer]]->convert(*amount) : *amount);
}

std::string_view OfferChoice::list(std::uint32_t offer) const noexcept {
    const auto& offers = view_.columns().offers();
    return offers.name(offers.terms()[terms_of_[offer]].list);
}

} // namespace aisle::search
