#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "recommend/histories.h"
#include "recommend/model_set.h"

namespace aisle::recommend {

/// What somebody did with one product, in the order of time.
enum class Deed : std::uint8_t { kLook, kCart, kBuy };

struct Interaction {
    std::uint32_t person;
    Item item;
    Deed deed;
    std::int64_t time_ms;
};

/// The interactions of one index, in the order of time.
struct Interactions {
    std::vector<Interaction> rows;
    std::uint32_t num_people = 0;
    std::uint32_t num_items = 0;
};

/// Someone's events without a gap of 30 minutes, by their end.
[[nodiscard]] Histories sessions_of(const Interactions& interactions);
/// What each person did, each product once, by their last event.
[[nodiscard]] Histories people_of(const Interactions& interactions);
/// What each person bought, a step a day.
[[nodiscard]] Histories purchases_of(const Interactions& interactions);
/// What was bought by one person on one day.
[[nodiscard]] Histories baskets_of(const Interactions& interactions);

/// How much more each item is wanted lately than before, in standard deviations: carts and
/// purchases count more than looks, and all fade with a half-life of two days. 0 for items that
/// are not wanted more than usual.
[[nodiscard]] std::vector<float> trends_of(const Interactions& interactions);

/// Is told what is being trained.
using Progress = std::function<void(std::string_view stage)>;

/// Trains all models of one index.
/// Threads: uses all; the same models for any number of them.
[[nodiscard]] Models train_store(const Interactions& interactions, const Progress& progress);

} // namespace aisle::recommend
