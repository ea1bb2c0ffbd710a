#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aisle::api {

/// A text that is a part of many replies, with what compressing it takes done once. Immutable.
struct KeptText {
    std::string plain;
    std::string deflated;  ///< whole blocks that end with a byte and refer to no text before them
    std::uint32_t crc = 0; ///< of `plain`, as gzip has it

    [[nodiscard]] std::size_t num_bytes() const noexcept { return plain.size() + deflated.size(); }
};

/// Where a kept text stands in another text.
struct KeptPiece {
    std::size_t at = 0; ///< bytes of the other text before it
    std::shared_ptr<const KeptText> text;
};

/// The kept pieces of a text, in their order.
using KeptPieces = std::vector<KeptPiece>;

/// Calls `on_text` with what lies between the pieces, where there is any, and `on_kept` with the
/// text of each, in order.
template <class OnText, class OnKept>
void for_each_part(std::string_view text, const KeptPieces& pieces, const OnText& on_text,
                   const OnKept& on_kept) {
    std::size_t from = 0;
    for (const auto& piece : pieces) {
        if (piece.at > from) on_text(text.substr(from, piece.at - from));
        on_kept(*piece.text);
        from = piece.at;
    }
    if (from < text.size()) on_text(text.substr(from));
}

} // namespace aisle::api
