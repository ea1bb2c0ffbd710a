#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace aisle::data {

/// The checksum of files: XXH3, 64 bits, over bytes that come in pieces.
class Checksum {
public:
    Checksum();
    ~Checksum();
    Checksum(const Checksum&) = delete;
    Checksum& operator=(const Checksum&) = delete;

    void update(std::string_view bytes) noexcept;
    [[nodiscard]] std::uint64_t digest() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// As manifests hold it: hexadecimal digits.
[[nodiscard]] std::string to_hex(std::uint64_t checksum);

/// Nothing when the text is not 1 to 16 hexadecimal digits.
[[nodiscard]] std::optional<std::uint64_t> parse_hex(std::string_view text);

} // namespace aisle::data
