#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/token_encoder.h"
#include "data/token_streams.h"

namespace aisle::support {

/// Sealed token streams in memory, of codes as data::token_code has them.
class SealedStreams {
public:
    using Streams = std::vector<std::vector<std::uint32_t>>;

    /// Words below `num_words`; the first `num_short` of them get short codes. Phrases are those of
    /// the streams themselves, if any.
    SealedStreams(const Streams& streams, std::uint32_t num_words, std::size_t num_short,
                  bool has_phrases = true)
        : SealedStreams(streams, std::vector<std::uint64_t>(num_words + 1, 0), num_short,
                        has_phrases) {}

    /// Of words that so many products have; see data::TokenEncoder::Traits.
    SealedStreams(const Streams& streams, const std::vector<std::uint64_t>& posting_offsets,
                  std::size_t num_short, bool has_phrases = true)
        : encoder_({posting_offsets, kNumAttributes, num_short},
                   has_phrases
                       ? std::vector<std::span<const std::uint32_t>>(streams.begin(), streams.end())
                       : std::vector<std::span<const std::uint32_t>>()) {
        for (const auto& stream : streams) {
            encoder_.add(stream, encoded_);
            offsets_.push_back(static_cast<std::uint32_t>(encoded_.codes.size()));
            wide_offsets_.push_back(static_cast<std::uint32_t>(encoded_.wide.size()));
        }
    }

    [[nodiscard]] data::TokenStreams::Arrays arrays() const {
        return {encoder_.words(),
                data::Phrases(encoder_.phrases().entries(), encoder_.phrases().codes()),
                data::NearbyArray(offsets_),
                encoded_.codes,
                data::NearbyArray(wide_offsets_),
                encoded_.wide};
    }

    static constexpr std::size_t kNumAttributes = 5000;

private:
    data::TokenEncoder encoder_;
    data::EncodedStreams encoded_;
    std::vector<std::uint32_t> offsets_ = {0};
    std::vector<std::uint32_t> wide_offsets_ = {0};
};

} // namespace aisle::support
