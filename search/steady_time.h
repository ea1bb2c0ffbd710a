#pragma once

#include <cstdint>
#include <span>

#include "data/offers.h"
#include "search/snapshot.h"

namespace aisle::search {

/// The time around `at` in which none of the periods begins or ends.   Units: Unix seconds.
[[nodiscard]] data::Period steady_time(std::span<const data::Period> periods, std::int64_t at);

/// The time around `at` in which time alone changes no answer: no offer and no rule of the
/// snapshot begins or ends.   Units: Unix seconds.   Cost: linear in its periods and rules.
[[nodiscard]] data::Period steady_time(const Snapshot& snapshot, std::int64_t at);

} // namespace aisle::search
