#include "data/checksum.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <charconv>

namespace aisle::data {

struct Checksum::State {
    XXH3_state_t hash;
};

Checksum::Checksum() : state_(std::make_unique<State>()) {
    XXH3_64bits_reset(&state_->hash);
}

Checksum::~Checksum() = default;

void Checksum::update(std::string_view bytes) noexcept {
    XXH3_64bits_update(&state_->hash, bytes.data(), bytes.size());
}

std::uint64_t Checksum::digest() const noexcept {
    return XXH3_64bits_digest(&state_->hash);
}

std::string to_hex(std::uint64_t checksum) {
    std::array<char, 16> digits{};
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), checksum, 16);
    return {digits.data(), end};
}

std::optional<std::uint64_t> parse_hex(std::string_view text) {
    std::uint64_t checksum = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), checksum, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return checksum;
}

} // namespace aisle::data
