#pragma once

#include <atomic>
#include <string_view>
#include <thread>

namespace aisle::bench {

/// A line of /proc/self/status, as "VmHWM", in MB of 10^6 bytes; 0 where there is none.
[[nodiscard]] double memory_status_mb(std::string_view name);

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
