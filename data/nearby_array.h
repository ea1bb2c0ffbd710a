#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "data/ids.h"
#include "data/section_file.h"

namespace aisle::data {

/// Numbers that lie near their neighbours, such as ascending ones. They lie in lines of the cache:
/// four bytes of the smallest number in it, and of each how far it is above that, in one or two
/// bytes, as all of them need. Reading one waits for one line. Borrows.   Threads: any.
class NearbyArray {
public:
    NearbyArray() = default;

    /// Section `name`.lines of `file`, which has `size` numbers; or section `name`, where they are
    /// whole.
    /// Throws: Error{kCorruptData} when it is absent, or of a size that does not fit.
    NearbyArray(const SectionFile& file, const std::string& name, std::size_t size);

    /// Whole numbers.
    explicit NearbyArray(std::span<const std::uint32_t> numbers) noexcept
        : bytes_(reinterpret_cast<const std::byte*>(numbers.data())), size_(numbers.size()) {}

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    [[nodiscard]] std::uint32_t operator[](std::size_t i) const noexcept {
        switch (form_) {
        case Form::kBytes:
            return base(i, kBytesALine) + byte(i);
        case Form::kShorts:
            return base(i, kShortsALine) + short_at(i);
        case Form::kWhole:
            break;
        }
        return read<std::uint32_t>(i * sizeof(std::uint32_t));
    }

    /// kNoId where there is none, which is kept as the largest there can be above a base.
    [[nodiscard]] std::uint32_t find(std::size_t i) const noexcept {
        const bool is_none = (form_ == Form::kBytes && byte(i) == kNoneInByte) ||
                             (form_ == Form::kShorts && short_at(i) == kNoneInShort);
        return is_none ? kNoId : (*this)[i];
    }

    [[nodiscard]] std::uint32_t back() const noexcept { return (*this)[size_ - 1]; }

    /// Asks the cache for a number that will be read.
    void prefetch(std::size_t i) const noexcept {
        switch (form_) {
        case Form::kBytes:
            return __builtin_prefetch(bytes_ + i / kBytesALine * kLine);
        case Form::kShorts:
            return __builtin_prefetch(bytes_ + i / kShortsALine * kLine);
        case Form::kWhole:
            break;
        }
        __builtin_prefetch(bytes_ + i * sizeof(std::uint32_t));
    }

    static constexpr std::size_t kLine = 64;
    /// Numbers in a line.
    static constexpr std::size_t kBytesALine = kLine - sizeof(std::uint32_t);
    static constexpr std::size_t kShortsALine = kBytesALine / sizeof(std::uint16_t);
    static constexpr std::uint32_t kNoneInByte = 0xFF;
    static constexpr std::uint32_t kNoneInShort = 0xFFFF;

private:
    enum class Form : std::uint8_t { kWhole, kBytes, kShorts };

    template <class Number>
    [[nodiscard]] Number read(std::size_t at) const noexcept {
        Number number;
        std::memcpy(&number, bytes_ + at, sizeof number);
        return number;
    }

    [[nodiscard]] std::uint32_t base(std::size_t i, std::size_t a_line) const noexcept {
        return read<std::uint32_t>(i / a_line * kLine);
    }

    [[nodiscard]] std::uint32_t byte(std::size_t i) const noexcept {
        return read<std::uint8_t>(i / kBytesALine * kLine + sizeof(std::uint32_t) +
                                  i % kBytesALine);
    }

    [[nodiscard]] std::uint32_t short_at(std::size_t i) const noexcept {
        return read<std::uint16_t>(i / kShortsALine * kLine + sizeof(std::uint32_t) +
                                   i % kShortsALine * sizeof(std::uint16_t));
    }

    const std::byte* bytes_ = nullptr;
    std::size_t size_ = 0;
    Form form_ = Form::kWhole;
};

} // namespace aisle::data
