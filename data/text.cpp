#include "data/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstring>

// Most of a catalogue is ASCII, so ASCII bytes go through one table, and the rest of it is mostly
// Latin, which has another; everything else asks utf8proc, code point by code point, because
// highlighting needs to know which bytes of the text each word came from.

namespace aisle::data {

namespace {

constexpr bool is_ascii_alnum(unsigned char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr char to_lower_ascii(char c) noexcept {
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

bool is_category_of_words(std::int32_t c) noexcept {
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
void append_decomposed(std::string& out, std::int32_t c) {
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

/// The letters with diacritics of most languages in Latin script, and what stands among them.
class Latin {
public:
    static constexpr std::int32_t kBegin = 0x80;
    static constexpr std::int32_t kEnd = 0x250;

    static bool contains(std::int32_t c) noexcept { return c >= kBegin && c < kEnd; }

    Latin() {
        for (std::int32_t c = kBegin; c < kEnd; ++c) {
            auto& own = characters_[static_cast<std::size_t>(c - kBegin)];
            own.is_of_words = is_category_of_words(c);
            append_decomposed(own.normalised, c);
        }
    }

    [[nodiscard]] bool is_of_words(std::int32_t c) const noexcept { return at(c).is_of_words; }

    [[nodiscard]] const std::string& normalised(std::int32_t c) const noexcept {
        return at(c).normalised;
    }

private:
    struct Character {
        bool is_of_words = false;
        std::string normalised; ///< short enough to lie in here
    };

    [[nodiscard]] const Character& at(std::int32_t c) const noexcept {
        return characters_[static_cast<std::size_t>(c - kBegin)];
    }

    std::array<Character, kEnd - kBegin> characters_;
};

const Latin& latin() {
    static const Latin kLatin;
    return kLatin;
}

bool is_word_character(std::int32_t c) noexcept {
    return Latin::contains(c) ? latin().is_of_words(c) : is_category_of_words(c);
}

/// Appends `c` as it is in words.
void append_normalised(std::string& out, std::int32_t c) {
    if (c < Latin::kBegin) {
        out.push_back(to_lower_ascii(static_cast<char>(c)));
    } else if (Latin::contains(c)) {
        out.append(latin().normalised(c));
    } else {
        append_decomposed(out, c);
    }
}

struct Decoded {
    std::int32_t codepoint = -1; ///< -1 for a byte that is not UTF-8
    std::size_t length = 1;
};

Decoded decode(std::string_view text, std::size_t at) noexcept {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return {first, 1};
    if (first >= 0xC2 && first < 0xE0 && at + 1 < text.size()) {
        const auto second = static_cast<unsigned char>(text[at + 1]);
        if ((second & 0xC0U) != 0x80U) return {};
        return {static_cast<std::int32_t>((first & 0x1FU) << 6U | (second & 0x3FU)), 2};
    }
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

/// What bytes are in a word, but for those of ASCII words, which are themselves in lower case.
constexpr unsigned char kSeparates = 0xFF;
constexpr unsigned char kIsNotAscii = 0xFE;

/// What they are where no separator is kept.
constexpr auto kBytesInWords = [] {
    std::array<unsigned char, 256> bytes{};
    for (std::size_t c = 0; c < bytes.size(); ++c) {
        bytes[c] = c >= 0x80 ? kIsNotAscii : kSeparates;
        if (is_ascii_alnum(static_cast<unsigned char>(c))) {
            bytes[c] = static_cast<unsigned char>(to_lower_ascii(static_cast<char>(c)));
        }
    }
    return bytes;
}();

} // namespace

Tokenizer::Tokenizer(std::string_view separators_to_index) : words_(kBytesInWords) {
    for (std::size_t at = 0; at < separators_to_index.size();) {
        const auto [codepoint, length] = decode(separators_to_index, at);
        at += length;
        if (codepoint < 0) continue;
        kept_separators_.push_back(codepoint);
        // Letters have their place already.
        if (codepoint < 128 && words_[codepoint] == kSeparates) {
            words_[codepoint] = static_cast<unsigned char>(codepoint);
        }
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
    const auto in_word = [this](std::size_t i) {
        return words_[static_cast<unsigned char>(text_[i])];
    };
    while (at_ < text_.size() && in_word(at_) == kSeparates) ++at_;
    if (at_ == text_.size()) return false;
    std::array<char, kMaxWordBytes> word; // NOLINT(cppcoreguidelines-pro-type-member-init)
    std::size_t size = 0;
    std::size_t end = at_;
    for (; end < text_.size(); ++end) {
        const unsigned char c = in_word(end);
        if (c == kIsNotAscii) return next_slow(token);
        if (c == kSeparates) break;
        if (size < kMaxWordBytes) word[size++] = static_cast<char>(c);
    }
    token.word.assign(word.data(), size);
    token.begin = static_cast<std::uint32_t>(at_);
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
