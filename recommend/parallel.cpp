#include "recommend/parallel.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <atomic>

namespace aisle::recommend {

void for_each_part(std::size_t size, std::size_t smallest_part,
                   const std::function<void(std::size_t begin, std::size_t end)>& work) {
    // oneTBB orders all that was done before the parts, the parts, and all that follows. Its
    // library is not instrumented, so that ThreadSanitizer learns of that order from these.
    std::atomic<bool> may_begin{false};
    std::atomic<std::size_t> num_done{0};
    may_begin.store(true, std::memory_order_release);
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, size, smallest_part),
                      [&](const auto& part) {
                          (void)may_begin.load(std::memory_order_acquire);
                          work(part.begin(), part.end());
                          num_done.fetch_add(1, std::memory_order_release);
                      });
    (void)num_done.load(std::memory_order_acquire);
}

} // namespace aisle::recommend
