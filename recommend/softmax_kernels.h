#pragma once

// A part of dense_kernels.cpp, compiled with it for each generation of processors.
//
// exp(x) = 2^n exp(r), where n is x / log(2) rounded and r what is left, at most log(2) / 2 either
// way. There six terms of the series after 1 are as exact as floats are. Adding 1.5 * 2^23 rounds
// to a whole number and leaves it in the lowest bits, from where it is added to the exponent.

#include "recommend/dense_kernels.h"
#include "recommend/lanes.h"

namespace aisle::recommend {

/// Requires: |x| < 87.
static inline Lanes exp_of(const Lanes& x) {
    constexpr float kLog2 = .693147180559945F;
    constexpr float kLog2High = .693359375F; // few bits: its products with whole numbers are exact
    constexpr float kLog2Low = -2.12194440055e-4F;
    constexpr float kRound = 0x1.8p23F;
    constexpr int kMantissaBits = 23;
    const Lanes rounded = x * (1 / kLog2) + kRound;
    const Lanes whole = rounded - kRound;
    const Lanes rest = (x - whole * kLog2High) - whole * kLog2Low;
    Lanes sum = rest * (1.F / 720) + (1.F / 120);
    sum = sum * rest + (1.F / 24);
    sum = sum * rest + (1.F / 6);
    sum = sum * rest + .5F;
    sum = sum * rest + 1.F;
    sum = sum * rest + 1.F;
    LaneBits exponent;
    LaneBits bits;
    __builtin_memcpy(&exponent, &rounded, sizeof exponent);
    __builtin_memcpy(&bits, &sum, sizeof bits);
    bits += exponent << kMantissaBits;
    __builtin_memcpy(&sum, &bits, sizeof sum);
    return sum;
}

static inline Lanes share_of(const Lanes& cosines, float sharpness, const Lanes& weights) {
    const Lanes lowest = Lanes{} + kLowestExponent;
    const Lanes exponents = sharpness * (cosines - 1.F);
    return weights * exp_of(exponents < lowest ? lowest : exponents);
}

static inline float share_out(float* cosines, float sharpness, const float* weights,
                              std::size_t count) {
    Lanes sums = {};
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        const Lanes shares = share_of(load(cosines + i), sharpness, load(weights + i));
        store(shares, cosines + i);
        sums += shares;
    }
    const std::size_t left = count - i;
    Lanes last = {};
    Lanes last_weights = {}; // 0 for what is past the end
    __builtin_memcpy(&last, cosines + i, left * sizeof(float));
    __builtin_memcpy(&last_weights, weights + i, left * sizeof(float));
    const Lanes shares = share_of(last, sharpness, last_weights);
    __builtin_memcpy(cosines + i, &shares, left * sizeof(float));
    return sum_of(sums + shares);
}

} // namespace aisle::recommend
