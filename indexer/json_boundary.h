#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aisle::indexer {

/// Finds where a JSON object, array or string ends, without reading its values.
///
/// It knows brackets, strings and escapes, and no more grammar than it takes to notice that
/// a value was cut short, so that one broken record does not swallow the ones behind it.
class JsonBoundary {
public:
    enum class State {
        kOpen,     ///< the end is not among the bytes seen
        kComplete, ///< the value ends at offset()
        kBroken,   ///< the byte at offset() cannot be there; defect() says why
    };

    /// Goes on scanning `bytes`: the value from its first byte, the bytes seen earlier
    /// included unless they were forgotten. Cost: linear in the bytes not seen before.
    [[nodiscard]] State advance(std::string_view bytes);

    /// How far into the bytes the scan has come.
    [[nodiscard]] std::size_t offset() const noexcept { return offset_; }

    /// Makes the byte at offset() the first one of the next advance.
    void forget_scanned() noexcept { offset_ = 0; }

    /// Why the value is broken.
    [[nodiscard]] const char* defect() const noexcept { return defect_; }

    /// True once the value was nested deeper than brackets are told apart.
    [[nodiscard]] bool was_too_deep() const noexcept { return was_too_deep_; }

private:
    bool advance_string(std::string_view bytes);
    State open_bracket(char bracket);
    State close_bracket(char bracket);
    State broken(const char* defect);
    bool innermost_is_array() const;

    std::size_t offset_ = 0;
    std::uint32_t depth_ = 0;
    std::uint64_t arrays_ = 0; // bit d is set when the bracket at depth d + 1 is '['
    char previous_ = ',';      // the last byte outside strings that is not space
    bool in_string_ = false;
    bool was_too_deep_ = false;
    const char* defect_ = "";
};

} // namespace aisle::indexer
