// Properties of sorting products by a key:
//   1. It is a stable sort: over many seeds, sizes and kinds of keys the same as the standard
//      library's, signs, zeros, infinities and tiny differences among them.
#include "search/key_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

namespace aisle::search {
namespace {

double random_key(std::mt19937& random, unsigned kind) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    constexpr double kSpecial[] = {0.0, -0.0, kInfinity, -kInfinity, 5e-324, -5e-324, 1e308};
    switch (kind) {
    case 0:
        return static_cast<double>(random() % 7);
    case 1:
        return std::normal_distribution<double>(0, 1e3)(random);
    case 2:
        return kSpecial[random() % std::size(kSpecial)];
    default:
        return std::nextafter(1.0, random() % 2 == 0 ? 0 : 2);
    }
}

TEST(KeyOrder, IsThatOfAStableSort) {
    std::mt19937 random(1);
    for (int round = 0; round < 400; ++round) {
        const unsigned kind = static_cast<unsigned>(round) % 5;
        std::vector<double> keys(random() % 400);
        for (auto& key : keys) key = random_key(random, kind < 4 ? kind : random() % 4);
        std::vector<data::Ordinal> products(keys.size());
        std::iota(products.begin(), products.end(), 0U);
        std::shuffle(products.begin(), products.end(), random);
        auto expected = products;
        std::stable_sort(expected.begin(), expected.end(),
                         [&](auto a, auto b) { return keys[a] < keys[b]; });
        sort_by_key(keys, products);
        ASSERT_EQ(products, expected) << "round " << round;
    }
}

} // namespace
} // namespace aisle::search
