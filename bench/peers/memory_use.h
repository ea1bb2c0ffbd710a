#pragma once

#include <map>
#include <string>

namespace aisle::bench {

/// The memory of this process.
/// Units: megabytes of 10^6 bytes.
struct MemoryUse {
    double peak = 0;                      ///< the most that was ever resident
    double resident = 0;                  ///< now
    double anonymous = 0;                 ///< the part of that which is of no file: heaps, stacks
    std::map<std::string, double> mapped; ///< of files by their names, what is resident
};

/// Reads what the kernel says of it.   Throws: Error{kUnavailable}.
[[nodiscard]] MemoryUse memory_use();

} // namespace aisle::bench
