#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/ids.h"
#include "data/nearby_array.h"
#include "data/token_phrases.h"
#include "data/word_trie.h"

namespace aisle::data {

/// The codes of a token stream: word ids, with two kinds of marks between them.
///
///     stream = (attribute value (break value)*)*      value = word id*
///
/// An attribute mark carries the index of the attribute and starts its positions at 0; a break
/// stands between two values of one attribute and moves the position on by kValueGap.
namespace token_code {
inline constexpr std::uint32_t kAttributeMark = 0x80000000U;
inline constexpr std::uint32_t kValueBreak = 0xFFFFFFFFU;
inline constexpr std::uint32_t kValueGap = 8;

inline bool is_word(std::uint32_t code) noexcept {
    return code < kAttributeMark;
}
} // namespace token_code

/// Streams are read with 16 bits a code, so that twice as many are compared at a time. The words of
/// most products have short codes of their own, in the order of the dictionary, so that words side
/// by side there have codes side by side. Any other code is wide: a short one keeps its place, so
/// that places are counted alike in both forms, and what it is stands aside.
namespace short_code {
inline constexpr ShortCode kWideWord = 0xEFFF; ///< below are words
inline constexpr ShortCode kWideMark = 0xF000; ///< from here on there are no words
inline constexpr ShortCode kFirstMark = 0xF001;
inline constexpr ShortCode kValueBreak = 0xFFFF;

/// Words that have short codes, at most: so many sealed codes are left for phrases.
inline constexpr std::size_t kMaxWords = 0xB000;

/// Attributes that have short codes.
inline constexpr std::uint32_t kNumMarks = kValueBreak - kFirstMark;

inline bool is_word(ShortCode code) noexcept {
    return code < kWideMark;
}

inline bool is_wide(ShortCode code) noexcept {
    return code == kWideWord || code == kWideMark;
}
} // namespace short_code

/// Words that follow one another in the dictionary, and what stands for them in sealed streams.
struct WordCodes {
    WordRange words;
    ShortCode begin = 0; ///< those with short codes
    ShortCode end = 0;
    bool has_wide = false; ///< some have none

    /// False for codes that stand for none of the words.
    [[nodiscard]] bool may_hold(ShortCode code) const noexcept {
        return (begin <= code && code < end) || (has_wide && code == short_code::kWideWord);
    }
};

class TokenStreams;

/// The words of one product in order, read into memory of its own.   Lifetime: borrows the segment.
class TokenStream {
public:
    TokenStream(const TokenStreams& all, Ordinal product);

    TokenStream(const TokenStream&) = delete; // codes_ may be in room_
    TokenStream& operator=(const TokenStream&) = delete;
    ~TokenStream() = default;

    [[nodiscard]] std::span<const ShortCode> codes() const noexcept { return codes_; }

    /// What the wide codes are, in the order of the stream.
    [[nodiscard]] std::span<const std::uint32_t> wide() const noexcept;

    /// Requires: the code is a word.   Cost: of a wide one, goes over the codes before it.
    [[nodiscard]] WordId word(std::size_t at) const noexcept;

    /// Whether `words` stand side by side from `at` on.
    [[nodiscard]] bool has_row_at(std::size_t at, std::span<const WordId> words) const noexcept;

    /// All codes, as token_code has them.
    [[nodiscard]] std::vector<std::uint32_t> decode() const;

private:
    /// As much as nearly all streams take.
    static constexpr std::size_t kRoom = 1024;

    const TokenStreams& all_;
    Ordinal product_;
    std::span<const ShortCode> codes_;
    std::array<ShortCode, kRoom> room_; ///< set as far as codes_ reach
    std::vector<ShortCode> large_room_; ///< in its place, of a very long stream
};

/// The token streams of all products of a segment.   Lifetime: borrows the arrays.   Threads: any.
class TokenStreams {
public:
    struct Arrays {
        std::span<const WordId> words; ///< that have short codes, ascending
        Phrases phrases;
        NearbyArray offsets; ///< one entry a product and one more
        std::span<const SealedCode> codes;
        NearbyArray wide_offsets; ///< as `offsets`
        std::span<const std::uint32_t> wide;
    };

    explicit TokenStreams(const Arrays& arrays) noexcept : arrays_(arrays) {}

    /// True when the sizes of the arrays fit together.
    [[nodiscard]] bool fits() const noexcept;

    [[nodiscard]] std::uint32_t num_products() const noexcept {
        return static_cast<std::uint32_t>(arrays_.offsets.size() - 1);
    }

    [[nodiscard]] TokenStream operator[](Ordinal product) const noexcept {
        return {*this, product};
    }

    /// Asks for the memory of a stream that will be read soon.
    void prefetch(Ordinal product) const noexcept {
        const auto* const codes = arrays_.codes.data() + arrays_.offsets[product];
        __builtin_prefetch(codes);
        __builtin_prefetch(codes + kCodesALine);
    }

    /// Cost: two binary searches.
    [[nodiscard]] WordCodes codes_of(WordRange words) const noexcept;

    /// Words that have short codes, by these.
    [[nodiscard]] std::span<const WordId> words() const noexcept { return arrays_.words; }

private:
    friend class TokenStream;

    static constexpr std::size_t kCodesALine = 64 / sizeof(SealedCode); ///< of the cache

    Arrays arrays_;
};

} // namespace aisle::data
