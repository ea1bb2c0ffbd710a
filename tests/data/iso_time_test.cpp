// Properties of data/iso_time.h:
//   1. Dates and times are read with and without seconds, fractions and offsets.
//   2. Impossible dates and anything after the time are refused.
#include "data/iso_time.h"

#include <gtest/gtest.h>

namespace aisle::data {
namespace {

TEST(IsoTime, ReadsMomentsAndRefusesImpossibleOnes) {
    EXPECT_EQ(parse_iso_time("1970-01-01"), 0);
    EXPECT_EQ(parse_iso_time("2025-12-01T14:40:00Z"), 1764600000);
    EXPECT_EQ(parse_iso_time("2025-12-01T14:40"), 1764600000);
    EXPECT_EQ(parse_iso_time("2025-12-01 15:40:00.999+01:00"), 1764600000);
    EXPECT_EQ(parse_iso_time("2025-12-01T09:10:00-0530"), 1764600000);
    EXPECT_EQ(parse_iso_time("2024-02-29"), 1709164800);
    for (const char* const text : {"", "2025", "2025-02-29", "2025-13-01", "2025-12-01T24:00",
                                   "2025-12-01T10", "2025-12-01T10:00:00.", "2025-12-01Z",
                                   "2025-12-01T10:00x", "-025-12-01", "2025-12-01T10:00+9"})
        EXPECT_FALSE(parse_iso_time(text)) << text;
}

} // namespace
} // namespace aisle::data
