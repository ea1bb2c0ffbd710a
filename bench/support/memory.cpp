#include "bench/support/memory.h"

#include <fstream>
#include <string>

namespace aisle::bench {

double anonymous_mb() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        constexpr std::string_view kName = "RssAnon:";
        if (line.starts_with(kName)) return std::stod(line.substr(kName.size())) * 1024 / 1e6;
    }
    return 0;
}

} // namespace aisle::bench
