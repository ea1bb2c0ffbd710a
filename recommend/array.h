#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace aisle::recommend {

/// A constant array that was made here, or lies in a mapped file that outlives it.
template <class T>
class Array {
public:
    Array() = default;

    explicit Array(std::vector<T> values) : owned_(std::move(values)), view_(owned_) {}

    explicit Array(std::span<const T> view) : view_(view) {}

    // A moved vector keeps its elements where they are, so the view stays true; a copy would not.
    Array(Array&&) noexcept = default;
    Array& operator=(Array&&) noexcept = default;
    Array(const Array&) = delete;
    Array& operator=(const Array&) = delete;
    ~Array() = default;

    [[nodiscard]] const T& operator[](std::size_t i) const { return view_[i]; }

    [[nodiscard]] std::size_t size() const noexcept { return view_.size(); }

    [[nodiscard]] std::span<const T> view() const noexcept { return view_; }

private:
    std::vector<T> owned_;
    std::span<const T> view_;
};

} // namespace aisle::recommend
