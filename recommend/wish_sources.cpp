// The table of wishes. What was learnt of people comes first, what is known of products by
// themselves fills up, what everybody wants comes last; where likeness is asked for, products
// speak for themselves.

#include "recommend/recommender.h"

namespace aisle::recommend {

namespace {

constexpr Source kRelatedSources[] = {Source::kRelated, Source::kTaste, Source::kContent};
constexpr Source kTogetherSources[] = {Source::kTogether};
constexpr Source kSimilarSources[] = {Source::kContent, Source::kTaste, Source::kRelated};
constexpr Source kTrendingSources[] = {Source::kTrending, Source::kPopular};
constexpr Source kForYouSources[] = {Source::kForYou, Source::kTaste, Source::kContent,
                                     Source::kTrending, Source::kPopular};
constexpr Source kNextItemSources[] = {Source::kNextItem, Source::kRelated, Source::kContent,
                                       Source::kTrending, Source::kPopular};
constexpr Source kCartSources[] = {Source::kTogether, Source::kRelated, Source::kContent,
                                   Source::kTrending, Source::kPopular};
constexpr Source kBuyAgainSources[] = {Source::kNextBasket};
constexpr Source kRecentSources[] = {Source::kRecent};
constexpr Source kBecauseSources[] = {Source::kRelated, Source::kContent};

} // namespace

std::string_view name_of(Source source) noexcept {
    constexpr std::string_view kNames[] = {
        "bought-together",     "related-products", "looking-similar", "similar-content",
        "recommended-for-you", "next-item",        "buy-again",       "recently-viewed",
        "trending-items",      "popular-items"};
    return kNames[static_cast<std::size_t>(source)];
}

std::span<const Source> sources_of(Wish wish) noexcept {
    switch (wish) {
    case Wish::kRelatedProducts:
        return kRelatedSources;
    case Wish::kBoughtTogether:
        return kTogetherSources;
    case Wish::kLookingSimilar:
        return kSimilarSources;
    case Wish::kTrendingItems:
        return kTrendingSources;
    case Wish::kForYou:
        return kForYouSources;
    case Wish::kNextItem:
        return kNextItemSources;
    case Wish::kCompleteCart:
        return kCartSources;
    case Wish::kBuyAgain:
        return kBuyAgainSources;
    case Wish::kRecentlyViewed:
        return kRecentSources;
    case Wish::kBecauseYou:
        return kBecauseSources;
    }
    return {};
}

} // namespace aisle::recommend
