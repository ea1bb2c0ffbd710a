#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "data/settings.h"

namespace aisle::search {

/// Turns amounts of one currency into another's: exact decimal arithmetic, rounded half up to
/// the minor unit.
class Conversion {
public:
    /// Nothing when one of the currencies has no rate, or is none.
    [[nodiscard]] static std::optional<Conversion>
    between(std::string_view from, std::string_view to, const data::ExchangeRates& rates);

    /// Units: minor units of either currency. A result beyond 2^53 - 1 is that number.
    [[nodiscard]] std::int64_t convert(std::int64_t amount) const noexcept;

private:
    __extension__ using Wide = unsigned __int128;

    Conversion(Wide numerator, Wide denominator) noexcept
        : numerator_(numerator), denominator_(denominator) {}

    Wide numerator_;
    Wide denominator_;
};

} // namespace aisle::search
