#include "recommend/parallel.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

namespace aisle::recommend {

void for_each_part(std::size_t size, std::size_t smallest_part,
                   const std::function<void(std::size_t begin, std::size_t end)>& work) {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, size, smallest_part),
                      [&](const auto& part) { work(part.begin(), part.end()); });
}

} // namespace aisle::recommend
