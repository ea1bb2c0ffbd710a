#pragma once

#include <compare>
#include <cstddef>
#include <iterator>
#include <utility>

namespace aisle::data {

/// Goes over an array that makes its elements as they are read.
template <class Array, class Value>
class IndexIterator {
public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Value;

    IndexIterator() = default;

    IndexIterator(Array array, std::size_t at) noexcept : array_(std::move(array)), at_(at) {}

    [[nodiscard]] Value operator*() const noexcept { return array_[at_]; }

    [[nodiscard]] Value operator[](std::ptrdiff_t step) const noexcept { return *(*this + step); }

    IndexIterator& operator+=(std::ptrdiff_t step) noexcept {
        at_ += static_cast<std::size_t>(step);
        return *this;
    }

    IndexIterator& operator-=(std::ptrdiff_t step) noexcept { return *this += -step; }

    IndexIterator& operator++() noexcept { return *this += 1; }

    IndexIterator& operator--() noexcept { return *this += -1; }

    IndexIterator operator++(int) noexcept { return std::exchange(*this, *this + 1); }

    IndexIterator operator--(int) noexcept { return std::exchange(*this, *this + -1); }

    friend IndexIterator operator+(IndexIterator it, std::ptrdiff_t step) noexcept {
        return it += step;
    }

    friend IndexIterator operator+(std::ptrdiff_t step, IndexIterator it) noexcept {
        return it += step;
    }

    friend IndexIterator operator-(IndexIterator it, std::ptrdiff_t step) noexcept {
        return it -= step;
    }

    friend std::ptrdiff_t operator-(const IndexIterator& a, const IndexIterator& b) noexcept {
        return static_cast<std::ptrdiff_t>(a.at_) - static_cast<std::ptrdiff_t>(b.at_);
    }

    friend bool operator==(const IndexIterator& a, const IndexIterator& b) noexcept {
        return a.at_ == b.at_;
    }

    friend auto operator<=>(const IndexIterator& a, const IndexIterator& b) noexcept {
        return a.at_ <=> b.at_;
    }

private:
    Array array_;
    std::size_t at_ = 0;
};

} // namespace aisle::data
