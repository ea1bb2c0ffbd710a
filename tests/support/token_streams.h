#pragma once

#include <span>
#include <vector>

#include "data/token_streams.h"

namespace aisle::support {

/// Sealed token streams in memory, of codes as data::token_code has them.
class SealedStreams {
public:
    /// Words below `num_words`; the first `num_short` of them get short codes.
    SealedStreams(const std::vector<std::vector<std::uint32_t>>& streams, std::uint32_t num_words,
                  std::size_t num_short)
        : encoder_(std::vector<std::uint64_t>(num_words + 1, 0), num_short) {
        for (const auto& stream : streams) encoder_.add(stream);
        codes_ = encoder_.take_codes();
    }

    [[nodiscard]] data::TokenStreams::Arrays arrays() const {
        return {encoder_.words(), encoder_.offsets(), codes_, encoder_.wide_offsets(),
                encoder_.wide()};
    }

private:
    data::TokenEncoder encoder_;
    std::vector<data::ShortCode> codes_;
};

} // namespace aisle::support
