// Properties of parse_iso8601_utc:
//   1. Dates, minutes, seconds and fractions are read as UTC.
//   2. For every day of four centuries the answer is the count of days since 1970.
//   3. Anything else is no moment: impossible dates, other zones, a missing zone, no text
//      before or behind, every prefix of a moment that is not one itself.
#include "data/iso8601.h"

#include <cstdio>

#include <gtest/gtest.h>

namespace aisle::data {
namespace {

TEST(Iso8601, reads_dates_and_times_of_utc) {
    EXPECT_EQ(parse_iso8601_utc("1970-01-01"), 0);
    EXPECT_EQ(parse_iso8601_utc("1970-01-01T00:00:01Z"), 1);
    EXPECT_EQ(parse_iso8601_utc("1969-12-31T23:59:59Z"), -1);
    EXPECT_EQ(parse_iso8601_utc("2025-12-01T00:00:00Z"), 1764547200);
    EXPECT_EQ(parse_iso8601_utc("2025-12-01T00:00+00:00"), 1764547200);
    EXPECT_EQ(parse_iso8601_utc("2025-12-01T01:02:03.999Z"), 1764547200 + 3723);
    EXPECT_EQ(parse_iso8601_utc("2024-02-29T00:00Z"), 1709164800);
}

bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

TEST(Iso8601, agrees_with_counting_days) {
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    std::int64_t days = 0;
    for (int year = 1970; year < 2370; ++year) {
        for (int month = 1; month <= 12; ++month) {
            const int length = kDays[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
            for (int day = 1; day <= length; ++day, ++days) {
                char text[32];
                std::snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
                ASSERT_EQ(parse_iso8601_utc(text), days * 86'400) << text;
            }
        }
    }
}

TEST(Iso8601, refuses_everything_else) {
    for (const char* text : {"",
                             "2025",
                             "2025-02-29",
                             "2025-13-01",
                             "2025-00-10",
                             "2025-01-00",
                             "2025-1-1",
                             "2025-01-01T",
                             "2025-01-01T00:00",
                             "2025-01-01T00:00:00",
                             "2025-01-01T24:00Z",
                             "2025-01-01T00:60Z",
                             "2025-01-01T00:00:60Z",
                             "2025-01-01T00:00:00.Z",
                             "2025-01-01T00:00:00+01:00",
                             "2025-01-01 00:00:00Z",
                             "2025-01-01T00:00:00Zx",
                             " 2025-01-01",
                             "+025-01-01",
                             "2025-01-01T-1:00Z",
                             "20250101",
                             "1764547200"}) {
        EXPECT_EQ(parse_iso8601_utc(text), std::nullopt) << text;
    }
    const std::string_view whole = "2025-12-01T01:02:03.999Z";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const bool is_date = size == 10;
        EXPECT_EQ(parse_iso8601_utc(whole.substr(0, size)).has_value(), is_date) << size;
    }
}

} // namespace
} // namespace aisle::data
