#include "recommend/dense_dispatch.h"

namespace aisle::recommend {

// One for each time that dense_kernels.cpp is compiled.
extern const DenseKernels kDenseKernels_base;
#if defined(__x86_64__)
extern const DenseKernels kDenseKernels_v3;
extern const DenseKernels kDenseKernels_v4;
#endif

std::vector<const DenseKernels*> runnable_dense_kernels() {
    std::vector<const DenseKernels*> kernels = {&kDenseKernels_base};
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool has_v3 = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    const bool has_v4 =
        has_v3 && __builtin_cpu_supports("avx512f") != 0 &&
        __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
        __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
    if (has_v3) kernels.push_back(&kDenseKernels_v3);
    if (has_v4) kernels.push_back(&kDenseKernels_v4);
#endif
    return kernels;
}

const DenseKernels& dense_kernels() noexcept {
    static const DenseKernels& chosen = *runnable_dense_kernels().back();
    return chosen;
}

} // namespace aisle::recommend
