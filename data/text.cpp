#include "data/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstring>

// Most of a catalogue is ASCII, so ASCII bytes go through one table; everything else asks
// utf8proc, code point by code point, because highlighting needs to know which bytes of the
// text each word came from.

namespace aisle::data {

namespace {

bool is_ascii_alnum(unsigned char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char to_lower_ascii(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Scripts without spaces between words.
bool is_ideographic(std::int32_t c) noexcept {
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFF);
}

bool is_hangul(std::int32_t c) noexcept {
    return c >= 0xAC00 && c <= 0xD7A3;
}

bool is_mark(std::int32_t c) noexcept {
    const auto category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ME;
}

bool is_word_character(std::int32_t c) noexcept {
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return is_mark(c);
    }
}

void append_codepoint(std::string& out, std::int32_t c) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(c, bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

/// Letters that shoppers type without their stroke or ligature but Unicode does not decompose.
std::string_view spelled_out(std::int32_t c) noexcept {
    switch (c) {
    case 0xC6:
    case 0xE6:
        return "ae";
    case 0xD8:
    case 0xF8:
        return "o";
    case 0xD0:
    case 0xF0:
    case 0x110:
    case 0x111:
        return "d";
    case 0xDE:
    case 0xFE:
        return "th";
    case 0x131:
        return "i";
    case 0x141:
    case 0x142:
        return "l";
    case 0x152:
    case 0x153:
        return "oe";
    default:
        return {};
    }
}

/// Appends `c` case-folded, decomposed and without marks.
void append_normalised(std::string& out, std::int32_t c) {
    if (c < 0x80) {
        out.push_back(to_lower_ascii(static_cast<char>(c)));
        return;
    }
    if (const auto text = spelled_out(c); !text.empty()) {
        out.append(text);
        return;
    }
    // Decomposing would tear Hangul syllables apart and strip the voicing of kana.
    if (is_ideographic(c) || is_hangul(c)) {
        append_codepoint(out, c);
        return;
    }
    std::array<utf8proc_int32_t, 32> folded{};
    int boundary = 0;
    const auto count = utf8proc_decompose_char(
        c, folded.data(), static_cast<utf8proc_ssize_t>(folded.size()),
        static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                                       UTF8PROC_STRIPMARK),
        &boundary);
    if (count < 0 || count > static_cast<utf8proc_ssize_t>(folded.size())) {
        append_codepoint(out, c);
        return;
    }
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
        append_codepoint(out, folded[static_cast<std::size_t>(i)]);
    }
}

struct Decoded {
    std::int32_t codepoint = -1; ///< -1 for a byte that is not UTF-8
    std::size_t length = 1;
};

Decoded decode(std::string_view text, std::size_t at) noexcept {
    utf8proc_int32_t c = -1;
    const auto length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                         static_cast<utf8proc_ssize_t>(text.size() - at), &c);
    if (length <= 0) return {};
    return {c, static_cast<std::size_t>(length)};
}

/// Cuts at kMaxWordBytes without splitting a code point.
void limit_length(std::string& word) {
    if (word.size() <= kMaxWordBytes) return;
    std::size_t end = kMaxWordBytes;
    while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80U) --end;
    word.resize(end);
}

} // namespace

Tokenizer::Tokenizer(std::string_view separators_to_index) {
    for (int c = 0; c < 128; ++c) ascii_word_[c] = is_ascii_alnum(static_cast<unsigned char>(c));
    for (std::size_t at = 0; at < separators_to_index.size();) {
        const auto [codepoint, length] = decode(separators_to_index, at);
        at += length;
        if (codepoint < 0) continue;
        kept_separators_.push_back(codepoint);
        if (codepoint < 128) ascii_word_[codepoint] = true;
    }
}

void Tokenizer::reset(std::string_view text) noexcept {
    text_ = text;
    at_ = 0;
}

bool Tokenizer::is_kept_separator(std::int32_t codepoint) const noexcept {
    return std::find(kept_separators_.begin(), kept_separators_.end(), codepoint) !=
           kept_separators_.end();
}

bool Tokenizer::next(Token& token) {
    const auto byte_at = [this](std::size_t i) { return static_cast<unsigned char>(text_[i]); };
    while (at_ < text_.size() && byte_at(at_) < 0x80 && !ascii_word_[byte_at(at_)]) ++at_;
    if (at_ == text_.size()) return false;
    const std::size_t begin = at_;
    std::size_t end = begin;
    while (end < text_.size() && byte_at(end) < 0x80 && ascii_word_[byte_at(end)]) ++end;
    if (end == begin || (end < text_.size() && byte_at(end) >= 0x80)) return next_slow(token);
    token.word.assign(text_.substr(begin, end - begin));
    for (char& c : token.word) c = to_lower_ascii(c);
    limit_length(token.word);
    token.begin = static_cast<std::uint32_t>(begin);
    token.end = static_cast<std::uint32_t>(end);
    at_ = end;
    return true;
}

bool Tokenizer::next_slow(Token& token) {
    token.word.clear();
    while (at_ < text_.size()) {
        const auto [c, length] = decode(text_, at_);
        const bool in_word = c >= 0 && (is_word_character(c) || is_kept_separator(c));
        if (!in_word) {
            at_ += token.word.empty() ? length : 0;
            if (!token.word.empty()) break;
            continue;
        }
        const bool alone = is_ideographic(c);
        if (alone && !token.word.empty()) break;
        const std::size_t size_before = token.word.size();
        append_normalised(token.word, c);
        if (size_before == 0 && !token.word.empty()) token.begin = static_cast<std::uint32_t>(at_);
        at_ += length;
        token.end = static_cast<std::uint32_t>(at_);
        if (alone) break;
    }
    limit_length(token.word);
    return !token.word.empty();
}

std::vector<Token> tokenize(std::string_view text, std::string_view separators_to_index) {
    Tokenizer tokenizer(separators_to_index);
    tokenizer.reset(text);
    std::vector<Token> tokens;
    for (Token token; tokenizer.next(token);) tokens.push_back(token);
    return tokens;
}

std::string fold(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto [c, length] = decode(text, at);
        if (c < 0) {
            out.push_back(text[at]);
        } else {
            append_normalised(out, c);
        }
        at += length;
    }
    return out;
}

bool is_utf8(std::string_view text) noexcept {
    constexpr std::uint64_t kNotAscii = 0x8080808080808080U;
    for (std::size_t at = 0; at < text.size();) {
        std::uint64_t eight = 0;
        if (text.size() - at >= sizeof(eight)) {
            std::memcpy(&eight, text.data() + at, sizeof(eight));
            if ((eight & kNotAscii) == 0) {
                at += sizeof(eight);
                continue;
            }
        }
        const auto [codepoint, length] = decode(text, at);
        if (codepoint < 0) return false;
        at += length;
    }
    return true;
}

std::uint32_t count_codepoints(std::string_view utf8) noexcept {
    std::uint32_t count = 0;
    for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    return count;
}

} // namespace aisle::data
