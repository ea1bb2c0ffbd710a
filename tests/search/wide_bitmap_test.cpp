// Properties of search/wide_bitmap.h and search/bitmap.h:
//   1. Common bits are counted as one by one, whatever the size.
//   2. The values whose bits are set, or not, are those of looking at each, in their order.
#include "search/wide_bitmap.h"

#include <gtest/gtest.h>

#include <bit>
#include <vector>

#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using support::Rng;

Bitmap random_bits(std::uint32_t bound, double share, Rng& rng) {
    Bitmap bits(num_bitmap_words(bound), 0);
    for (std::uint32_t value = 0; value < bound; ++value) {
        if (rng.chance(share)) set_bit(bits, value);
    }
    return bits;
}

std::vector<std::uint32_t> random_values(std::uint32_t bound, double share, Rng& rng) {
    std::vector<std::uint32_t> values;
    for (std::uint32_t value = 0; value < bound; ++value) {
        if (rng.chance(share)) values.push_back(value);
    }
    return values;
}

TEST(WideBitmap, counts_common_bits_as_one_by_one) {
    Rng rng(1);
    for (std::uint32_t bound = 0; bound < 1500; bound += 1 + rng.below(40)) {
        const auto a = random_bits(bound, 0.6, rng);
        const auto b = random_bits(bound, 0.3, rng);
        std::uint32_t expected = 0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            expected += static_cast<std::uint32_t>(std::popcount(a[i] & b[i]));
        }
        EXPECT_EQ(count_common_bits(a, b), expected) << bound;
        if (!has_wide_words()) continue;
        EXPECT_EQ(count_common_bits_wide(a, b), expected) << bound;
    }
}

TEST(WideBitmap, keeps_the_values_whose_bits_are_as_wanted) {
    Rng rng(2);
    for (std::uint32_t bound = 0; bound < 1500; bound += 1 + rng.below(40)) {
        const auto bits = random_bits(bound, rng.chance(0.5) ? 0.5 : 0.97, rng);
        const auto values = random_values(bound, rng.chance(0.5) ? 0.1 : 0.9, rng);
        for (const bool wanted : {true, false}) {
            std::vector<std::uint32_t> expected;
            for (const auto value : values) {
                if (has_bit(bits, value) == wanted) expected.push_back(value);
            }
            EXPECT_EQ(wanted ? values_in(values, bits) : values_not_in(values, bits), expected);
            if (!has_wide_words()) continue;
            std::vector<std::uint32_t> kept(values.size() + kWideValues);
            kept.resize(copy_values_wide(values, bits, wanted, kept.data()));
            EXPECT_EQ(kept, expected) << bound;
        }
    }
}

} // namespace
} // namespace aisle::search
