#include "indexer/array_writer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "data/ids.h"
#include "data/nearby_array.h"
#include "data/number_array.h"

namespace aisle::indexer {

namespace {

using data::kNoId;
using data::NearbyArray;
using data::NumberArray;

template <class Narrow, class Number>
void put_as(data::SectionFileWriter& file, const std::string& name,
            std::span<const Number> numbers) {
    std::vector<Narrow> narrow;
    narrow.reserve(numbers.size());
    for (const auto number : numbers) narrow.push_back(static_cast<Narrow>(number));
    file.put(name, narrow);
}

/// The smallest number of a line, and how far the largest is above it.
struct Spread {
    std::uint32_t smallest = 0;
    std::uint32_t farthest = 0;
};

Spread spread_of(std::span<const std::uint32_t> line) {
    std::uint32_t smallest = kNoId;
    std::uint32_t largest = 0;
    for (const auto number : line) {
        if (number == kNoId) continue;
        smallest = std::min(smallest, number);
        largest = std::max(largest, number);
    }
    return smallest == kNoId ? Spread{} : Spread{smallest, largest - smallest};
}

/// Calls `visit(line)` for the numbers of each line.
template <class Visit>
void for_each_line(std::span<const std::uint32_t> numbers, std::size_t a_line, Visit&& visit) {
    for (std::size_t first = 0; first < numbers.size(); first += a_line) {
        visit(numbers.subspan(first, std::min(a_line, numbers.size() - first)));
    }
}

/// Lines whose numbers are each a `Narrow` above the smallest; false where one does not fit below
/// `none`, and nothing is written.
template <class Narrow>
bool put_lines(data::SectionFileWriter& file, const std::string& name,
               std::span<const std::uint32_t> numbers, Narrow none) {
    constexpr std::size_t kALine = NearbyArray::kBytesALine / sizeof(Narrow);
    bool fits = true;
    for_each_line(numbers, kALine, [&](auto line) { fits &= spread_of(line).farthest < none; });
    if (!fits) return false;
    file.begin(name + ".lines");
    for_each_line(numbers, kALine, [&](auto line) {
        const std::uint32_t base = spread_of(line).smallest;
        std::array<Narrow, kALine> above{};
        for (std::size_t i = 0; i < line.size(); ++i) {
            above[i] = line[i] == kNoId ? none : static_cast<Narrow>(line[i] - base);
        }
        file.write(&base, sizeof base);
        file.write(above.data(), sizeof above);
    });
    file.end();
    return true;
}

/// Divisors that are tried, of what is written with so many decimals.
constexpr std::array<double, 5> kDivisors = {1, 10, 100, 1000, 10'000};

/// The number times `divisor`, if it is a whole one that, divided again, is exactly the number.
bool is_whole(double number, double divisor, std::int64_t& whole) {
    constexpr double kLargest = std::numeric_limits<std::int32_t>::max();
    const double rounded = std::round(number * divisor);
    if (!(std::abs(rounded) <= kLargest)) return false;
    whole = static_cast<std::int64_t>(rounded);
    // Compared as bits: a zero may be negative.
    return std::bit_cast<std::uint64_t>(static_cast<double>(whole) / divisor) ==
           std::bit_cast<std::uint64_t>(number);
}

/// The whole numbers that the numbers are with that divisor; nothing where some are not. The least
/// of all stands for none.
std::vector<std::int64_t> whole_numbers(std::span<const double> numbers, double divisor) {
    std::vector<std::int64_t> all;
    all.reserve(numbers.size());
    for (const double number : numbers) {
        std::int64_t whole = std::numeric_limits<std::int64_t>::min();
        if (!std::isnan(number) && !is_whole(number, divisor, whole)) return {};
        all.push_back(whole);
    }
    return all;
}

template <class Narrow>
bool has_room(std::int64_t smallest, std::int64_t largest) {
    return NumberArray::kNone<Narrow> < smallest && largest <= std::numeric_limits<Narrow>::max();
}

template <class Narrow>
void put_whole(data::SectionFileWriter& file, const std::string& name,
               const std::vector<std::int64_t>& numbers) {
    std::vector<Narrow> narrow;
    narrow.reserve(numbers.size());
    for (const auto number : numbers) {
        const bool is_none = number == std::numeric_limits<std::int64_t>::min();
        narrow.push_back(is_none ? NumberArray::kNone<Narrow> : static_cast<Narrow>(number));
    }
    file.put(name, narrow);
}

} // namespace

void put_narrow(data::SectionFileWriter& file, const std::string& name,
                std::span<const std::uint32_t> numbers, std::uint32_t largest) {
    for (const auto number : numbers) largest = std::max(largest, number);
    if (largest <= std::numeric_limits<std::uint8_t>::max()) {
        put_as<std::uint8_t>(file, name, numbers);
    } else if (largest <= std::numeric_limits<std::uint16_t>::max()) {
        put_as<std::uint16_t>(file, name, numbers);
    } else {
        file.put(name, numbers);
    }
}

void put_narrow(data::SectionFileWriter& file, const std::string& name,
                std::span<const std::int64_t> numbers) {
    std::int64_t smallest = 0;
    std::int64_t largest = 0;
    for (const auto number : numbers) {
        smallest = std::min(smallest, number);
        largest = std::max(largest, number);
    }
    const auto fits = [&](auto narrow) {
        using Limits = std::numeric_limits<decltype(narrow)>;
        return Limits::min() <= smallest && largest <= Limits::max();
    };
    if (fits(std::int8_t{})) {
        put_as<std::int8_t>(file, name, numbers);
    } else if (fits(std::int16_t{})) {
        put_as<std::int16_t>(file, name, numbers);
    } else if (fits(std::int32_t{})) {
        put_as<std::int32_t>(file, name, numbers);
    } else {
        file.put(name, numbers);
    }
}

void put_nearby(data::SectionFileWriter& file, const std::string& name,
                std::span<const std::uint32_t> numbers) {
    // Where either takes one line, what is read are shorts.
    const bool may_be_bytes = numbers.size() > NearbyArray::kShortsALine;
    if (may_be_bytes && put_lines<std::uint8_t>(file, name, numbers, NearbyArray::kNoneInByte)) {
        return;
    }
    if (put_lines<std::uint16_t>(file, name, numbers, NearbyArray::kNoneInShort)) return;
    file.put(name, numbers);
}

void put_numbers(data::SectionFileWriter& file, const std::string& prefix,
                 std::span<const double> numbers) {
    const std::string name = prefix + "values";
    for (const double divisor : kDivisors) {
        const auto whole = whole_numbers(numbers, divisor);
        if (whole.size() != numbers.size()) continue;
        std::int64_t smallest = 0;
        std::int64_t largest = 0;
        for (const auto number : whole) {
            if (number == std::numeric_limits<std::int64_t>::min()) continue;
            smallest = std::min(smallest, number);
            largest = std::max(largest, number);
        }
        if (has_room<std::int8_t>(smallest, largest)) {
            put_whole<std::int8_t>(file, name, whole);
        } else if (has_room<std::int16_t>(smallest, largest)) {
            put_whole<std::int16_t>(file, name, whole);
        } else {
            put_whole<std::int32_t>(file, name, whole);
        }
        file.put(prefix + "divisor", std::vector<double>{divisor});
        return;
    }
    file.put(name, numbers);
}

} // namespace aisle::indexer
