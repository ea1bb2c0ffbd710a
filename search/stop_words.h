#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aisle::search {

/// True when `word` is a stop word in one of `languages` (ISO 639-1 codes). Languages without
/// a list have none.
/// Requires: `word` is normalised.
[[nodiscard]] bool is_stop_word(std::string_view word, const std::vector<std::string>& languages);

} // namespace aisle::search
