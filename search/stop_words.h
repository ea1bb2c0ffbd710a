#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/dictionaries.h"

namespace aisle::search {

/// True when `word` is a stop word in one of `languages` (ISO 639-1 codes): the store's
/// dictionary decides, and the built-in lists where it is silent. Languages without a list have
/// none. `dictionaries` may be null.
/// Requires: `word` is normalised.
[[nodiscard]] bool is_stop_word(std::string_view word, const std::vector<std::string>& languages,
                                const data::Dictionaries* dictionaries);

} // namespace aisle::search
