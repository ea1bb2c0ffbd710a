#include "indexer/for_each_part.h"

#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>

namespace aisle::indexer {

void for_each_part(std::size_t num_parts, const std::function<void(std::size_t)>& visit) {
    if (num_parts == 1) {
        visit(std::size_t{0});
    } else {
        tbb::parallel_for(std::size_t{0}, num_parts, visit);
    }
}

void both(std::size_t num_parts, const std::function<void()>& one,
          const std::function<void()>& other) {
    if (num_parts == 1) {
        one();
        other();
    } else {
        tbb::parallel_invoke(one, other);
    }
}

} // namespace aisle::indexer
