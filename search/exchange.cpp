#include "search/exchange.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "data/currency.h"

// A rate is units / 10^decimals with at most 15 digits, an amount has at most 16, a currency at
// most 4 decimals. So that numerator and denominator stay below 2^111; their product with an
// amount may not fit into 128 bits, and is formed bit by bit beside its division.

namespace aisle::search {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::int64_t kMaxAmount = (std::int64_t{1} << 53) - 1;

std::optional<data::ExchangeRate> rate_of(std::string_view currency,
                                          const data::ExchangeRates& rates) {
    if (currency == rates.base) return data::ExchangeRate{rates.base, 1, 0};
    const auto found = std::find_if(rates.rates.begin(), rates.rates.end(),
                                    [&](const auto& rate) { return rate.currency == currency; });
    if (found == rates.rates.end()) return std::nullopt;
    return *found;
}

Wide power_of_ten(std::uint32_t exponent) noexcept {
    Wide power = 1;
    for (std::uint32_t i = 0; i < exponent; ++i) power *= 10;
    return power;
}

} // namespace

std::optional<Conversion> Conversion::between(std::string_view from, std::string_view to,
                                              const data::ExchangeRates& rates) {
    const auto from_rate = rate_of(from, rates);
    const auto to_rate = rate_of(to, rates);
    const auto from_exponent = data::currency_exponent(from);
    const auto to_exponent = data::currency_exponent(to);
    if (!from_rate || !to_rate || !from_exponent || !to_exponent) return std::nullopt;
    // amount / 10^from_exponent * to_rate / from_rate * 10^to_exponent
    const auto tens = from_rate->decimals + static_cast<std::uint32_t>(*to_exponent);
    const auto tenths = to_rate->decimals + static_cast<std::uint32_t>(*from_exponent);
    const std::uint32_t common = std::min(tens, tenths);
    return Conversion(static_cast<Wide>(to_rate->units) * power_of_ten(tens - common),
                      static_cast<Wide>(from_rate->units) * power_of_ten(tenths - common));
}

std::int64_t Conversion::convert(std::int64_t amount) const noexcept {
    Wide quotient = 0;
    Wide remainder = 0;
    const auto magnitude = static_cast<std::uint64_t>(amount);
    for (auto bit = static_cast<int>(std::bit_width(magnitude)) - 1; bit >= 0; --bit) {
        quotient *= 2;
        remainder *= 2;
        if ((magnitude >> bit & 1U) != 0) remainder += numerator_;
        quotient += remainder / denominator_;
        remainder %= denominator_;
        if (quotient > static_cast<Wide>(kMaxAmount)) return kMaxAmount;
    }
    if (remainder * 2 >= denominator_) ++quotient;
    return std::min(static_cast<std::int64_t>(quotient), kMaxAmount);
}

} // namespace aisle::search
