// Properties of currency_exponent:
//   1. The number of decimals is that of the standard, for each of the four kinds.
//   2. What is no currency code in upper case has none.
#include "data/currency.h"

#include <gtest/gtest.h>

namespace aisle::data {
namespace {

TEST(Currency, has_the_decimals_of_its_minor_unit) {
    for (const char* code : {"EUR", "USD", "GBP", "CHF", "AED", "ZWL"}) {
        EXPECT_EQ(currency_exponent(code), 2) << code;
    }
    for (const char* code : {"JPY", "KRW", "VND", "BIF", "XPF"}) {
        EXPECT_EQ(currency_exponent(code), 0) << code;
    }
    for (const char* code : {"BHD", "KWD", "TND"}) EXPECT_EQ(currency_exponent(code), 3) << code;
    for (const char* code : {"CLF", "UYW"}) EXPECT_EQ(currency_exponent(code), 4) << code;
}

TEST(Currency, is_unknown_unless_it_is_an_upper_case_code) {
    for (const char* code : {"", "eur", "EU", "EURO", "XXX", "XAU", "€", "EU\xFF"}) {
        EXPECT_EQ(currency_exponent(code), std::nullopt) << code;
    }
}

} // namespace
} // namespace aisle::data
