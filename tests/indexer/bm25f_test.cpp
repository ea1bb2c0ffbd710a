// Properties of the text weights:
//   1. In a product of average lengths an occurrence counts its field's weight.
//   2. Longer fields count less, and a title's length matters least.
//   3. The impact rises with the weight, from 1 to at most 255, and never reaches 1 itself.
//   4. A field that no product has does no harm.

#include "indexer/bm25f.h"

#include <gtest/gtest.h>

namespace aisle::indexer {
namespace {

constexpr FieldLengths kAverages = {8, 2, 40, 100};

TEST(Bm25F, CountsTheFieldsWeightInAnAverageProduct) {
    const auto weights = Bm25F(kAverages).occurrence_weights(kAverages);
    for (std::size_t f = 0; f < kNumFields; ++f) EXPECT_DOUBLE_EQ(weights[f], kFieldWeights[f]);
}

TEST(Bm25F, CountsLessInLongerFieldsAndLeastSoInTitles) {
    const auto longer = Bm25F(kAverages).occurrence_weights({16, 4, 80, 200});
    const auto shorter = Bm25F(kAverages).occurrence_weights({4, 1, 20, 50});
    for (std::size_t f = 0; f < kNumFields; ++f) {
        EXPECT_LT(longer[f], kFieldWeights[f]);
        EXPECT_GT(shorter[f], kFieldWeights[f]);
    }
    EXPECT_GT(longer[0] / kFieldWeights[0], longer[2] / kFieldWeights[2]);
}

TEST(Bm25F, TurnsWeightsIntoRisingImpacts) {
    EXPECT_EQ(Bm25F::impact(0), 1);
    std::uint8_t last = 0;
    for (double weight = 0; weight < 1000; weight = weight * 1.5 + 0.1) {
        EXPECT_GE(Bm25F::impact(weight), last);
        last = Bm25F::impact(weight);
    }
    EXPECT_EQ(Bm25F::impact(1e9), 255);
}

TEST(Bm25F, BearsAFieldThatNoProductHas) {
    const auto weights = Bm25F(FieldLengths{}).occurrence_weights({0, 3, 0, 0});
    for (std::size_t f = 0; f < kNumFields; ++f) EXPECT_DOUBLE_EQ(weights[f], kFieldWeights[f]);
}

} // namespace
} // namespace aisle::indexer
