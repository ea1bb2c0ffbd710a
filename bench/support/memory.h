#pragma once

namespace aisle::bench {

/// Memory of this process that is not mapped from files and present, in MB.
[[nodiscard]] double anonymous_mb();

} // namespace aisle::bench
