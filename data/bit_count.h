#pragma once

#include <cstdint>

namespace aisle::data {

/// The set bits of a word: an instruction where the caller is compiled for it, else a call.
[[nodiscard, gnu::always_inline]] inline std::uint32_t num_bits(std::uint64_t word) noexcept {
    return static_cast<std::uint32_t>(__builtin_popcountll(word));
}

#if defined(__x86_64__)
/// Our builds run on any x86-64, where counting bits is a library call; nearly all machines have
/// an instruction for it, which is many times faster. Asked for once, without ifuncs: sanitizers
/// cannot run those.
inline const bool kHasPopcnt = [] {
    __builtin_cpu_init();
    return __builtin_cpu_supports("popcnt") != 0;
}();
#endif

} // namespace aisle::data
