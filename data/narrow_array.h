#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "data/index_iterator.h"
#include "data/section_file.h"

namespace aisle::data {

/// Whole numbers as they lie in a file, each in as many bytes as the widest of them takes: 1, 2, 4
/// or 8, at most those of `Number`. Borrows.   Threads: any.
template <class Number>
class NarrowArray {
    static_assert(std::is_integral_v<Number>);

    template <class Unsigned>
    using Element =
        std::conditional_t<std::is_signed_v<Number>, std::make_signed_t<Unsigned>, Unsigned>;

public:
    using Iterator = IndexIterator<NarrowArray, Number>;

    NarrowArray() = default;

    /// As wide as can be.
    explicit(false) NarrowArray(std::span<const Number> numbers) noexcept
        : bytes_(reinterpret_cast<const std::byte*>(numbers.data())), size_(numbers.size()) {}

    /// Section `name` of `file`, which has `size` numbers: what it takes tells how wide they are.
    /// Throws: Error{kCorruptData} when it is absent, or of a size that does not fit.
    NarrowArray(const SectionFile& file, std::string_view name, std::size_t size) : size_(size) {
        const auto bytes = file.array<std::byte>(name);
        bytes_ = bytes.data();
        if (size != 0) width_ = bytes.size() / size;
        const bool fits = width_ * size == bytes.size() && width_ <= sizeof(Number) &&
                          (width_ == 1 || width_ == 2 || width_ == 4 || width_ == 8);
        if (!fits) file.fail("section " + std::string(name) + " is cut short");
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    /// Of each number. Units: bytes.
    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    [[nodiscard]] Number operator[](std::size_t i) const noexcept {
        return visit([i](auto numbers) { return static_cast<Number>(numbers[i]); });
    }

    [[nodiscard]] Number front() const noexcept { return (*this)[0]; }

    [[nodiscard]] NarrowArray subspan(std::size_t first, std::size_t count) const noexcept {
        NarrowArray part = *this;
        part.bytes_ += first * width_;
        part.size_ = count;
        return part;
    }

    [[nodiscard]] Iterator begin() const noexcept { return {*this, 0}; }

    [[nodiscard]] Iterator end() const noexcept { return {*this, size_}; }

    /// Calls `visit(numbers)` with a span of numbers of the width they have, and returns what that
    /// does: for loops that should not ask how wide each number is.
    template <class Visit>
    decltype(auto) visit(Visit&& visit) const {
        if (width_ == 1) return visit(elements<std::uint8_t>());
        if (width_ == 2) return visit(elements<std::uint16_t>());
        if constexpr (sizeof(Number) == 8) {
            if (width_ == 8) return visit(elements<std::uint64_t>());
        }
        return visit(elements<std::uint32_t>());
    }

    /// Asks the cache for a number that will be read.
    void prefetch(std::size_t i) const noexcept { __builtin_prefetch(bytes_ + i * width_); }

private:
    template <class Unsigned>
    [[nodiscard]] std::span<const Element<Unsigned>> elements() const noexcept {
        return {reinterpret_cast<const Element<Unsigned>*>(bytes_), size_};
    }

    const std::byte* bytes_ = nullptr;
    std::size_t size_ = 0;
    std::size_t width_ = sizeof(Number);
};

} // namespace aisle::data
