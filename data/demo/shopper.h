#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "data/demo/assortment.h"
#include "data/demo/product_plan.h"

namespace aisle::data::demo {

enum class Action : std::uint8_t { kSeeHits, kClick, kView, kAddToCart, kPurchase };

/// One thing that a shopper did.
struct ShopperEvent {
    std::int64_t time_ms = 0;
    std::uint64_t shopper = 0;
    Action action = Action::kView;
    std::uint32_t position = 0;              ///< of a click among the hits, from 1
    std::uint64_t query = 0;                 ///< which search led here; 0: none did
    std::vector<std::uint32_t> items;        ///< product positions
    std::vector<std::uint32_t> quantities;   ///< of a purchase, one per item
    std::vector<std::uint64_t> item_queries; ///< of a purchase, one per item; 0: none
};

/// A person with a taste of their own. All of it follows from the seed and the number.
struct Shopper {
    std::uint64_t number = 0;
    std::array<std::uint32_t, 5> families{}; ///< the first ones matter most
    std::uint32_t tier = 1;                  ///< the price tier they like
    std::uint64_t brand_taste = 0;           ///< makes them like some brands more than others
    std::uint32_t visits_percent = 0;        ///< chance of a visit on a given day
    std::array<std::uint32_t, 3> wishes{};   ///< products they keep coming back to
};

/// All shoppers of a store. What one does depends on the seed and their number alone.
/// Threads: any.
class Crowd {
public:
    /// Requires: both outlive the crowd.
    Crowd(const DemoOptions& options, const Assortment& assortment)
        : options_(options), assortment_(assortment) {}

    /// The shopper of a number.
    [[nodiscard]] Shopper shopper(std::uint64_t number) const;

    /// Appends what a shopper does on a day (0 ... num_days - 1), in order of time.
    void append_day(const Shopper& shopper, std::uint32_t day,
                    std::vector<ShopperEvent>& events) const;

private:
    const DemoOptions& options_;
    const Assortment& assortment_;
};

} // namespace aisle::data::demo
