#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace aisle::support {

/// Random choices that are the same on every machine for one seed.
class Rng {
public:
    explicit Rng(std::uint64_t seed) : engine_(seed) {}

    /// 0 ... bound - 1.
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(engine_() % bound);
    }

    /// low ... high.
    std::uint32_t between(std::uint32_t low, std::uint32_t high) {
        return low + below(high - low + 1);
    }

    bool chance(double probability) { return below(1'000'000) < probability * 1'000'000; }

    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[below(static_cast<std::uint32_t>(from.size()))];
    }

private:
    std::mt19937_64 engine_;
};

} // namespace aisle::support
