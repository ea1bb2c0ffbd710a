#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "recommend/histories.h"
#include "recommend/item_set.h"
#include "recommend/model_set.h"

namespace aisle::recommend {

/// What a shop asks for.
enum class Wish : std::uint8_t {
    kRelatedProducts, ///< goes with the seeds
    kBoughtTogether,  ///< bought with the seeds
    kLookingSimilar,  ///< like the seeds by itself, or chosen by the same people
    kTrendingItems,   ///< wanted more than usual
    kForYou,          ///< suits the shopper's past
    kNextItem,        ///< comes next in the session
    kCompleteCart,    ///< goes with what is in the cart
    kBuyAgain,        ///< the next basket of someone who bought before
    kRecentlyViewed,  ///< the shopper's past itself, the newest first
    kBecauseYou,      ///< goes with what the shopper looked at last
};

/// Where a recommendation comes from.
enum class Source : std::uint8_t {
    kTogether,
    kRelated,
    kTaste,
    kContent,
    kForYou,
    kNextItem,
    kNextBasket,
    kRecent,
    kTrending,
    kPopular,
};

/// The source's name in answers: "bought-together", "trending-items", ...
[[nodiscard]] std::string_view name_of(Source source) noexcept;

/// One request.
struct Ask {
    Wish wish = Wish::kRelatedProducts;
    std::span<const Item> seeds;      ///< the product, the cart, or the session, the oldest first
    std::span<const Item> past;       ///< what the shopper did lately, the oldest first
    std::span<const Item> excluded;   ///< besides the seeds: bought just now, shown elsewhere
    const ItemSet* allowed = nullptr; ///< what the filters let through; null: everything
    std::size_t max_items = 30;
    float threshold = 0; ///< lower scores are left out
    float diversity = 0; ///< 0: by score alone, 1: as unlike each other as possible
};

struct Recommendation {
    Item item;
    float score; ///< 0 to 100, falling through the list
    Source source;
    Item because; ///< the seed or the past item that speaks for it most; data::kNoId: none

    friend bool operator==(const Recommendation&, const Recommendation&) = default;
};

/// Answers a request from the sources that the wish names, one after the other until there are
/// enough. Never an item twice, never one of the seeds or the excluded, never one that is not
/// allowed. An empty store, or nothing known, gives an empty list.
/// Threads: any.
[[nodiscard]] std::vector<Recommendation> recommend(const ModelSet& models, const Ask& ask);

/// The sources of a wish, in the order in which they are asked.
[[nodiscard]] std::span<const Source> sources_of(Wish wish) noexcept;

struct ScoredValue {
    std::uint32_t value;
    float score; ///< 0 to 100
};

/// The values of a facet whose items are wanted more than usual: `value_of_item` has a value for
/// each item, or data::kNoId.
[[nodiscard]] std::vector<ScoredValue> trending_values(const ModelSet& models,
                                                       std::span<const std::uint32_t> value_of_item,
                                                       const ItemSet* allowed,
                                                       std::size_t max_values);

} // namespace aisle::recommend
