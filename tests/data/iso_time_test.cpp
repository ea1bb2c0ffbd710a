// Properties of data/iso_time.h:
//   1. Dates and times are read with and without seconds, fractions and offsets.
//   2. For every day of four centuries the answer is the count of days since 1970.
//   3. Impossible dates and anything before or after the time are refused, and of the beginnings
//      of a moment all that are not one themselves.
#include "data/iso_time.h"

#include <cstdio>

#include <gtest/gtest.h>

namespace aisle::data {
namespace {

bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

TEST(IsoTime, AgreesWithCountingDays) {
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    std::int64_t days = 0;
    for (int year = 1970; year < 2370; ++year) {
        for (int month = 1; month <= 12; ++month) {
            const int length = kDays[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
            for (int day = 1; day <= length; ++day, ++days) {
                char text[32];
                std::snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
                ASSERT_EQ(parse_iso_time(text), days * 86'400) << text;
            }
        }
    }
}

TEST(IsoTime, ReadsMomentsAndRefusesImpossibleOnes) {
    EXPECT_EQ(parse_iso_time("1970-01-01"), 0);
    EXPECT_EQ(parse_iso_time("1969-12-31T23:59:59Z"), -1);
    EXPECT_EQ(parse_iso_time("2025-12-01T14:40:00Z"), 1764600000);
    EXPECT_EQ(parse_iso_time("2025-12-01T14:40"), 1764600000);
    EXPECT_EQ(parse_iso_time("2025-12-01 15:40:00.999+01:00"), 1764600000);
    EXPECT_EQ(parse_iso_time("2025-12-01T09:10:00-0530"), 1764600000);
    EXPECT_EQ(parse_iso_time("2024-02-29"), 1709164800);
    for (const char* const text :
         {"", "2025", "2025-02-29", "2025-13-01", "2025-12-01T24:00", "2025-12-01T10",
          "2025-12-01T10:00:00.", "2025-12-01Z", "2025-12-01T10:00x", "-025-12-01",
          "2025-12-01T10:00+9", "2025-1-1", "2025-01-00", "20250101", " 2025-01-01",
          "2025-01-01T00:60Z", "2025-01-01T-1:00Z", "1764547200"})
        EXPECT_FALSE(parse_iso_time(text)) << text;
    const std::string_view whole = "2025-12-01T01:02:03.999Z";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const bool is_moment = size == 10 || size == 16 || size == 19 || size > 20;
        EXPECT_EQ(parse_iso_time(whole.substr(0, size)).has_value(), is_moment) << size;
    }
}

} // namespace
} // namespace aisle::data
