#include "bench/support/memory.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>

namespace aisle::bench {

namespace {

double anonymous_mb() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        constexpr std::string_view kName = "RssAnon:";
        if (line.starts_with(kName)) return std::stod(line.substr(kName.size())) * 1024 / 1e6;
    }
    return 0;
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
