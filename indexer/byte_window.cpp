#include "indexer/byte_window.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace aisle::indexer {

ByteWindow::ByteWindow(std::unique_ptr<ByteSource> source, std::size_t chunk_bytes)
    : source_(std::move(source)), chunk_bytes_(chunk_bytes), buffer_(4 * chunk_bytes) {
    assert(chunk_bytes > 0);
}

bool ByteWindow::fetch() {
    if (buffer_.size() - end_ < chunk_bytes_) make_room();
    const std::size_t count = source_->read({buffer_.data() + end_, chunk_bytes_});
    end_ += count;
    return count > 0;
}

void ByteWindow::make_room() {
    // Growing by factors and moving only what is not consumed keeps the cost of a fetch
    // constant on average, however long a record gets.
    if (2 * (end_ - begin_) + chunk_bytes_ > buffer_.size()) {
        std::vector<char> larger(2 * (buffer_.size() + chunk_bytes_));
        std::memcpy(larger.data(), buffer_.data() + begin_, end_ - begin_);
        buffer_.swap(larger);
    } else {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    }
    end_ -= begin_;
    begin_ = 0;
}

bool ByteWindow::fetch_at_least(std::size_t count) {
    while (bytes().size() < count) {
        if (!fetch()) return false;
    }
    return true;
}

void ByteWindow::consume(std::size_t count) {
    assert(count <= bytes().size());
    const std::string_view dropped = bytes().substr(0, count);
    const auto lines = static_cast<std::uint64_t>(std::count(dropped.begin(), dropped.end(), '\n'));
    line_ += lines;
    column_ = lines == 0 ? column_ + count : count - dropped.rfind('\n') - 1;
    begin_ += count;
}

void ByteWindow::skip_line() {
    do {
        const std::size_t line_feed = bytes().find('\n');
        if (line_feed != std::string_view::npos) return consume(line_feed + 1);
        consume(bytes().size());
    } while (fetch());
}

bool ByteWindow::skip_space(char kept) {
    do {
        const std::string_view seen = bytes();
        const auto first = std::find_if(seen.begin(), seen.end(), [kept](char c) {
            return (c != ' ' && c != '\t' && c != '\r' && c != '\n') || c == kept;
        });
        consume(static_cast<std::size_t>(first - seen.begin()));
        if (first != seen.end()) return true;
    } while (fetch());
    return false;
}

} // namespace aisle::indexer
