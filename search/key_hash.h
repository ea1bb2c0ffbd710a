#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <string_view>

namespace aisle::search {

/// Hashes the keys of caches: numbers, and texts in whichever form they come, so that nobody who
/// looks for one has to make a std::string.
struct KeyHash {
    using is_transparent = void;

    [[nodiscard]] std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>()(text);
    }

    template <std::integral Number>
    [[nodiscard]] std::size_t operator()(Number number) const noexcept {
        return std::hash<Number>()(number);
    }
};

} // namespace aisle::search
