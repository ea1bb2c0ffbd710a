// The one pass over every byte of the input that cannot be shared between threads, so it does
// as little as possible: most of a catalogue is text inside strings, and there only quotes,
// backslashes and control bytes matter. They are searched eight bytes at a time.
//
// Two observations find broken records early. A line feed inside a string is never legal.
// And inside an object or array, '{' may follow only ':' in an object and ',' or '[' in an
// array; the first line of the next record nearly always violates that.
#include "indexer/json_boundary.h"

#include <cstring>

namespace aisle::indexer {

namespace {

constexpr std::uint32_t kTrackedDepth = 64;

constexpr std::uint64_t repeated(unsigned char byte) {
    return 0x0101010101010101ULL * byte;
}

/// True when one of the eight bytes is zero.
constexpr bool has_zero(std::uint64_t word) {
    return ((word - repeated(1)) & ~word & repeated(0x80)) != 0;
}

/// True when one of the eight bytes is a quote, a backslash or below 0x20.
bool has_special(const char* eight) {
    std::uint64_t word = 0;
    std::memcpy(&word, eight, sizeof(word));
    const bool has_control = ((word - repeated(0x20)) & ~word & repeated(0x80)) != 0;
    return has_control || has_zero(word ^ repeated('"')) || has_zero(word ^ repeated('\\'));
}

} // namespace

bool JsonBoundary::innermost_is_array() const {
    return (arrays_ >> (depth_ - 1) & 1) != 0;
}

JsonBoundary::State JsonBoundary::broken(const char* defect) {
    defect_ = defect;
    return State::kBroken;
}

/// Moves behind the closing quote; false when it stops before, at the end of the bytes or at
/// a line feed.
bool JsonBoundary::advance_string(std::string_view bytes) {
    while (offset_ < bytes.size()) {
        while (offset_ + 8 <= bytes.size() && !has_special(bytes.data() + offset_)) offset_ += 8;
        if (offset_ == bytes.size()) return false;
        const char c = bytes[offset_];
        if (c == '"') {
            ++offset_;
            in_string_ = false;
            previous_ = '"';
            return true;
        }
        if (c == '\n') return false;
        const std::size_t width = c == '\\' ? 2 : 1;
        if (offset_ + width > bytes.size()) return false;
        // An escaped line feed is none that JSON knows: leave it to be noticed.
        offset_ += width == 2 && bytes[offset_ + 1] == '\n' ? 1 : width;
    }
    return false;
}

JsonBoundary::State JsonBoundary::open_bracket(char bracket) {
    if (depth_ > 0 && depth_ <= kTrackedDepth) {
        const bool fits =
            innermost_is_array() ? previous_ == ',' || previous_ == '[' : previous_ == ':';
        if (!fits) return broken("a bracket opens where no value can begin");
    }
    if (depth_ < kTrackedDepth) {
        const std::uint64_t bit = std::uint64_t{1} << depth_;
        arrays_ = bracket == '[' ? arrays_ | bit : arrays_ & ~bit;
    } else {
        was_too_deep_ = true;
    }
    ++depth_;
    return State::kOpen;
}

JsonBoundary::State JsonBoundary::close_bracket(char bracket) {
    if (depth_ <= kTrackedDepth && innermost_is_array() != (bracket == ']')) {
        return broken("a closing bracket does not match the opening one");
    }
    --depth_;
    return depth_ == 0 ? State::kComplete : State::kOpen;
}

JsonBoundary::State JsonBoundary::advance(std::string_view bytes) {
    while (offset_ < bytes.size() || in_string_) {
        if (in_string_) {
            if (!advance_string(bytes)) {
                const bool at_line_feed = offset_ < bytes.size() && bytes[offset_] == '\n';
                return at_line_feed ? broken("a line ends inside a string") : State::kOpen;
            }
            if (depth_ == 0) return State::kComplete;
            continue;
        }
        const char c = bytes[offset_];
        State state = State::kOpen;
        switch (c) {
        case ' ':
        case '\t':
        case '\r':
        case '\n':
            ++offset_;
            continue;
        case '"':
            in_string_ = true;
            break;
        case '{':
        case '[':
            state = open_bracket(c);
            break;
        case '}':
        case ']':
            state = close_bracket(c);
            break;
        default:
            break;
        }
        if (state == State::kBroken) return state;
        previous_ = c;
        ++offset_;
        if (state == State::kComplete) return state;
    }
    return State::kOpen;
}

} // namespace aisle::indexer
