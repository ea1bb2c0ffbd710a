#pragma once

#include <cstddef>
#include <functional>

namespace aisle::recommend {

/// Calls `work(begin, end)` for parts of 0 ... size - 1 on several threads, and waits for all.
/// Nothing may depend on how the parts are cut: that differs between runs.
/// Throws: what `work` throws.
void for_each_part(std::size_t size, std::size_t smallest_part,
                   const std::function<void(std::size_t begin, std::size_t end)>& work);

} // namespace aisle::recommend
