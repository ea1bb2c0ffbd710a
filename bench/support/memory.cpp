#include "bench/support/memory.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "data/error.h"

namespace aisle::bench {

namespace {

std::ifstream open(const char* path) {
    std::ifstream in(path);
    if (!in) throw data::Error(data::ErrorCode::kUnavailable, std::string("cannot open ") + path);
    return in;
}

/// The kernel counts in "kB" of 1,024 bytes.
double megabytes(double kilobytes) {
    return kilobytes * 1024 / 1e6;
}

double peak() {
    auto in = open("/proc/self/status");
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::string key;
        double kilobytes = 0;
        if (words >> key >> kilobytes && key == "VmHWM:") return megabytes(kilobytes);
    }
    return 0;
}

} // namespace

MemoryUse memory_use() {
    MemoryUse use;
    use.peak = peak();
    auto in = open("/proc/self/smaps");
    std::string file;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        std::string key;
        words >> key;
        if (!key.ends_with(':')) {
            // The head of a mapping: addresses, rights, offset, device, inode, and perhaps a path.
            std::string rights, offset, device, inode, path;
            words >> rights >> offset >> device >> inode >> path;
            file = path.starts_with('/') ? std::filesystem::path(path).filename().string() : "";
            continue;
        }
        double kilobytes = 0;
        if (!(words >> kilobytes)) continue;
        if (key == "Rss:") {
            use.resident += megabytes(kilobytes);
            if (!file.empty()) use.mapped[file] += megabytes(kilobytes);
        } else if (key == "Anonymous:") {
            use.anonymous += megabytes(kilobytes);
        }
    }
    return use;
}

} // namespace aisle::bench
