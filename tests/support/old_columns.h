#pragma once

#include <filesystem>

namespace aisle::support {

/// Writes the `columns.bin` of a segment anew as version 5 had it: every number as wide as can be,
/// the cells of every value listed, stock location by location.
void make_columns_old(const std::filesystem::path& segment);

} // namespace aisle::support
