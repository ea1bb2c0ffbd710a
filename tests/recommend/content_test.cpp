// What products are like by themselves:
//   1. The products of the vectors with one another are those of the best approximation of that
//      rank, as a dense singular value decomposition has it.
//   2. One thread and many give the same bytes; nothing gives zeros.
//   3. Weights are those of tf-idf; what is too common, too rare or beyond the bound is dropped.
//   4. Given vectors and words each count half; vectors have the length 1, or are of zeros.
//   5. Items that no event was about are recommended for likeness, for a shopper's past, and to
//      fill up; filters hold on them; sealed and opened they are the same.
//   6. A set whose parts do not fit is refused.

#include "recommend/content_vectors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "data/error.h"
#include "recommend/recommender.h"
#include "tests/support/plain_models.h"
#include "tests/support/rng.h"
#include "tests/support/temp_directory.h"

namespace aisle::recommend {
namespace {

using Dense = Eigen::MatrixXd;

/// Rows that have features of one of a few kinds, and some of any.
FeatureRows random_rows(support::Rng& rng, std::size_t num_rows, std::uint32_t num_features) {
    FeatureRows rows;
    rows.num_features = num_features;
    for (std::size_t row = 0; row < num_rows; ++row) {
        const std::uint32_t kind = rng.below(5);
        for (std::uint32_t feature = 0; feature < num_features; ++feature) {
            if (!rng.chance(feature % 5 == kind ? .5 : .05)) continue;
            rows.features.push_back(feature);
            rows.weights.push_back(static_cast<float>(rng.between(1, 10)) / 10);
        }
        rows.offsets.push_back(rows.features.size());
    }
    return rows;
}

Dense dense_of(const FeatureRows& rows) {
    Dense dense = Dense::Zero(static_cast<Eigen::Index>(rows.size()), rows.num_features);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (auto e = rows.offsets[row]; e < rows.offsets[row + 1]; ++e) {
            dense(static_cast<Eigen::Index>(row), rows.features[e]) = rows.weights[e];
        }
    }
    return dense;
}

Dense dense_of(const std::vector<float>& vectors, std::size_t size) {
    return Eigen::Map<const Eigen::Matrix<float, -1, -1, Eigen::RowMajor>>(
               vectors.data(), static_cast<Eigen::Index>(vectors.size() / size),
               static_cast<Eigen::Index>(size))
        .cast<double>();
}

/// The products of all pairs of rows. Eigen's own takes a minute to compile.
Dense products_of(const Dense& rows) {
    Dense products(rows.rows(), rows.rows());
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
        for (Eigen::Index j = 0; j < rows.rows(); ++j)
            products(i, j) = rows.row(i).dot(rows.row(j));
    }
    return products;
}

TEST(Lsa, KeepsWhatADenseDecompositionKeeps) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        support::Rng rng(seed);
        const auto rows = random_rows(rng, 120, 60);
        LsaOptions options;
        options.size = 5; // as many as there are kinds, so that the next one is far behind
        options.num_sweeps = 12;
        const auto found = dense_of(train_lsa(rows, options), options.size);
        // Eigenvalues of the products of all pairs are the squares of singular values.
        const Eigen::SelfAdjointEigenSolver<Dense> eigen(products_of(dense_of(rows)));
        Dense kept = eigen.eigenvectors().rightCols(5);
        for (Eigen::Index i = 0; i < 5; ++i)
            kept.col(i) *= std::sqrt(eigen.eigenvalues().tail(5)[i]);
        const Dense expected = products_of(kept);
        EXPECT_LT((products_of(found) - expected).cwiseAbs().maxCoeff(),
                  1e-3 * expected.cwiseAbs().maxCoeff());
    }
}

TEST(Lsa, KeepsEverythingWhereThereIsRoom) {
    support::Rng rng(1);
    const auto rows = random_rows(rng, 30, 10);
    const auto found = dense_of(train_lsa(rows, {}), LsaOptions().size);
    const Dense all = dense_of(rows);
    EXPECT_LT((products_of(found) - products_of(all)).cwiseAbs().maxCoeff(), 1e-4);
}

TEST(Lsa, GivesTheSameBytesForAnyNumberOfThreads) {
    support::Rng rng(2);
    const auto rows = random_rows(rng, 5000, 200);
    const auto once = train_lsa(rows, {});
    const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
    EXPECT_EQ(train_lsa(rows, {}), once);
}

TEST(Lsa, OfNothingIsZeros) {
    EXPECT_TRUE(train_lsa({}, {}).empty());
    FeatureRows rows;
    rows.offsets = {0, 0, 0};
    EXPECT_EQ(train_lsa(rows, {}), std::vector<float>(2 * LsaOptions().size, 0));
}

TEST(Features, AreWeighedByHowRareTheyAre) {
    FeatureRows rows; // 0 is everywhere, 1 and 3 in two of four, 2 nowhere
    rows.num_features = 4;
    rows.offsets = {0, 2, 5, 6, 8};
    rows.features = {0, 1, 0, 1, 3, 0, 3, 0};
    rows.weights.assign(8, 1);
    auto weighed = rows;
    weigh_features(weighed, 100);
    EXPECT_EQ(weighed.num_features, 2U);
    EXPECT_THAT(weighed.offsets, testing::ElementsAre(0, 1, 3, 3, 4));
    EXPECT_THAT(weighed.features, testing::ElementsAre(0, 0, 1, 1));
    EXPECT_THAT(weighed.weights, testing::ElementsAre(1, testing::FloatEq(std::sqrt(.5F)),
                                                      testing::FloatEq(std::sqrt(.5F)), 1));
    weigh_features(rows, 1);
    EXPECT_EQ(rows.num_features, 1U);
}

float product(const ContentVectors& content, Item a, Item b) {
    float sum = 0;
    for (std::size_t f = 0; f < content.size; ++f)
        sum += content.vector(a)[f] * content.vector(b)[f];
    return sum;
}

/// Five items: 0 and 1 share a word, 2 and 3 another, of 4 nothing is known.
Content some_content() {
    Content content;
    content.features.num_features = 2;
    content.features.offsets = {0, 1, 2, 3, 4, 4};
    content.features.features = {0, 0, 1, 1};
    content.features.weights.assign(4, 1);
    return content;
}

TEST(Content, IsHalfWordsAndHalfWhatIsGiven) {
    const auto words = train_content(some_content());
    EXPECT_NEAR(product(words, 0, 1), 1, 1e-5);
    EXPECT_NEAR(product(words, 0, 2), 0, 1e-5);
    EXPECT_EQ(product(words, 4, 4), 0);
    auto both = some_content();
    both.given_size = 2;
    both.given = {3, 0, 0, 4, 1, 0, 0, 0, 0, 0}; // 0 and 2 alike, nothing of 3 and 4
    const auto content = train_content(std::move(both));
    EXPECT_NEAR(product(content, 0, 0), 1, 1e-5);
    EXPECT_NEAR(product(content, 0, 1), .5, 1e-5);
    EXPECT_NEAR(product(content, 0, 2), .5, 1e-5);
    EXPECT_NEAR(product(content, 2, 3), std::sqrt(.5), 1e-5);
}

/// Items 0 and 1 are trained, 2 to 4 are known by their content alone.
class ColdItems : public testing::Test {
protected:
    ColdItems() : models_(support::plain_models(2, {1, 0, 0, 1})) {
        models_.trending = Array(std::vector<float>{1, 0});
        models_.content = train_content(some_content());
    }

    [[nodiscard]] std::filesystem::path path() const { return directory_.path() / "models.bin"; }

    std::vector<Recommendation> ask(Wish wish, std::vector<Item> seeds, std::vector<Item> past = {},
                                    const ItemSet* allowed = nullptr) {
        write_model_set(path(), {"b", "d", "a", "c", "e"}, models_);
        const ModelSet set(path());
        Ask request;
        request.wish = wish;
        request.seeds = seeds;
        request.past = past;
        request.allowed = allowed;
        return recommend(set, request);
    }

    support::TempDirectory directory_;
    Models models_;
};

TEST_F(ColdItems, AreFoundByTheirIds) {
    write_model_set(path(), {"b", "d", "a", "c", "e"}, models_);
    const ModelSet set(path());
    EXPECT_EQ(set.num_items(), 5U);
    EXPECT_EQ(set.num_trained(), 2U);
    for (Item item = 0; item < 5; ++item) EXPECT_EQ(set.find(set.object_id(item)), item);
    EXPECT_FALSE(set.find("f"));
}

TEST_F(ColdItems, AreLikeWhatTheirContentIsLike) {
    const auto similar = ask(Wish::kLookingSimilar, {2});
    ASSERT_FALSE(similar.empty());
    EXPECT_EQ(similar.front(), (Recommendation{3, 100, Source::kContent, 2}));
    for (const Wish wish : {Wish::kRelatedProducts, Wish::kNextItem, Wish::kCompleteCart}) {
        EXPECT_EQ(ask(wish, {3}).front().item, 2U);
    }
    EXPECT_EQ(ask(Wish::kForYou, {}, {2}).front().item, 3U);
    EXPECT_EQ(ask(Wish::kBecauseYou, {}, {0, 2}).front(),
              (Recommendation{3, 100, Source::kContent, 2}));
    EXPECT_EQ(ask(Wish::kRecentlyViewed, {}, {0, 3}).front().item, 3U);
}

TEST_F(ColdItems, PassTheFilter) {
    ItemSet allowed(5, true);
    allowed.remove(3);
    for (const auto& each : ask(Wish::kLookingSimilar, {2}, {}, &allowed)) EXPECT_NE(each.item, 3U);
}

TEST_F(ColdItems, FromNothingGiveNothing) {
    EXPECT_TRUE(ask(Wish::kRelatedProducts, {4}).empty());
    EXPECT_TRUE(ask(Wish::kBoughtTogether, {2}).empty());
}

TEST_F(ColdItems, WithoutContentAreRefused) {
    models_.content = {};
    EXPECT_THROW(ask(Wish::kRelatedProducts, {0}), data::Error);
}

} // namespace
} // namespace aisle::recommend
