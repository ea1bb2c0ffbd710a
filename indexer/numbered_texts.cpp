#include "indexer/numbered_texts.h"

#define XXH_INLINE_ALL // for texts this short a call would cost as much
#include <xxhash.h>

namespace aisle::indexer {

namespace {

constexpr std::size_t kFewestSlots = 64;

} // namespace

std::uint32_t hash_text(std::string_view text) noexcept {
    return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()));
}

void TextNumbers::grow() {
    std::vector<Slot> larger(slots_.empty() ? kFewestSlots : 2 * slots_.size());
    const std::size_t mask = larger.size() - 1;
    for (const auto& slot : slots_) {
        if (slot.number == kNoNumber) continue;
        std::size_t at = slot.hash & mask;
        while (larger[at].number != kNoNumber) at = (at + 1) & mask;
        larger[at] = slot;
    }
    slots_ = std::move(larger);
}

} // namespace aisle::indexer
