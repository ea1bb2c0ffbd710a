#include "indexer/numbered_texts.h"

#include <cstring>

namespace aisle::indexer {

namespace {

constexpr std::size_t kFewestSlots = 64;

template <class Word>
std::uint64_t load(const char* at) noexcept {
    Word word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

/// Both halves of the product of two words, made one.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

} // namespace

std::uint32_t hash_text(std::string_view text) noexcept {
    constexpr std::uint64_t kOne = 0x9E37'79B9'7F4A'7C15U;
    constexpr std::uint64_t kTwo = 0xD1B5'4A32'D192'ED03U;
    const char* at = text.data();
    const std::size_t size = text.size();
    std::uint64_t state = size * kOne;
    if (size > 16) {
        for (std::size_t left = size; left > 16; left -= 16, at += 16) {
            state = mix(load<std::uint64_t>(at) ^ state, load<std::uint64_t>(at + 8) ^ kTwo);
        }
        at = text.data() + size - 16; // what is left, with some of what was before it
    }
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    if (size >= 8) {
        const std::size_t tail = size > 16 ? 8 : size - 8;
        first = load<std::uint64_t>(at);
        last = load<std::uint64_t>(at + tail);
    } else if (size >= 4) {
        first = load<std::uint32_t>(at);
        last = load<std::uint32_t>(at + size - 4);
    } else if (size > 0) {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(at[i]); };
        first = byte(0) | byte(size / 2) << 8U | byte(size - 1) << 16U;
    }
    state = mix(first ^ state, last ^ kTwo);
    return static_cast<std::uint32_t>(mix(state ^ kOne, kTwo));
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
