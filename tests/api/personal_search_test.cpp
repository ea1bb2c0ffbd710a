// What a shopper's past says about the matches of a search:
//   1. Nobody is known by nothing: no past, or an impact of 0, is no personal order.
//   2. Values that were chosen count by how much more they were chosen than matches have them;
//      what all matches have says nothing. Purchases weigh more than looks, new deeds more than
//      old ones.
//   3. Segments number their values differently, which changes nothing; values of variants count
//      once a product.
//   4. Products that are gone are no past; a past of nothing else moves nothing.
//   5. With models half of what counts is how near they take a product to the shopper's taste.
//   6. Affinities are shares: 0 to 1, and the same every time.

#include "api/personal_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/built_index.h"
#include "tests/support/plain_models.h"

namespace aisle::api {
namespace {

using data::EventKind;
using search::Affinity;
using search::Candidate;

constexpr const char* kSettings = R"({"attributesForFaceting":["brand","color","kind"]})";

std::string product(const std::string& id, const std::string& brand, const std::string& rest = "") {
    return R"({"objectID":")" + id + R"(","kind":"shoe","brand":")" + brand + "\"" + rest + "}";
}

/// Six products in two segments, two of each brand.
class PersonalSearch : public testing::Test {
protected:
    PersonalSearch()
        : index_(support::build(
              {{product("a", "Zeta"), product("b", "Mu", R"(,"color":"red")"), product("c", "Nu")},
               {product("d", "Mu", R"(,"color":"blue")"), product("e", "Zeta"),
                product("f", "Nu",
                        R"(,"variants":[{"sku":"f1","color":"red"},{"sku":"f2","color":"red"}])")}},
              data::Settings::parse(kSettings))) {}

    /// The affinities of a, b, c, d, e, f.
    std::vector<Affinity> affinities(std::vector<PastDeed> past,
                                     std::shared_ptr<const IndexModels> models = nullptr) const {
        const auto order = personalise({index_.snapshot, std::move(models), std::move(past)}, 100);
        const std::vector<Candidate> matches{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}};
        auto found = order->affinities(matches);
        EXPECT_EQ(found.size(), matches.size());
        for (const auto& each : found) {
            EXPECT_GE(each.total, 0);
            EXPECT_LE(each.total, 1);
        }
        return found;
    }

    support::BuiltIndex index_;
};

TEST_F(PersonalSearch, NeedsAPastAndAnImpact) {
    EXPECT_FALSE(personalise({index_.snapshot, nullptr, {}}, 100));
    EXPECT_FALSE(personalise({index_.snapshot, nullptr, {{"a"}}}, 0));
    const auto order = personalise({index_.snapshot, nullptr, {{"a"}}}, 40);
    ASSERT_TRUE(order);
    EXPECT_EQ(order->max_rise, 40U);
}

TEST_F(PersonalSearch, PrefersTheValuesThatWereChosen) {
    const auto found = affinities({{"a"}});
    // All of the past is of this brand, and a third of the matches.
    EXPECT_FLOAT_EQ(found[0].total, 1);
    EXPECT_FLOAT_EQ(found[4].total, 1); // in the other segment, where it has another number
    for (const std::size_t other : {1, 2, 3, 5}) EXPECT_EQ(found[other].total, 0);
}

TEST_F(PersonalSearch, WeighsDeedsByKindAndAge) {
    const auto bought = affinities({{"b", EventKind::kPurchase}, {"c", EventKind::kView}});
    EXPECT_GT(bought[3].total, bought[2].total);
    const auto viewed = affinities({{"b", EventKind::kView}, {"a", EventKind::kView}});
    EXPECT_GT(viewed[4].total, viewed[3].total);
}

TEST_F(PersonalSearch, CountsTheValuesOfVariantsOnceAProduct) {
    const auto found = affinities({{"f"}});
    // Its brand is a third of the matches, its colour, too, through b.
    EXPECT_FLOAT_EQ(found[5].total, 1);
    EXPECT_FLOAT_EQ(found[1].total, found[2].total);
}

TEST_F(PersonalSearch, KnowsNothingOfProductsThatAreGone) {
    for (const auto& each : affinities({{"gone"}})) EXPECT_EQ(each.total, 0);
}

TEST_F(PersonalSearch, TakesHalfFromTheModels) {
    // Whoever likes a likes d, and nothing is like b.
    const auto models = support::plain_models(2, {1, 0, 0, 1, 1, 0});
    const auto path = index_.directory->path() / "models.bin";
    recommend::write_model_set(path, {"a", "b", "d"}, models);
    const auto opened = std::make_shared<const IndexModels>(path);
    const auto found = affinities({{"a"}}, opened);
    EXPECT_FLOAT_EQ(found[0].total, 1);
    EXPECT_FLOAT_EQ(found[3].taste, 1);
    EXPECT_FLOAT_EQ(found[3].total, .5F);
    EXPECT_FLOAT_EQ(found[4].total, .5F); // by its brand: the models do not know it
    EXPECT_EQ(found[1].total, 0);
    // Whose past the models do not know is known by the facets alone.
    EXPECT_FLOAT_EQ(affinities({{"e"}}, opened)[4].total, 1);
}

} // namespace
} // namespace aisle::api
