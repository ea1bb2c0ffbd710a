#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/token_phrases.h"
#include "data/token_streams.h"

namespace aisle::data {

/// Streams as they are sealed, one after the other.
struct EncodedStreams {
    std::vector<SealedCode> codes;
    std::vector<std::uint32_t> sizes; ///< codes of each stream
    std::vector<std::uint32_t> wide;
    std::vector<std::uint32_t> wide_sizes;
};

/// Makes sealed codes of codes as token_code has them.   Threads: any.
class TokenEncoder {
public:
    /// What the streams of a segment have in common.
    struct Traits {
        /// Tells how many products have each word, as in TextIndex.
        std::span<const std::uint64_t> posting_offsets;
        std::size_t num_attributes = 0;
        std::size_t max_words = short_code::kMaxWords;
    };

    /// `samples`: some of the streams, to find phrases in; none where that is not worth it.
    TokenEncoder(const Traits& traits, const std::vector<std::span<const std::uint32_t>>& samples);

    void add(std::span<const std::uint32_t> stream, EncodedStreams& streams) const;

    /// That have short codes, ascending.
    [[nodiscard]] const std::vector<WordId>& words() const noexcept { return words_.sorted; }

    [[nodiscard]] const PhraseEncoder& phrases() const noexcept { return phrases_; }

private:
    /// The words of most products, and their codes.
    struct ShortWords {
        explicit ShortWords(const Traits& traits);

        std::vector<WordId> sorted;
        std::vector<ShortCode> codes; ///< of each word
    };

    [[nodiscard]] static PhraseEncoder
    phrases_of(const ShortWords& words, std::size_t num_attributes,
               const std::vector<std::span<const std::uint32_t>>& samples);

    ShortWords words_;
    PhraseEncoder phrases_;
};

} // namespace aisle::data
