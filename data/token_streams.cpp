#include "data/token_streams.h"

#include <algorithm>

namespace aisle::data {

TokenStream::TokenStream(const TokenStreams& all, Ordinal product) : all_(all), product_(product) {
    const auto& [words, phrases, offsets, codes, wide_offsets, wide] = all.arrays_;
    const std::size_t begin = offsets[product];
    const auto sealed = codes.subspan(begin, offsets[product + std::size_t{1}] - begin);
    ShortCode* room = room_.data();
    // Few are so long that it is worth a look how long.
    if ((sealed.size() + 1) * Phrases::kMaxLength > kRoom) {
        const std::size_t length = phrases.length_of(sealed) + Phrases::kMaxLength;
        if (length > kRoom) {
            large_room_.resize(length);
            room = large_room_.data();
        }
    }
    codes_ = {room, phrases.expand(sealed, room)};
}

std::span<const std::uint32_t> TokenStream::wide() const noexcept {
    const auto& offsets = all_.arrays_.wide_offsets;
    const std::size_t begin = offsets[product_];
    return all_.arrays_.wide.subspan(begin, offsets[product_ + std::size_t{1}] - begin);
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
    const auto& [words, phrases, offsets, codes, wide_offsets, wide] = arrays_;
    return words.size() <= short_code::kMaxWords && phrases.fits() && !offsets.empty() &&
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

} // namespace aisle::data
