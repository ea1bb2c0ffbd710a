#include "recommend/dense_kernels.h"

namespace aisle::recommend {

// One for each time that dense_kernels.cpp is compiled.
extern const DenseKernels kDenseKernels_base;
#if defined(__x86_64__)
extern const DenseKernels kDenseKernels_v3;
extern const DenseKernels kDenseKernels_v4;
#endif

namespace {

const DenseKernels& choose() noexcept {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool has_v3 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    const bool has_v4 =
        has_v3 && __builtin_cpu_supports("avx512f") != 0 &&
        __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
        __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
    if (has_v4) return kDenseKernels_v4;
    if (has_v3) return kDenseKernels_v3;
#endif
    return kDenseKernels_base;
}

} // namespace

const DenseKernels& dense_kernels() noexcept {
    static const DenseKernels& chosen = choose();
    return chosen;
}

} // namespace aisle::recommend
