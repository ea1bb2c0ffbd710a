// Properties of search/stock_totals.h:
//   1. Totals are the sum and the maximum of the quantities of every row.
//   2. They are made once as many rows were asked for as a pass is worth, and again for another
//      version of the stock.
//   3. Numbers that have no place there are not told.
//   4. The rows of hits are the same with totals and without.
#include "search/stock_totals.h"

#include <gtest/gtest.h>

#include "search/searcher.h"
#include "search/shop_view.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"

namespace aisle::search {
namespace {

using support::Rng;

class StockTotalsTest : public testing::Test {
protected:
    [[nodiscard]] const SegmentView& view() const { return built_.snapshot->segments.front(); }

    [[nodiscard]] const data::Inventory& inventory() const { return view().columns().inventory(); }

    [[nodiscard]] StockTotals::Stock stock(std::span<const std::int64_t> quantities,
                                           std::uint64_t version = 0) const {
        return {inventory(), quantities, version, view().columns().num_rows()};
    }

    [[nodiscard]] Snapshot& snapshot() const { return *built_.snapshot; }

private:
    support::BuiltIndex built_ =
        support::build({support::random_catalogue(5, {.num_products = 400, .offers = 0.6})},
                       support::shop_settings());
};

TEST_F(StockTotalsTest, are_the_sum_and_the_maximum_of_the_quantities_of_every_row) {
    Rng rng(1);
    std::vector<std::int64_t> quantities(inventory().quantities().size());
    for (auto& quantity : quantities) quantity = std::int64_t{rng.below(7)} - 2;
    StockTotals totals;
    const auto found = totals.find(stock(quantities), view().columns().num_rows());
    ASSERT_NE(found, nullptr);
    ASSERT_EQ(found->size(), view().columns().num_rows());
    for (data::Row row = 0; row < found->size(); ++row) {
        std::int64_t sum = 0;
        std::int64_t most = 0;
        for (const auto entry : inventory().entries_of(row)) {
            sum += quantities[entry];
            most = std::max(most, quantities[entry]);
        }
        EXPECT_EQ((*found)[row].quantity, sum);
        EXPECT_EQ((*found)[row].most, most);
    }
}

TEST_F(StockTotalsTest, are_made_when_enough_rows_were_asked_for_and_for_each_version) {
    StockTotals totals;
    const std::size_t enough = view().columns().num_rows() / StockTotals::kRowsPerRead;
    const auto quantities = inventory().quantities();
    EXPECT_EQ(totals.find(stock(quantities), enough - 1), nullptr);
    const auto first = totals.find(stock(quantities), 1);
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(totals.find(stock(quantities), 1), first);
    const std::vector<std::int64_t> others(quantities.size(), 3);
    EXPECT_EQ(totals.find(stock(others, 1), 1), nullptr);
    const auto second = totals.find(stock(others, 1), enough);
    ASSERT_NE(second, nullptr);
    EXPECT_EQ((*second)[inventory().rows()[0]].most, 3);
}

TEST_F(StockTotalsTest, tell_nothing_of_numbers_that_have_no_place) {
    const auto num_rows = view().columns().num_rows();
    for (const std::int64_t large : {std::int64_t{-1} << 31U, std::int64_t{1} << 31U}) {
        const auto sealed = inventory().quantities();
        std::vector<std::int64_t> quantities(sealed.begin(), sealed.end());
        quantities[quantities.size() / 2] = large;
        StockTotals totals;
        for (int i = 0; i < 3; ++i) EXPECT_EQ(totals.find(stock(quantities), num_rows), nullptr);
    }
}

TEST_F(StockTotalsTest, leave_the_rows_of_hits_as_they_are) {
    data::SearchParams params;
    params.hits_per_page = 10;
    for (const std::uint32_t min_quantity : {0U, 1U, 5U}) {
        params.availability.emplace().min_quantity = min_quantity;
        params.availability->boost = true;
        const auto shown = [&] {
            std::vector<std::tuple<std::uint32_t, bool, std::int64_t>> rows;
            for (const auto& hit : search(snapshot(), params).hits) {
                for (const auto& row : hit.rows->rows) {
                    rows.emplace_back(row.position, row.is_available, row.quantity);
                }
            }
            return rows;
        };
        snapshot().segments.front().stock_totals = std::make_shared<StockTotals>();
        const auto expected = shown();
        for (int i = 0; i < 20; ++i) ASSERT_EQ(shown(), expected);
        const auto found = view().stock_totals->find(stock(inventory().quantities()), 0);
        EXPECT_EQ(found != nullptr, min_quantity > 0);
    }
}

} // namespace
} // namespace aisle::search
