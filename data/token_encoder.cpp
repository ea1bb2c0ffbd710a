#include "data/token_encoder.h"

#include <algorithm>
#include <numeric>

namespace aisle::data {

namespace {

ShortCode short_of(std::uint32_t code, const std::vector<ShortCode>& words) noexcept {
    if (token_code::is_word(code)) return words[code];
    if (code == token_code::kValueBreak) return short_code::kValueBreak;
    const std::uint32_t attribute = code & ~token_code::kAttributeMark;
    if (attribute >= short_code::kNumMarks) return short_code::kWideMark;
    return static_cast<ShortCode>(short_code::kFirstMark + attribute);
}

} // namespace

TokenEncoder::ShortWords::ShortWords(const Traits& traits)
    : sorted(traits.posting_offsets.size() - 1), codes(sorted.size(), short_code::kWideWord) {
    std::iota(sorted.begin(), sorted.end(), WordId{0});
    if (sorted.size() > traits.max_words) {
        const auto num_products = [&](WordId word) {
            return traits.posting_offsets[word + 1] - traits.posting_offsets[word];
        };
        const auto is_before = [&](WordId a, WordId b) {
            const auto in_a = num_products(a);
            const auto in_b = num_products(b);
            return in_a != in_b ? in_a > in_b : a < b;
        };
        const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(traits.max_words);
        std::nth_element(sorted.begin(), last, sorted.end(), is_before);
        sorted.resize(traits.max_words);
        sorted.shrink_to_fit();
        std::sort(sorted.begin(), sorted.end());
    }
    for (std::size_t i = 0; i < sorted.size(); ++i) codes[sorted[i]] = static_cast<ShortCode>(i);
}

PhraseEncoder TokenEncoder::phrases_of(const ShortWords& words, std::size_t num_attributes,
                                       const std::vector<std::span<const std::uint32_t>>& samples) {
    std::vector<ShortCode> singles(words.sorted.size());
    std::iota(singles.begin(), singles.end(), ShortCode{0});
    for (const auto code :
         {short_code::kWideWord, short_code::kWideMark, short_code::kValueBreak}) {
        singles.push_back(code);
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(num_attributes, short_code::kNumMarks); ++i) {
        singles.push_back(static_cast<ShortCode>(short_code::kFirstMark + i));
    }
    std::vector<std::vector<ShortCode>> streams;
    for (const auto& sample : samples) {
        auto& stream = streams.emplace_back();
        for (const auto code : sample) stream.push_back(short_of(code, words.codes));
    }
    return {singles, streams};
}

TokenEncoder::TokenEncoder(const Traits& traits,
                           const std::vector<std::span<const std::uint32_t>>& samples)
    : words_(traits), phrases_(phrases_of(words_, traits.num_attributes, samples)) {}

void TokenEncoder::add(std::span<const std::uint32_t> stream, EncodedStreams& streams) const {
    const auto codes_before = streams.codes.size();
    const auto wide_before = streams.wide.size();
    std::vector<ShortCode> codes;
    codes.reserve(stream.size());
    for (const auto code : stream) {
        codes.push_back(short_of(code, words_.codes));
        if (short_code::is_wide(codes.back())) streams.wide.push_back(code);
    }
    phrases_.encode(codes, streams.codes);
    streams.sizes.push_back(static_cast<std::uint32_t>(streams.codes.size() - codes_before));
    streams.wide_sizes.push_back(static_cast<std::uint32_t>(streams.wide.size() - wide_before));
}

} // namespace aisle::data
