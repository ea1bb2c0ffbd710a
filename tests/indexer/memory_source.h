#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "indexer/byte_source.h"

namespace aisle::indexer {

/// Bytes in memory as an input.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}

    [[nodiscard]] std::size_t read(std::span<char> into) override {
        const std::size_t count = bytes_.copy(into.data(), into.size(), done_);
        done_ += count;
        return count;
    }

    [[nodiscard]] InputProgress progress() const override { return {done_, bytes_.size()}; }

private:
    std::string bytes_;
    std::size_t done_ = 0;
};

} // namespace aisle::indexer
