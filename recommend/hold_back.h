#pragma once

#include <cstddef>

#include "recommend/evaluation.h"
#include "recommend/histories.h"

namespace aisle::recommend {

/// What a model is asked for, and so what it is to be tuned on.
enum class Task {
    kSet,      ///< what else of the catalogue somebody would choose; order and repeats mean nothing
    kSession,  ///< the next item of a session
    kSequence, ///< the next new item of a long history
    kBasket,   ///< the items of the next basket, old ones included
};

/// Histories with something held back from each or from the latest, and that as test cases.
struct HeldBack {
    Histories train;
    TestCases cases;
};

/// Holds back what `task` asks for: a fifth of each set, the latest twentieth of the sessions,
/// the last step of each sequence or baskets. At most `max_cases` cases, evenly chosen.
/// The same histories give the same parts.
[[nodiscard]] HeldBack hold_back(const Histories& histories, Task task, std::size_t max_cases);

} // namespace aisle::recommend
