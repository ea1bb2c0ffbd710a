// Properties of search/effective_prices.h and search/stock_sets.h, over random catalogues:
//   1. Prices of some rows taken out of those of all are what choosing each row's offer gives.
//   2. Columns are kept from the moment on at which as many rows were asked for as there are, for
//      as long as no offer begins or ends, and until an offer changes.
//   3. Only the contexts that are asked for most keep theirs.
//   4. Rows in stock are worked out once for the same places, quantity and version; all of them
//      once as many rows were asked for as there are.

#include "search/effective_prices.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/hot_columns.h"
#include "search/stock_sets.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using support::Rng;

const std::vector<std::string> kNobodyPaused;

PriceRules rules_of(std::vector<std::string> lists, std::string currency, std::int64_t at) {
    PriceRules rules;
    rules.context.lists = std::move(lists);
    rules.context.currency = std::move(currency);
    rules.at = at;
    rules.paused_sellers = &kNobodyPaused;
    return rules;
}

std::map<data::Row, double> priced(const EffectivePrices& prices) {
    std::map<data::Row, double> result;
    prices.rows().for_each([&](data::Row row) { result[row] = prices.column().at(row).front(); });
    return result;
}

std::map<data::Row, double> chosen(const OfferChoice& choice, const OrdinalSet& products,
                                   const OrdinalSet& rows) {
    std::map<data::Row, double> result;
    const auto& columns = choice.view().columns();
    for (data::Row row = 0; row < columns.num_rows(); ++row) {
        if (!rows.contains(row) || !products.contains(columns.product_of(row))) continue;
        if (const auto offer = choice.choose(row)) result[row] = choice.price(offer->amount);
    }
    return result;
}

OrdinalSet some_of(std::uint32_t bound, Rng& rng) {
    auto set = OrdinalSet::all(bound);
    const double share = rng.chance(0.3) ? 1 : rng.chance(0.5) ? 0.5 : 0.02;
    if (share < 1) set.filter([&](std::uint32_t) { return rng.chance(share); });
    return set;
}

TEST(EffectivePrices, OfSomeRowsAreTheirShareOfThoseOfAll) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Rng rng(seed);
        const auto built =
            support::build({support::random_catalogue(seed, {.num_products = 100, .offers = 0.7})},
                           support::shop_settings());
        const auto& view = built.snapshot->segments[0];
        const auto& columns = view.columns();
        const auto rules = rules_of({"vip", "default"}, rng.chance(0.5) ? "EUR" : "USD",
                                    rng.chance(0.5) ? 0 : 2'000'000'000);
        const OfferChoice choice(view, rules, {});
        const EffectivePrices all(choice);
        for (int i = 0; i < 10; ++i) {
            const auto products = some_of(columns.num_products(), rng);
            const auto rows = some_of(columns.num_rows(), rng);
            const auto expected = chosen(choice, products, rows);
            EXPECT_EQ(priced(EffectivePrices(choice, products, rows)), expected) << seed;
            EXPECT_EQ(priced(EffectivePrices(all, columns, products, rows)), expected) << seed;
        }
    }
}

/// Three products: one always costs 10, one 20 and from second 100 on 15, one only then 30.
support::BuiltIndex three_products() {
    return support::build(
        {{R"({"objectID":"a","prices":[{"currency":"EUR","amount":1000}]})",
          R"({"objectID":"b","prices":[{"currency":"EUR","amount":2000},
                                       {"currency":"EUR","amount":1500,"from":100}]})",
          R"({"objectID":"c","prices":[{"currency":"EUR","amount":3000,"from":100}]})"}},
        data::Settings());
}

using Prices = std::map<data::Row, double>;

TEST(PriceColumns, KeepAContextThatIsAskedForUntilItsOffersChange) {
    auto built = three_products();
    auto& view = built.snapshot->segments[0];
    const auto find = [&](std::int64_t at, std::size_t num_rows) {
        const auto rules = rules_of({"default"}, "EUR", at);
        return view.price_columns->find(OfferChoice(view, rules, {}), rules, num_rows);
    };
    EXPECT_EQ(find(50, 2), nullptr);
    const auto before = find(50, 1);
    ASSERT_NE(before, nullptr);
    EXPECT_EQ(priced(*before).size(), 2U);
    EXPECT_EQ(find(99, 0), before);
    EXPECT_EQ(find(-1'000'000, 0), before);
    EXPECT_EQ(find(100, 2), nullptr) << "an offer has begun";
    const auto after = find(100, 1);
    ASSERT_NE(after, nullptr);
    EXPECT_EQ(priced(*after), (Prices{{0, 10}, {1, 15}, {2, 30}}));

    data::HotOffer offer;
    offer.currency = "EUR";
    offer.amount = 700;
    data::HotEdits edits(view.segment, nullptr);
    ASSERT_EQ(edits.apply({"prices", *view.columns().find_object_id("a"), {}, offer}),
              data::HotOutcome::kSet);
    view.hot = edits.publish();
    EXPECT_EQ(find(100, 2), nullptr) << "an offer was changed";
    const auto changed = find(100, 1);
    ASSERT_NE(changed, nullptr);
    EXPECT_EQ(priced(*changed), (Prices{{0, 7}, {1, 15}, {2, 30}}));
    offer.amount = 800;
    ASSERT_EQ(edits.apply({"prices", *view.columns().find_object_id("a"), {}, offer}),
              data::HotOutcome::kSet);
    view.hot = edits.publish();
    EXPECT_EQ(find(100, 2), nullptr) << "an offer was changed again";
}

TEST(PriceColumns, KeepThoseThatAreAskedForMost) {
    const auto built = three_products();
    const auto& view = built.snapshot->segments[0];
    const auto find = [&](const std::string& list, std::size_t num_rows) {
        const auto rules = rules_of({list, "default"}, "EUR", 50);
        return view.price_columns->find(OfferChoice(view, rules, {}), rules, num_rows);
    };
    ASSERT_NE(find("mine", 3), nullptr);
    for (std::size_t i = 0; i < 3 * PriceColumns::kMaxContexts; ++i) {
        const auto list = "customer-" + std::to_string(i);
        EXPECT_EQ(find(list, 1), nullptr) << "asked for once";
        ASSERT_NE(find("mine", 0), nullptr);
    }
    for (std::size_t i = 0; i < PriceColumns::kMaxColumns; ++i) {
        ASSERT_NE(find("list-" + std::to_string(i), 3), nullptr);
    }
    EXPECT_EQ(find("mine", 0), nullptr) << "others were asked for since";
    EXPECT_NE(find("list-0", 0), nullptr);
}

TEST(StockSets, AreMadeOncePerVersion) {
    StockSets sets;
    int num_made = 0;
    const auto find = [&](const std::vector<std::uint32_t>& locations, std::uint32_t least,
                          std::uint64_t version) {
        return sets.find(locations, least, version, [&] {
            ++num_made;
            return OrdinalSet::from_sorted(std::vector<std::uint32_t>(locations), 1000);
        });
    };
    EXPECT_EQ(find({1, 2}, 1, 0).to_vector(), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(find({1, 2}, 1, 0).to_vector(), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(num_made, 1);
    static_cast<void>(find({1}, 1, 0));
    static_cast<void>(find({1, 2}, 2, 0));
    static_cast<void>(find({1, 2}, 1, 7));
    EXPECT_EQ(num_made, 4);
    static_cast<void>(find({1, 2}, 1, 7));
    EXPECT_EQ(num_made, 4);
    for (std::uint32_t i = 0; i < StockSets::kMaxSets; ++i)
        static_cast<void>(find({i + 100}, 1, 7));
    const int num_before = num_made;
    static_cast<void>(find({1, 2}, 1, 7));
    EXPECT_EQ(num_made, num_before + 1) << "the one that was not used for longest made room";
}

TEST(StockSets, AreWorthMakingOnceAsManyRowsWereAskedForAsThereAre) {
    StockSets sets;
    EXPECT_FALSE(sets.is_worth_making(60, 100, 1, 5));
    EXPECT_TRUE(sets.is_worth_making(40, 100, 1, 5));
    EXPECT_TRUE(sets.is_worth_making(1, 100, 1, 5));
    EXPECT_FALSE(sets.is_worth_making(60, 100, 1, 6)) << "the stock was changed";
    EXPECT_FALSE(sets.is_worth_making(60, 100, 2, 6)) << "another quantity";
    EXPECT_TRUE(sets.is_worth_making(100, 100, 1, 6));
}

} // namespace
} // namespace aisle::search
