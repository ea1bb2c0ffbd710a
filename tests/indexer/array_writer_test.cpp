// Properties of indexer/array_writer.h, data/narrow_array.h, data/nearby_array.h and
// data/number_array.h:
//   1. What was written is read back, bit for bit, by index, as a part and by iterators.
//   2. Numbers take as few bytes as all of them need.
//   3. What is written as wide as can be is read as well.
//   4. A section of a size that does not fit is refused.
#include "indexer/array_writer.h"

#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/error.h"
#include "data/narrow_array.h"
#include "data/nearby_array.h"
#include "data/number_array.h"
#include "tests/support/rng.h"
#include "tests/support/temp_directory.h"

namespace aisle::indexer {
namespace {

using data::kNoId;
using data::NarrowArray;
using data::NearbyArray;
using data::NumberArray;
using support::Rng;

/// A file with the sections that `write` puts into it.
class WrittenFile {
public:
    template <class Write>
    explicit WrittenFile(const Write& write) {
        data::SectionFileWriter writer(directory_.path() / "a.bin");
        write(writer);
        writer.finish();
        file_.emplace(directory_.path() / "a.bin");
    }

    [[nodiscard]] const data::SectionFile& file() const { return *file_; }

private:
    support::TempDirectory directory_;
    std::optional<data::SectionFile> file_;
};

template <class Number>
void expect_narrow(const std::vector<Number>& numbers, std::size_t width) {
    const WrittenFile written([&](auto& file) { put_narrow(file, "a", numbers); });
    const NarrowArray<Number> array(written.file(), "a", numbers.size());
    EXPECT_EQ(array.width(), width);
    ASSERT_EQ(array.size(), numbers.size());
    EXPECT_EQ(std::vector<Number>(array.begin(), array.end()), numbers);
    const auto part = array.subspan(1, numbers.size() - 1);
    for (std::size_t i = 0; i < part.size(); ++i) EXPECT_EQ(part[i], numbers[i + 1]);
    const NarrowArray<Number> wide{std::span<const Number>(numbers)};
    EXPECT_EQ(std::vector<Number>(wide.begin(), wide.end()), numbers);
}

TEST(NarrowArray, HasWhatWasWrittenInAsFewBytesAsItNeeds) {
    expect_narrow<std::uint32_t>({3, 0, 255}, 1);
    expect_narrow<std::uint32_t>({3, 256}, 2);
    expect_narrow<std::uint32_t>({65535, 1}, 2);
    expect_narrow<std::uint32_t>({65536, 1}, 4);
    expect_narrow<std::uint32_t>({kNoId, 1}, 4);
    expect_narrow<std::int64_t>({-128, 127}, 1);
    expect_narrow<std::int64_t>({-129, 0}, 2);
    expect_narrow<std::int64_t>({32767, -32768}, 2);
    expect_narrow<std::int64_t>({32768, 0}, 4);
    expect_narrow<std::int64_t>({std::int64_t{1} << 31U, 0}, 8);
    expect_narrow<std::int64_t>({std::numeric_limits<std::int64_t>::min(), 5}, 8);
    const WrittenFile written([](auto& file) {
        put_narrow(file, "a", std::vector<std::uint32_t>{1, 2}, 300);
    });
    EXPECT_EQ(NarrowArray<std::uint32_t>(written.file(), "a", 2).width(), 2U);
}

TEST(NarrowArray, RefusesASizeThatDoesNotFit) {
    const WrittenFile written([](auto& file) {
        put_narrow(file, "a", std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6});
        file.put("empty", std::vector<std::uint32_t>{});
    });
    for (const std::size_t size : {0U, 1U, 2U, 4U, 5U, 7U, 12U}) {
        EXPECT_THROW(NarrowArray<std::uint32_t>(written.file(), "a", size), data::Error) << size;
    }
    EXPECT_NO_THROW(NarrowArray<std::uint32_t>(written.file(), "a", 6));
    EXPECT_NO_THROW(NarrowArray<std::uint32_t>(written.file(), "empty", 0));
    EXPECT_THROW(NarrowArray<std::uint32_t>(written.file(), "empty", 1), data::Error);
}

void expect_nearby(const std::vector<std::uint32_t>& numbers) {
    const WrittenFile written([&](auto& file) {
        put_nearby(file, "a", numbers);
        file.put("wide", numbers);
    });
    for (const std::string name : {"a", "wide"}) {
        const NearbyArray array(written.file(), name, numbers.size());
        ASSERT_EQ(array.size(), numbers.size());
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            EXPECT_EQ(array.find(i), numbers[i]);
            if (numbers[i] != kNoId) {
                EXPECT_EQ(array[i], numbers[i]);
            }
        }
        EXPECT_THROW(NearbyArray(written.file(), name, numbers.size() + 60), data::Error);
    }
}

TEST(NearbyArray, HasWhatWasWritten) {
    Rng rng(1);
    for (const std::uint32_t step : {1U, 9U, 3000U, 100'000'000U}) {
        for (const double missing : {0.0, 0.3, 1.0}) {
            std::vector<std::uint32_t> numbers;
            std::uint32_t number = rng.below(1000);
            for (int i = 0; i < 500; ++i) {
                number += rng.below(step) - rng.below(2) * rng.below(step / 2 + 1);
                numbers.push_back(rng.chance(missing) ? kNoId : number % 0xFFFFFFFEU);
            }
            expect_nearby(numbers);
        }
    }
    // The largest distances that fit, and the first ones that do not.
    for (const std::uint32_t far : {0xFEU, 0xFFU, 0xFFFEU, 0xFFFFU}) {
        expect_nearby({7, 7 + far, kNoId, 8});
    }
}

void expect_numbers(const std::vector<double>& numbers, bool are_whole) {
    const WrittenFile written([&](auto& file) { put_numbers(file, "c.", numbers); });
    EXPECT_EQ(written.file().contains("c.divisor"), are_whole);
    const NumberArray array(written.file(), "c.", numbers.size());
    const NumberArray doubles{std::span<const double>(numbers)};
    ASSERT_EQ(array.size(), numbers.size());
    auto next = array.begin();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        for (const double found : {array[i], doubles[i], *next++, array.subspan(i, 1).front()}) {
            if (std::isnan(numbers[i])) {
                EXPECT_TRUE(std::isnan(found));
            } else {
                EXPECT_EQ(std::bit_cast<std::uint64_t>(found),
                          std::bit_cast<std::uint64_t>(numbers[i]))
                    << numbers[i];
            }
        }
    }
    EXPECT_THROW(NumberArray(written.file(), "c.", numbers.size() + 1), data::Error);
}

TEST(NumberArray, HasWhatWasWrittenBitForBit) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    expect_numbers({0, 1, none, -127, 127}, true);
    expect_numbers({-128, none}, true);
    expect_numbers({32767, -32767, none}, true);
    expect_numbers({-32768, 0.5, none}, true);
    expect_numbers({2147483647.0, -2147483647.0, none}, true);
    expect_numbers({2147483648.0}, false);
    expect_numbers({89.9, 0.01, 19.99, none, 1234.56}, true);
    expect_numbers({0.1 + 0.2}, false);
    expect_numbers({-0.0, 1}, false);
    expect_numbers({std::numeric_limits<double>::infinity(), 1}, false);
    expect_numbers({1e-300, 1}, false);
    expect_numbers({none}, true);
    Rng rng(2);
    for (const double divisor : {1.0, 10.0, 100.0, 1000.0, 10'000.0}) {
        for (const std::uint32_t largest : {100U, 30'000U, 2'000'000U}) {
            std::vector<double> numbers;
            for (int i = 0; i < 500; ++i) {
                const double whole = rng.below(2 * largest) - double(largest);
                numbers.push_back(rng.chance(0.1) || whole == 0 ? none : whole / divisor);
            }
            expect_numbers(numbers, true);
        }
    }
}

} // namespace
} // namespace aisle::indexer
