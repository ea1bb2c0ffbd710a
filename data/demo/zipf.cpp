#include "data/demo/zipf.h"

#include <algorithm>
#include <cassert>

namespace aisle::data::demo {

std::uint32_t WeightedChoice::draw(Rng& rng) const {
    assert(total() > 0);
    const std::uint64_t target = rng.next() % total();
    const auto found = std::upper_bound(sums_.begin(), sums_.end(), target);
    return static_cast<std::uint32_t>(found - sums_.begin());
}

std::uint64_t zipf_weight(std::uint32_t rank, std::uint32_t offset) noexcept {
    return (std::uint64_t{1} << 40U) / (std::uint64_t{rank} + 1 + offset);
}

std::uint32_t draw_open_zipf(Rng& rng) {
    // With u uniform in (0, 1], floor(u^-3) is the rank plus one. u is kept to ten bits after
    // the point of 1/u, which the cube turns into an integer without floating point.
    constexpr std::uint64_t kScale = 1U << 10U;
    constexpr std::uint64_t kLargest = 1000; // a thousand million ranks are enough
    const std::uint64_t inverse =
        std::min((kScale << 32U) / (std::uint64_t{rng.bits()} + 1), kLargest * kScale);
    return static_cast<std::uint32_t>(((inverse * inverse / kScale) * inverse) /
                                      (kScale * kScale)) -
           1;
}

} // namespace aisle::data::demo
