#pragma once

#include <optional>
#include <string_view>

namespace aisle::data {

/// How many decimals the minor unit of a currency has: 2 for "EUR", 0 for "JPY", 3 for
/// "KWD". Absent for anything but the upper-case code of a currency that money is kept in:
/// metals, test codes and units of account without a minor unit are not.
/// Source: ISO 4217, list one, with the codes that were withdrawn since 2020.
[[nodiscard]] std::optional<int> currency_exponent(std::string_view code);

} // namespace aisle::data
