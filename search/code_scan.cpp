#include "search/code_scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Codes are compared 64 at a time and become a mask with a bit each. Words without short codes are
// told apart by what stands aside; few are looked for, so that mostly nothing is read of it.

namespace aisle::search {

namespace {

namespace code = data::short_code;

using Codes = std::span<const data::ShortCode>;

constexpr ShortCodes kWide = {code::kWideWord, code::kWideMark + 1};

/// Codes that are compared together, without branches.
constexpr std::size_t kBlock = 16;

/// Differences wrap around: what is below the first code is far above the last one.
bool is_in(data::ShortCode code, ShortCodes wanted) noexcept {
    const auto difference = static_cast<data::ShortCode>(code - wanted.begin);
    return difference < static_cast<data::ShortCode>(wanted.end - wanted.begin);
}

bool is_any_in(const data::ShortCode* block, ShortCodes wanted) noexcept {
    using Lanes [[gnu::vector_size(16)]] = data::ShortCode; // what every x86-64 and ARM64 has
    constexpr std::size_t kLanes = sizeof(Lanes) / sizeof(data::ShortCode);
    const Lanes size = Lanes{} + static_cast<data::ShortCode>(wanted.end - wanted.begin);
    Lanes any{};
    for (std::size_t i = 0; i < kBlock; i += kLanes) {
        Lanes codes;
        std::memcpy(&codes, block + i, sizeof codes);
        any |= reinterpret_cast<Lanes>(codes - wanted.begin < size);
    }
    std::array<std::uint64_t, 2> halves;
    std::memcpy(halves.data(), &any, sizeof any);
    return (halves[0] | halves[1]) != 0;
}

#if defined(__x86_64__)
const bool kHasAvx512 = [] {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512bw") != 0;
}();

[[gnu::target("avx512bw")]] std::uint64_t mask_by_instruction(Codes codes,
                                                              ShortCodes wanted) noexcept {
    constexpr std::size_t kLanes = 32;
    const auto first = _mm512_set1_epi16(static_cast<short>(wanted.begin));
    const auto size = _mm512_set1_epi16(static_cast<short>(wanted.end - wanted.begin));
    std::uint64_t mask = 0;
    for (std::size_t begin = 0; begin < codes.size(); begin += kLanes) {
        const std::size_t count = std::min(kLanes, codes.size() - begin);
        const auto lanes = static_cast<__mmask32>((std::uint64_t{1} << count) - 1);
        const auto some = _mm512_maskz_loadu_epi16(lanes, codes.data() + begin);
        const auto found = _mm512_mask_cmplt_epu16_mask(lanes, _mm512_sub_epi16(some, first), size);
        mask |= std::uint64_t{found} << begin;
    }
    return mask;
}
#endif

/// Bit i tells whether codes[i] is one of `wanted`.
std::uint64_t mask_of(Codes codes, ShortCodes wanted) noexcept {
#if defined(__x86_64__)
    if (kHasAvx512) return mask_by_instruction(codes, wanted);
#endif
    return mask_by_blocks(codes, wanted);
}

/// The codes of a stream, kCodesPerMask at a time.
class Blocks {
public:
    Blocks(const data::TokenStream& stream, bool wants_wide) noexcept : rest_(stream.codes()) {
        if (wants_wide) wide_ = stream.wide();
        take();
    }

    [[nodiscard]] bool is_at_end() const noexcept { return rest_.empty(); }

    void advance() noexcept {
        rest_ = rest_.subspan(codes_.size());
        wide_ = wide_.subspan(static_cast<std::size_t>(std::popcount(wide_mask_)));
        take();
    }

    /// Bit i tells whether code i of the block is one of `words`.
    [[nodiscard]] std::uint64_t mask(const data::WordCodes& words) const noexcept {
        std::uint64_t found = mask_of(codes_, {words.begin, words.end});
        if (!words.has_wide) return found;
        std::size_t i = 0;
        for (auto rest = wide_mask_; rest != 0; rest &= rest - 1) {
            if (words.words.contains(wide_[i++])) found |= rest & -rest;
        }
        return found;
    }

private:
    void take() noexcept {
        codes_ = rest_.first(std::min(kCodesPerMask, rest_.size()));
        wide_mask_ = wide_.empty() ? 0 : mask_of(codes_, kWide);
    }

    Codes rest_;  ///< with those of the block
    Codes codes_; ///< of the block
    std::span<const std::uint32_t> wide_;
    std::uint64_t wide_mask_ = 0;
};

} // namespace

/// Few blocks have a word that is looked for.
std::uint64_t mask_by_blocks(Codes codes, ShortCodes wanted) noexcept {
    std::uint64_t mask = 0;
    for (std::size_t begin = 0; begin < codes.size(); begin += kBlock) {
        const std::size_t end = std::min(begin + kBlock, codes.size());
        if (end - begin == kBlock && !is_any_in(codes.data() + begin, wanted)) continue;
        for (std::size_t i = begin; i < end; ++i) {
            mask |= std::uint64_t{is_in(codes[i], wanted)} << i;
        }
    }
    return mask;
}

std::optional<std::size_t> find_codes(const data::TokenStream& stream,
                                      std::span<const CodeRange> ranges,
                                      std::span<FoundCode> found) noexcept {
    const bool wants_wide = std::any_of(ranges.begin(), ranges.end(),
                                        [](const auto& range) { return range.words.has_wide; });
    std::size_t num_found = 0;
    std::uint32_t begin = 0;
    for (Blocks blocks(stream, wants_wide); !blocks.is_at_end(); blocks.advance()) {
        for (const auto& [tag, words] : ranges) {
            for (auto mask = blocks.mask(words); mask != 0; mask &= mask - 1) {
                if (num_found == found.size()) return std::nullopt;
                found[num_found++] = {tag,
                                      begin + static_cast<std::uint32_t>(std::countr_zero(mask))};
            }
        }
        begin += kCodesPerMask;
    }
    return num_found;
}

bool has_pair(const data::TokenStream& stream, const data::WordCodes& first,
              const data::WordCodes& second) noexcept {
    std::uint64_t after_first = 0; // what the codes before these leave to them
    Blocks blocks(stream, first.has_wide || second.has_wide);
    for (; !blocks.is_at_end(); blocks.advance()) {
        const auto mask = blocks.mask(first);
        if (((mask << 1U | after_first) & blocks.mask(second)) != 0) return true;
        after_first = mask >> (kCodesPerMask - 1);
    }
    return false;
}

bool has_row(const data::TokenStream& stream, const data::WordCodes& first,
             std::span<const data::WordId> row) noexcept {
    const auto codes = stream.codes();
    for (std::size_t at = 0; at < codes.size(); ++at) {
        if (first.may_hold(codes[at]) && stream.has_row_at(at, row)) return true;
    }
    return false;
}

} // namespace aisle::search
