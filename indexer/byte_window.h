#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "indexer/byte_source.h"

namespace aisle::indexer {

/// The part of an input that is being looked at: contiguous, growing at its end and consumed
/// from its front, with the place in the text where it begins. A reader that has not consumed
/// a record yet can go back to its first byte at no cost.
class ByteWindow {
public:
    /// Requires: chunk_bytes > 0.
    ByteWindow(std::unique_ptr<ByteSource> source, std::size_t chunk_bytes);

    /// The bytes fetched and not consumed yet; valid until the next fetch.
    [[nodiscard]] std::string_view bytes() const noexcept {
        return {buffer_.data() + begin_, end_ - begin_};
    }

    /// Adds one more chunk behind bytes(); false at the end of the input.
    /// Throws: Error when the input cannot be read or is damaged.
    bool fetch();

    /// Fetches until there are at least `count` bytes; false when the input has fewer.
    bool fetch_at_least(std::size_t count);

    /// Drops the first `count` bytes. Requires: count <= bytes().size().
    void consume(std::size_t count);

    /// The same for bytes without a line feed.
    void consume_within_line(std::size_t count) {
        column_ += count;
        begin_ += count;
    }

    /// Drops everything up to and including the next line feed, or to the end.
    void skip_line();

    /// Drops spaces, tabs and line ends; false when nothing else is left. A tab that is
    /// `kept`, as it delimits fields, is not dropped.
    bool skip_space(char kept = '\0');

    /// The line of the first byte, from 1, and its distance from the start of that line.
    [[nodiscard]] std::uint64_t line() const noexcept { return line_; }

    [[nodiscard]] std::uint64_t column() const noexcept { return column_; }

    [[nodiscard]] InputProgress progress() const { return source_->progress(); }

private:
    void make_room();

    std::unique_ptr<ByteSource> source_;
    std::size_t chunk_bytes_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t line_ = 1;
    std::uint64_t column_ = 0;
};

} // namespace aisle::indexer
