#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "data/section_file.h"

namespace aisle::indexer {

/// Writes the section of a data::NarrowArray, of so few bytes a number as all of them need.
/// `largest`: one that must have room as well.
void put_narrow(data::SectionFileWriter& file, const std::string& name,
                std::span<const std::uint32_t> numbers, std::uint32_t largest = 0);
void put_narrow(data::SectionFileWriter& file, const std::string& name,
                std::span<const std::int64_t> numbers);

/// Writes the sections of a data::NearbyArray. kNoId stands for none.
void put_nearby(data::SectionFileWriter& file, const std::string& name,
                std::span<const std::uint32_t> numbers);

/// Writes the sections of a data::NumberArray. NaN stands for none.
void put_numbers(data::SectionFileWriter& file, const std::string& prefix,
                 std::span<const double> numbers);

} // namespace aisle::indexer
