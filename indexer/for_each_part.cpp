#include "indexer/for_each_part.h"

#include <tbb/parallel_for.h>

namespace aisle::indexer {

void for_each_part(std::size_t num_parts, const std::function<void(std::size_t)>& visit) {
    if (num_parts == 1) {
        visit(std::size_t{0});
    } else {
        tbb::parallel_for(std::size_t{0}, num_parts, visit);
    }
}

} // namespace aisle::indexer
