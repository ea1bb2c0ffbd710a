#pragma once

#include <cstddef>
#include <string_view>

namespace aisle::indexer {

/// Where a JSON object ends that begins with the first byte of `bytes`, and whether it has line
/// feeds.
struct ObjectEnd {
    std::size_t size = 0; ///< 0: not known
    bool has_line_feed = false;
};

/// Finds the end of nearly every object as JsonBoundary does, 64 bytes at a time. Of one that is
/// not whole, broken or very deep, or on processors it is not written for, it knows nothing.
/// Cost: about 0.2 ns a byte.
[[nodiscard]] ObjectEnd find_object_end(std::string_view bytes) noexcept;

} // namespace aisle::indexer
