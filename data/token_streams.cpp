#include "data/token_streams.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace aisle::data {

TokenStream::TokenStream(const TokenStreams& all, Ordinal product) noexcept
    : all_(all), product_(product) {
    const auto* offsets = &all.arrays_.offsets[product];
    codes_ = all.arrays_.codes.subspan(offsets[0], offsets[1] - offsets[0]);
}

std::span<const std::uint32_t> TokenStream::wide() const noexcept {
    const auto* offsets = &all_.arrays_.wide_offsets[product_];
    return all_.arrays_.wide.subspan(offsets[0], offsets[1] - offsets[0]);
}

WordId TokenStream::word(std::size_t at) const noexcept {
    if (codes_[at] < short_code::kWideWord) return all_.arrays_.words[codes_[at]];
    const auto before = codes_.first(at);
    return wide()[static_cast<std::size_t>(
        std::count_if(before.begin(), before.end(), short_code::is_wide))];
}

bool TokenStream::has_row_at(std::size_t at, std::span<const WordId> words) const noexcept {
    if (words.size() > codes_.size() - at) return false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!short_code::is_word(codes_[at + i]) || word(at + i) != words[i]) return false;
    }
    return true;
}

std::vector<std::uint32_t> TokenStream::decode() const {
    std::vector<std::uint32_t> decoded;
    decoded.reserve(codes_.size());
    auto next_wide = wide().begin();
    for (const auto code : codes_) {
        if (code == short_code::kValueBreak) {
            decoded.push_back(token_code::kValueBreak);
        } else if (short_code::is_wide(code)) {
            decoded.push_back(*next_wide++);
        } else if (short_code::is_word(code)) {
            decoded.push_back(all_.arrays_.words[code]);
        } else {
            const std::uint32_t attribute = code - std::uint32_t{short_code::kFirstMark};
            decoded.push_back(token_code::kAttributeMark | attribute);
        }
    }
    return decoded;
}

bool TokenStreams::fits() const noexcept {
    const auto& [words, offsets, codes, wide_offsets, wide] = arrays_;
    return words.size() <= TokenEncoder::kMaxWords && !offsets.empty() &&
           offsets.back() == codes.size() && wide_offsets.size() == offsets.size() &&
           wide_offsets.back() == wide.size();
}

WordCodes TokenStreams::codes_of(WordRange words) const noexcept {
    const auto all = arrays_.words;
    const auto begin = std::lower_bound(all.begin(), all.end(), words.begin);
    const bool is_one = words.end == words.begin + 1; // mostly, and mostly with a short code
    const auto end = is_one ? begin + (begin != all.end() && *begin == words.begin)
                            : std::lower_bound(begin, all.end(), words.end);
    return {words, static_cast<ShortCode>(begin - all.begin()),
            static_cast<ShortCode>(end - all.begin()),
            static_cast<std::size_t>(end - begin) < words.end - words.begin};
}

TokenEncoder::TokenEncoder(std::span<const std::uint64_t> posting_offsets, std::size_t max_words)
    : words_(posting_offsets.size() - 1), short_codes_(words_.size(), short_code::kWideWord) {
    std::iota(words_.begin(), words_.end(), WordId{0});
    if (words_.size() > max_words) {
        const auto num_products = [&](WordId word) {
            return posting_offsets[word + 1] - posting_offsets[word];
        };
        const auto is_before = [&](WordId a, WordId b) {
            const auto in_a = num_products(a);
            const auto in_b = num_products(b);
            return in_a != in_b ? in_a > in_b : a < b;
        };
        const auto last = words_.begin() + static_cast<std::ptrdiff_t>(max_words);
        std::nth_element(words_.begin(), last, words_.end(), is_before);
        words_.resize(max_words);
        words_.shrink_to_fit();
        std::sort(words_.begin(), words_.end());
    }
    for (std::size_t i = 0; i < words_.size(); ++i) {
        short_codes_[words_[i]] = static_cast<ShortCode>(i);
    }
}

ShortCode TokenEncoder::short_of(std::uint32_t code) const noexcept {
    constexpr std::uint32_t kNumMarks = short_code::kValueBreak - short_code::kFirstMark;
    if (token_code::is_word(code)) return short_codes_[code];
    if (code == token_code::kValueBreak) return short_code::kValueBreak;
    const std::uint32_t attribute = code & ~token_code::kAttributeMark;
    if (attribute >= kNumMarks) return short_code::kWideMark;
    return static_cast<ShortCode>(short_code::kFirstMark + attribute);
}

void TokenEncoder::add(std::span<const std::uint32_t> stream) {
    for (const auto code : stream) {
        codes_.push_back(short_of(code));
        if (short_code::is_wide(codes_.back())) wide_.push_back(code);
    }
    offsets_.push_back(offsets_.back() + stream.size());
    wide_offsets_.push_back(wide_.size());
}

std::vector<ShortCode> TokenEncoder::take_codes() {
    return std::exchange(codes_, {});
}

} // namespace aisle::data
