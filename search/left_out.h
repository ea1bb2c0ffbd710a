#pragma once

#include <map>
#include <string>

#include "search/cell_words.h"
#include "search/ordinal_set.h"

namespace aisle::search {

/// For each of `groups`, by name, the cells of `base` that all the other ones have, in one pass.
[[nodiscard]] std::map<std::string, CellWords>
leave_out_each(const CellWords& base, std::map<std::string, OrdinalSet> groups);

} // namespace aisle::search
