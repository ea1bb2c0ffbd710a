#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace aisle::indexer {

/// Texts by their places, one behind the other in memory: four bytes and its own for each.
/// Requires: less than 4 GiB in all.
class TextList {
public:
    void add(std::string_view text) {
        assert(text.size() <= std::numeric_limits<std::uint32_t>::max() - bytes_.size());
        bytes_ += text;
        ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    }

    void reserve(std::size_t num_texts, std::size_t num_bytes) {
        ends_.reserve(num_texts);
        bytes_.reserve(num_bytes);
    }

    [[nodiscard]] std::size_t size() const noexcept { return ends_.size(); }

    [[nodiscard]] std::size_t num_bytes() const noexcept { return bytes_.size(); }

    /// Lasts until another text is added.
    [[nodiscard]] std::string_view operator[](std::size_t place) const noexcept {
        const std::size_t begin = place == 0 ? 0 : ends_[place - 1];
        return {bytes_.data() + begin, ends_[place] - begin};
    }

private:
    std::string bytes_;
    std::vector<std::uint32_t> ends_;
};

} // namespace aisle::indexer
