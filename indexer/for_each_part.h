#pragma once

#include <cstddef>
#include <functional>

namespace aisle::indexer {

/// Calls `visit(i)` for every part of a segment, side by side by oneTBB; of a single part, as a
/// server has it that writes or merges, in the thread that the server has for that.
void for_each_part(std::size_t num_parts, const std::function<void(std::size_t)>& visit);

/// Does both of what concerns all parts of a segment, side by side in the same way.
void both(std::size_t num_parts, const std::function<void()>& one,
          const std::function<void()>& other);

} // namespace aisle::indexer
