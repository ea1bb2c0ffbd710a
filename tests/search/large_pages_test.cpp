// Properties of search/large_pages.h:
//   1. Vectors keep what is in them while they grow over the size of a page and shrink again.
//   2. What is large begins where a page does.
#include "search/large_pages.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace aisle::search {
namespace {

constexpr std::size_t kPage = std::size_t{2} << 20U;

struct alignas(64) Line {
    std::uint64_t first = 0;
};

TEST(LargePages, keep_what_is_in_a_vector_of_any_size) {
    std::vector<std::uint32_t, LargePages<std::uint32_t>> numbers;
    for (std::uint32_t i = 0; i < kPage; ++i) numbers.push_back(i);
    const auto copy = numbers;
    numbers.resize(7);
    numbers.shrink_to_fit();
    EXPECT_EQ(numbers[6], 6U);
    for (std::uint32_t i = 0; i < kPage; ++i) ASSERT_EQ(copy[i], i);
}

TEST(LargePages, begin_where_a_page_does) {
    const std::vector<Line, LargePages<Line>> many(kPage / sizeof(Line));
    const std::vector<Line, LargePages<Line>> few(3);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(many.data()) % kPage, 0U);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(few.data()) % alignof(Line), 0U);
}

} // namespace
} // namespace aisle::search
