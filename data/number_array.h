#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include "data/index_iterator.h"
#include "data/narrow_array.h"

namespace aisle::data {

/// Numbers as they lie in a file: doubles, or, where that gives back exactly the same, whole
/// numbers of 1, 2 or 4 bytes that are divided by one divisor. NaN stands for none. Borrows.
/// Threads: any.
class NumberArray {
public:
    using Iterator = IndexIterator<NumberArray, double>;

    NumberArray() = default;

    explicit(false) NumberArray(std::span<const double> numbers) noexcept
        : doubles_(numbers.data()), size_(numbers.size()) {}

    /// Section `prefix`values of `file`, which has `size` numbers, and `prefix`divisor, if they
    /// are whole ones.
    /// Throws: Error{kCorruptData} when they are absent, or of sizes that do not fit.
    NumberArray(const SectionFile& file, const std::string& prefix, std::size_t size);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    [[nodiscard]] NumberArray subspan(std::size_t first, std::size_t count) const noexcept {
        NumberArray part = *this;
        part.size_ = count;
        if (doubles_ != nullptr) {
            part.doubles_ += first;
        } else {
            part.whole_ = whole_.subspan(first, count);
        }
        return part;
    }

    [[nodiscard]] Iterator begin() const noexcept { return {*this, 0}; }

    [[nodiscard]] Iterator end() const noexcept { return {*this, size_}; }

    /// Calls `visit(numbers)`, where `numbers(i)` is the number at i, and returns what that does:
    /// for loops that should not ask how wide each number is.
    template <class Visit>
    decltype(auto) visit(Visit&& visit) const {
        if (doubles_ != nullptr || whole_.empty()) {
            return visit([doubles = doubles_](std::size_t i) { return doubles[i]; });
        }
        return whole_.visit([&](auto whole) -> decltype(auto) {
            return visit(
                [whole, divisor = divisor_](std::size_t i) { return decode(whole[i], divisor); });
        });
    }

    [[nodiscard]] double operator[](std::size_t i) const noexcept {
        return visit([i](const auto& numbers) { return numbers(i); });
    }

    [[nodiscard]] double front() const noexcept { return (*this)[0]; }

    /// The number that stands for none in so many bytes.
    template <class Whole>
    static constexpr Whole kNone = std::numeric_limits<Whole>::min();

private:
    template <class Whole>
    [[nodiscard]] static double decode(Whole number, double divisor) noexcept {
        if (number == kNone<Whole>) return std::numeric_limits<double>::quiet_NaN();
        return static_cast<double>(number) / divisor;
    }

    const double* doubles_ = nullptr;
    NarrowArray<std::int32_t> whole_; ///< where there are no doubles
    std::size_t size_ = 0;
    double divisor_ = 1;
};

} // namespace aisle::data
