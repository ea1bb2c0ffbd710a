#include "bench/support/memory.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>

namespace aisle::bench {

double memory_status_mb(std::string_view name) {
    constexpr double kUnit = 1024; // what the kernel calls "kB"
    const std::string begin = std::string(name) + ":";
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(begin)) return std::stod(line.substr(begin.size())) * kUnit / 1e6;
    }
    return 0;
}

namespace {

double anonymous_mb() {
    return memory_status_mb("RssAnon");
}

} // namespace

MemoryPeak::MemoryPeak() : before_mb_(anonymous_mb()), peak_mb_(before_mb_) {
    watcher_ = std::jthread([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            peak_mb_ = std::max<double>(peak_mb_, anonymous_mb());
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    });
}

} // namespace aisle::bench
