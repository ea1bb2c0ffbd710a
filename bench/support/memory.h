#pragma once

#include <map>
#include <string>

namespace aisle::bench {

/// Memory of this process that is not mapped from files and present, in MB.
[[nodiscard]] double anonymous_mb();

/// All memory of this process.
/// Units: megabytes of 10^6 bytes.
struct MemoryUse {
    double peak = 0;                      ///< the most that was ever present
    double resident = 0;                  ///< what is present now
    double anonymous = 0;                 ///< as anonymous_mb()
    std::map<std::string, double> mapped; ///< what of files is present, by their names
};

/// Reads what the kernel says of it.   Throws: Error{kUnavailable}.
/// Cost: milliseconds, as the kernel looks at every page.
[[nodiscard]] MemoryUse memory_use();

} // namespace aisle::bench
