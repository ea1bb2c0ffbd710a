#pragma once

#include <atomic>
#include <thread>

namespace aisle::bench {

/// How much more memory this process has at some moment than when this was made, in MB: pages
/// that are not mapped from files, looked at every few milliseconds by a thread.
class MemoryPeak {
public:
    MemoryPeak();

    [[nodiscard]] double mb() const noexcept { return peak_mb_ - before_mb_; }

private:
    double before_mb_;
    std::atomic<double> peak_mb_;
    std::jthread watcher_;
};

} // namespace aisle::bench
