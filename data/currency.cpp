// Which currencies there are. The exponent is the reason to know them at all: amounts travel
// as integers of the minor unit, and 1999 is 19.99 euro but 1999 yen. Codes that left the
// standard recently stay, because price lists outlive currencies.
#include "data/currency.h"

#include <algorithm>
#include <array>

namespace aisle::data {

namespace {

constexpr auto kNoDecimals = std::to_array<std::string_view>({
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
});

constexpr auto kTwoDecimals = std::to_array<std::string_view>({
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BGN", "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF",
    "CHE", "CHF", "CHW", "CNY", "COP", "COU", "CRC", "CUC", "CUP", "CVE", "CZK", "DKK", "DOP",
    "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ",
    "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS",
    "KHR", "KPW", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD",
    "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN",
    "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD",
    "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SLL", "SOS", "SRD", "SSP",
    "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH",
    "USD", "USN", "UZS", "VED", "VES", "WST", "XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG", "ZWL",
});

constexpr auto kThreeDecimals = std::to_array<std::string_view>({
    "BHD",
    "IQD",
    "JOD",
    "KWD",
    "LYD",
    "OMR",
    "TND",
});

constexpr auto kFourDecimals = std::to_array<std::string_view>({"CLF", "UYW"});

static_assert(std::ranges::is_sorted(kNoDecimals) && std::ranges::is_sorted(kTwoDecimals) &&
              std::ranges::is_sorted(kThreeDecimals) && std::ranges::is_sorted(kFourDecimals));

} // namespace

std::optional<int> currency_exponent(std::string_view code) {
    // Most common first: nearly every offer of nearly every store.
    if (std::ranges::binary_search(kTwoDecimals, code)) return 2;
    if (std::ranges::binary_search(kNoDecimals, code)) return 0;
    if (std::ranges::binary_search(kThreeDecimals, code)) return 3;
    if (std::ranges::binary_search(kFourDecimals, code)) return 4;
    return std::nullopt;
}

} // namespace aisle::data
