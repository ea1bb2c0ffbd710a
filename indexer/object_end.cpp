// Masks have a bit for each of 64 bytes. Which of them stand inside of strings is told by the
// number of quotes before them; what is left to look at one by one are the brackets outside.
#include "indexer/object_end.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace aisle::indexer {

#if defined(__x86_64__)

namespace {

constexpr std::size_t kBlockBytes = 64;
constexpr std::uint32_t kMaxDepth = 64;

/// What stands where in a block.
struct Masks {
    std::uint64_t quotes = 0;
    std::uint64_t backslashes = 0;
    std::uint64_t line_feeds = 0;
    std::uint64_t opening = 0; ///< brackets and braces
    std::uint64_t closing = 0;
};

Masks masks_of(const char* block) noexcept {
    Masks masks;
    for (unsigned part = 0; part < 4; ++part) {
        const auto bytes =
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + part * sizeof(__m128i)));
        const auto mask = [part](__m128i text, char c) {
            const auto equal = _mm_cmpeq_epi8(text, _mm_set1_epi8(c));
            return std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(equal))}
                   << (16U * part);
        };
        // With this bit set, a bracket is a brace.
        const auto brackets = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        masks.quotes |= mask(bytes, '"');
        masks.backslashes |= mask(bytes, '\\');
        masks.line_feeds |= mask(bytes, '\n');
        masks.opening |= mask(brackets, '{');
        masks.closing |= mask(brackets, '}');
    }
    return masks;
}

/// The bytes behind a backslash that is not itself behind one. `carry`: whether the first is, and
/// then whether that of the next block is.
std::uint64_t escaped_by(std::uint64_t backslashes, bool& carry) noexcept {
    std::uint64_t escaped = carry ? 1 : 0;
    carry = false;
    for (std::uint64_t left = backslashes & ~escaped; left != 0;) {
        const int at = std::countr_zero(left);
        carry = at == 63;
        const std::uint64_t next = carry ? 0 : std::uint64_t{1} << (at + 1);
        escaped |= next;
        left &= left - 1;
        left &= ~next;
    }
    return escaped;
}

/// Bit i is set when an odd number of those up to it are.
std::uint64_t parities(std::uint64_t mask) noexcept {
    for (unsigned shift = 1; shift < 64; shift *= 2) mask ^= mask << shift;
    return mask;
}

/// The brackets that are open.
class Nesting {
public:
    /// False where it is too deep.
    bool open(char bracket) noexcept {
        if (depth_ == kMaxDepth) return false;
        arrays_ = arrays_ << 1U | std::uint64_t{bracket == '['};
        ++depth_;
        return true;
    }

    /// False where another one is open.
    bool close(char bracket) noexcept {
        if (is_array() != (bracket == ']')) return false;
        arrays_ >>= 1U;
        --depth_;
        return true;
    }

    /// Whether a value may begin behind that byte.
    [[nodiscard]] bool may_follow(char previous) const noexcept {
        return is_array() ? previous == ',' || previous == '[' : previous == ':';
    }

    [[nodiscard]] std::uint32_t depth() const noexcept { return depth_; }

private:
    [[nodiscard]] bool is_array() const noexcept { return (arrays_ & 1U) != 0; }

    std::uint64_t arrays_ = 0; ///< bit d: of the bracket d levels out
    std::uint32_t depth_ = 0;
};

/// The last byte before `at` that is no space. Requires: there is one.
char before(std::string_view bytes, std::size_t at) noexcept {
    char c = bytes[--at];
    while (c == ' ' || c == '\t' || c == '\r' || c == '\n') c = bytes[--at];
    return c;
}

} // namespace

ObjectEnd find_object_end(std::string_view bytes) noexcept {
    if (bytes.empty() || bytes.front() != '{') return {};
    Nesting nesting;
    ObjectEnd end;
    bool is_escaped = false;
    std::uint64_t inside = 0; // all bits set: the block begins inside of a string
    for (std::size_t begin = 0; begin < bytes.size(); begin += kBlockBytes) {
        std::array<char, kBlockBytes> last{};
        const char* block = bytes.data() + begin;
        if (bytes.size() - begin < kBlockBytes) {
            std::memcpy(last.data(), block, bytes.size() - begin);
            block = last.data();
        }
        const Masks masks = masks_of(block);
        const std::uint64_t escaped = escaped_by(masks.backslashes, is_escaped);
        const std::uint64_t strings = parities(masks.quotes & ~escaped) ^ inside;
        inside = (strings >> 63U) != 0 ? ~std::uint64_t{0} : 0;
        std::uint64_t brackets = (masks.opening | masks.closing) & ~strings;
        std::uint64_t wrong = (masks.line_feeds & strings) | (masks.backslashes & ~strings);
        for (; brackets != 0; brackets &= brackets - 1) {
            const auto bit = static_cast<std::size_t>(std::countr_zero(brackets));
            const std::size_t at = begin + bit;
            const char bracket = block[bit];
            if ((masks.opening >> bit & 1U) != 0) {
                if (at > 0 && !nesting.may_follow(before(bytes, at))) return {};
                if (!nesting.open(bracket)) return {};
            } else if (!nesting.close(bracket)) {
                return {};
            } else if (nesting.depth() == 0) {
                const std::uint64_t own = ~std::uint64_t{0} >> (63U - bit);
                if ((wrong & own) != 0) return {};
                end.has_line_feed |= (masks.line_feeds & own) != 0;
                end.size = at + 1;
                return end;
            }
        }
        if (wrong != 0) return {};
        end.has_line_feed |= masks.line_feeds != 0;
    }
    return {};
}

#else

ObjectEnd find_object_end(std::string_view /*bytes*/) noexcept {
    return {};
}

#endif

} // namespace aisle::indexer
