#pragma once

#include <cstddef>

#include "tests/support/built_index.h"

namespace aisle::support {

/// Seals the texts of an index anew so that only `num_short` words of each segment have short
/// codes, as it is in one of very many words, and opens them.
void make_words_wide(BuiltIndex& built, std::size_t num_short);

} // namespace aisle::support
