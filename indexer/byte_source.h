#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace aisle::indexer {

/// How far an input has been read. Units: bytes as stored, so compressed ones for gzip; what
/// cannot be known of a pipe is counted after decompression (done) or absent (total).
struct InputProgress {
    std::uint64_t done = 0;
    std::optional<std::uint64_t> total;
};

/// Where records come from, as bytes in order.
class ByteSource {
public:
    virtual ~ByteSource() = default;

    /// Puts up to `into.size()` bytes into `into`; 0 only at the end of the input.
    /// Throws: Error when the input cannot be read or is damaged.
    [[nodiscard]] virtual std::size_t read(std::span<char> into) = 0;

    [[nodiscard]] virtual InputProgress progress() const = 0;
};

} // namespace aisle::indexer
