#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace aisle::indexer {

/// The places of texts, in bytewise order of these; of equal ones the last comes first.
/// Cost: n log n, mostly of numbers: eight bytes of a text are compared at a time.
[[nodiscard]] std::vector<std::uint32_t> sort_texts(const std::vector<std::string_view>& texts);

} // namespace aisle::indexer
