// Properties of search/exchange.h:
//   1. Amounts are rounded half up to the target's minor unit, whatever its decimals.
//   2. No amount or rate overflows: a result that is too large is the largest amount.
//   3. There is no conversion without both rates.
#include "search/exchange.h"

#include <gtest/gtest.h>

namespace aisle::search {
namespace {

/// One euro is 1.08 dollars, 161.35 yen, 0.335 dinars of 1,000 fils, and 2 pounds.
data::ExchangeRates rates() {
    return {"EUR", {{"GBP", 2, 0}, {"JPY", 16135, 2}, {"KWD", 335, 3}, {"USD", 108, 2}}};
}

std::int64_t converted(std::int64_t amount, std::string_view from, std::string_view to) {
    return Conversion::between(from, to, rates())->convert(amount);
}

TEST(Exchange, RoundsHalfUpToTheMinorUnit) {
    EXPECT_EQ(converted(1000, "EUR", "USD"), 1080);
    EXPECT_EQ(converted(1, "GBP", "EUR"), 1) << "half a cent";
    EXPECT_EQ(converted(1999, "EUR", "JPY"), 3225) << "3225.3865 yen";
    EXPECT_EQ(converted(100, "JPY", "EUR"), 62) << "61.977 cents";
    EXPECT_EQ(converted(100, "EUR", "KWD"), 335);
    EXPECT_EQ(converted(1080, "USD", "GBP"), 2000);
    EXPECT_EQ(converted(0, "EUR", "JPY"), 0);
}

TEST(Exchange, DoesNotOverflow) {
    constexpr std::int64_t kLargest = 9'007'199'254'740'991;
    EXPECT_EQ(converted(kLargest, "EUR", "USD"), kLargest);
    EXPECT_EQ(converted(kLargest, "GBP", "EUR"), 4'503'599'627'370'496);
    const data::ExchangeRates extreme = {"EUR", {{"KWD", 999'999'999'999'999, 0}, {"USD", 1, 14}}};
    EXPECT_EQ(Conversion::between("USD", "KWD", extreme)->convert(1), kLargest);
    EXPECT_EQ(Conversion::between("KWD", "USD", extreme)->convert(kLargest), 0);
}

TEST(Exchange, NeedsBothRates) {
    EXPECT_FALSE(Conversion::between("SEK", "EUR", rates()));
    EXPECT_FALSE(Conversion::between("EUR", "list", rates()));
}

} // namespace
} // namespace aisle::search
