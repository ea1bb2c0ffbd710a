#include "bench/peers/memory_use.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "bench/support/memory.h"
#include "data/error.h"

namespace aisle::bench {

namespace {

/// The kernel counts in "kB" of 1,024 bytes.
double megabytes(double kilobytes) {
    return kilobytes * 1024 / 1e6;
}

/// The name of the file in the head of a mapping: addresses, rights, offset, device, inode, and
/// perhaps a path. Empty where it is not a file.
std::string file_of(std::istringstream& after_addresses) {
    std::string rights, offset, device, inode, path;
    after_addresses >> rights >> offset >> device >> inode >> path;
    return path.starts_with('/') ? std::filesystem::path(path).filename().string() : "";
}

} // namespace

MemoryUse memory_use() {
    std::ifstream mappings("/proc/self/smaps");
    if (!mappings) {
        throw data::Error(data::ErrorCode::kUnavailable, "cannot open /proc/self/smaps");
    }
    MemoryUse use;
    use.peak = memory_status_mb("VmHWM");
    std::string file;
    for (std::string line; std::getline(mappings, line);) {
        std::istringstream words(line);
        std::string key;
        double kilobytes = 0;
        words >> key;
        if (!key.ends_with(':')) {
            file = file_of(words);
        } else if (!(words >> kilobytes)) {
            continue;
        } else if (key == "Rss:") {
            use.resident += megabytes(kilobytes);
            if (!file.empty()) use.mapped[file] += megabytes(kilobytes);
        } else if (key == "Anonymous:") {
            use.anonymous += megabytes(kilobytes);
        }
    }
    return use;
}

} // namespace aisle::bench
