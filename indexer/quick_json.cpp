// One pass over the text that hands values to a RapidJSON document as its own parser does. A text
// is compact when writing the tree gives it back byte for byte: no space between the tokens, no
// escape that need not be one, no number in another spelling than the writer's.
#include "indexer/quick_json.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <system_error>

#include <rapidjson/internal/dtoa.h>

#include "data/text.h"
#include "indexer/record_json.h"
#include "indexer/special_bytes.h"

namespace aisle::indexer {

namespace {

using rapidjson::SizeType;
using TreeMemory = rapidjson::MemoryPoolAllocator<>;
using TreeDocument = rapidjson::GenericDocument<rapidjson::UTF8<>, TreeMemory, TreeMemory>;

/// Whole numbers with more digits may not fit 64 bits.
constexpr std::ptrdiff_t kMostDigits = 18;
/// Numbers with more may be too large.
constexpr std::ptrdiff_t kMostExponentDigits = 2;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// The pass over one text. Every function returns false where it gives up.
class QuickPass {
public:
    QuickPass(std::string_view text, TreeDocument& document, bool copies_strings)
        : at_(text.data()),
          end_(text.data() + text.size()),
          document_(document),
          copies_strings_(copies_strings) {}

    bool run() {
        skip_space();
        if (at_ == end_ || *at_ != '{' || !read_value()) return false;
        skip_space();
        return at_ == end_;
    }

    [[nodiscard]] bool is_compact() const noexcept { return is_compact_; }

private:
    void skip_space() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r' || *at_ == '\n')) {
            is_compact_ = false;
            ++at_;
        }
    }

    /// Moves behind `c` and the space around it, if it is what comes next.
    bool skip(char c) {
        skip_space();
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        skip_space();
        return true;
    }

    bool read_value() {
        if (at_ == end_) return false;
        switch (*at_) {
        case '"':
            return read_string();
        case '{':
            return read_object();
        case '[':
            return read_array();
        case 't':
            return skip_word("true") && document_.Bool(true);
        case 'f':
            return skip_word("false") && document_.Bool(false);
        case 'n':
            return skip_word("null") && document_.Null();
        default:
            return read_number();
        }
    }

    bool skip_word(std::string_view word) {
        if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
            return false;
        }
        at_ += word.size();
        return true;
    }

    bool read_object() {
        if (++depth_ > kMaxRecordDepth) return false;
        skip('{');
        document_.StartObject();
        SizeType count = 0;
        if (at_ != end_ && *at_ == '}') {
            ++at_;
        } else {
            do {
                if (at_ == end_ || *at_ != '"' || !read_string()) return false;
                if (!skip(':') || !read_value()) return false;
                ++count;
            } while (skip(','));
            if (at_ == end_ || *at_++ != '}') return false;
        }
        --depth_;
        return document_.EndObject(count);
    }

    bool read_array() {
        if (++depth_ > kMaxRecordDepth) return false;
        skip('[');
        document_.StartArray();
        SizeType count = 0;
        if (at_ != end_ && *at_ == ']') {
            ++at_;
        } else {
            do {
                if (!read_value()) return false;
                ++count;
            } while (skip(','));
            if (at_ == end_ || *at_++ != ']') return false;
        }
        --depth_;
        return document_.EndArray(count);
    }

    bool read_string() {
        const char* const begin = ++at_;
        at_ = find_special(at_, end_);
        if (at_ == end_) return false;
        if (*at_ == '"') {
            const auto size = static_cast<SizeType>(at_++ - begin);
            return document_.String(begin, size, copies_strings_);
        }
        return *at_ == '\\' && read_escaped(begin);
    }

    /// The rest of a string that begins at `begin` and has an escape at `at_`.
    bool read_escaped(const char* begin) {
        unescaped_.assign(begin, at_);
        while (at_ != end_ && *at_ == '\\') {
            if (!read_escape()) return false;
            const char* const plain = at_;
            at_ = find_special(at_, end_);
            unescaped_.append(plain, at_);
        }
        if (at_ == end_ || *at_ != '"') return false;
        ++at_;
        return document_.String(unescaped_.data(), static_cast<SizeType>(unescaped_.size()), true);
    }

    bool read_escape() {
        if (end_ - at_ < 2) return false;
        const char letter = at_[1];
        if (letter == 'u') return read_codepoint();
        constexpr std::string_view kLetters = "\"\\bfnrt/";
        const std::size_t known = kLetters.find(letter);
        if (known == std::string_view::npos) return false;
        if (letter == '/') is_compact_ = false;
        unescaped_ += "\"\\\b\f\n\r\t/"[known];
        at_ += 2;
        return true;
    }

    /// Reads \uXXXX that is a character by itself.
    bool read_codepoint() {
        constexpr std::ptrdiff_t kSize = 6;
        if (end_ - at_ < kSize) return false;
        std::uint32_t c = 0;
        const auto [stop, error] = std::from_chars(at_ + 2, at_ + kSize, c, 16);
        if (error != std::errc() || stop != at_ + kSize) return false;
        if (c >= 0xD800 && c <= 0xDFFF) return false;
        if (c < 0x80) {
            unescaped_ += static_cast<char>(c);
        } else if (c < 0x800) {
            unescaped_ += static_cast<char>(0xC0U | c >> 6U);
            unescaped_ += static_cast<char>(0x80U | (c & 0x3FU));
        } else {
            unescaped_ += static_cast<char>(0xE0U | c >> 12U);
            unescaped_ += static_cast<char>(0x80U | (c >> 6U & 0x3FU));
            unescaped_ += static_cast<char>(0x80U | (c & 0x3FU));
        }
        is_compact_ = false;
        at_ += kSize;
        return true;
    }

    bool read_number() {
        const char* const begin = at_;
        if (at_ != end_ && *at_ == '-') ++at_;
        const char* const digits = at_;
        while (at_ != end_ && is_digit(*at_)) ++at_;
        const auto num_digits = at_ - digits;
        if (num_digits == 0 || num_digits > kMostDigits) return false;
        if (*digits == '0' && num_digits > 1) return false;
        const bool is_whole = at_ == end_ || (*at_ != '.' && *at_ != 'e' && *at_ != 'E');
        if (!is_whole) return read_double(begin);
        std::int64_t value = 0;
        for (const char* digit = digits; digit != at_; ++digit) value = value * 10 + (*digit - '0');
        if (begin != digits) {
            if (value == 0) is_compact_ = false; // -0 is written as 0
            value = -value;
        }
        return document_.Int64(value);
    }

    /// Reads what goes on with a point or an exponent at `at_`.
    bool read_double(const char* begin) {
        if (*at_ == '.' && !skip_digits()) return false;
        if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
            if (end_ - at_ > 1 && (at_[1] == '+' || at_[1] == '-')) ++at_;
            const char* const letter = at_;
            if (!skip_digits() || at_ - letter > kMostExponentDigits + 1) return false;
        }
        double value = 0;
        const auto [stop, error] = std::from_chars(begin, at_, value);
        if (error != std::errc() || stop != at_) return false;
        if (is_compact_) {
            char text[32]; // the writer's are at most 25
            const char* const end = rapidjson::internal::dtoa(value, text);
            const std::string_view written(text, static_cast<std::size_t>(end - text));
            is_compact_ = written == std::string_view(begin, static_cast<std::size_t>(at_ - begin));
        }
        return document_.Double(value);
    }

    /// Moves behind one byte and the digits that have to follow it.
    bool skip_digits() {
        const char* const first = ++at_;
        while (at_ != end_ && is_digit(*at_)) ++at_;
        return at_ != first;
    }

    const char* at_;
    const char* const end_;
    TreeDocument& document_;
    const bool copies_strings_;
    bool is_compact_ = true;
    std::uint32_t depth_ = 0;
    std::string unescaped_;
};

} // namespace

QuickJson::QuickJson()
    : scratch_(std::make_unique_for_overwrite<char[]>(kScratchBytes)),
      scratch_pool_(scratch_.get(), kScratchBytes) {}

QuickJson::Result QuickJson::parse(std::string_view text, rapidjson::Value& tree,
                                   TreeMemory& memory, bool copies_strings) {
    if (!data::is_utf8(text)) return {};
    scratch_pool_.Clear();
    // Half of it at once: what grows beyond that is copied.
    TreeDocument document(&memory, kScratchBytes / 2, &scratch_pool_);
    QuickPass pass(text, document, copies_strings);
    bool is_read = false;
    const auto generate = [&](TreeDocument& /*document*/) { return is_read = pass.run(); };
    document.Populate(generate);
    if (!is_read) return {};
    tree.Swap(document);
    return {true, pass.is_compact()};
}

} // namespace aisle::indexer
