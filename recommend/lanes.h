#pragma once

// A part of dense_kernels.cpp, compiled with it for each generation of processors: functions have
// internal linkage, so that none stands in for that of another generation.

#include <cstddef>
#include <cstdint>

namespace aisle::recommend {

#if defined(__AVX512F__)
constexpr std::size_t kLanes = 16;
#elif defined(__AVX__)
constexpr std::size_t kLanes = 8;
#else
constexpr std::size_t kLanes = 4;
#endif

using Lanes [[gnu::vector_size(kLanes * sizeof(float))]] = float;
using LaneBits [[gnu::vector_size(kLanes * sizeof(float))]] = std::int32_t;

static inline Lanes load(const float* from) {
    Lanes lanes;
    __builtin_memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

static inline void store(const Lanes& lanes, float* to) {
    __builtin_memcpy(to, &lanes, sizeof lanes);
}

static inline float sum_of(const Lanes& lanes) {
    float parts[kLanes];
    store(lanes, parts);
    for (std::size_t half = kLanes / 2; half > 0; half /= 2) {
        for (std::size_t i = 0; i < half; ++i) parts[i] += parts[i + half];
    }
    return parts[0];
}

} // namespace aisle::recommend
