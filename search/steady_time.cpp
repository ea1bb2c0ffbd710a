#include "search/steady_time.h"

#include <algorithm>

namespace aisle::search {

namespace {

/// Cuts `steady` at `edge`, a moment from which something else holds.
void cut(data::Period& steady, std::int64_t edge, std::int64_t at) {
    if (edge <= at) {
        steady.from = std::max(steady.from, edge);
    } else {
        steady.until = std::min(steady.until, edge);
    }
}

} // namespace

data::Period steady_time(std::span<const data::Period> periods, std::int64_t at) {
    data::Period steady;
    for (const auto& period : periods) {
        cut(steady, period.from, at);
        cut(steady, period.until, at);
    }
    return steady;
}

data::Period steady_time(const Snapshot& snapshot, std::int64_t at) {
    data::Period steady;
    for (const auto& view : snapshot.segments) {
        const auto part = steady_time(view.periods(), at);
        steady.from = std::max(steady.from, part.from);
        steady.until = std::min(steady.until, part.until);
    }
    if (!snapshot.rules) return steady;
    for (const auto& rule : snapshot.rules->rules()) {
        for (const auto& [from, until] : rule->validity) {
            cut(steady, from, at);
            cut(steady, until, at);
        }
    }
    return steady;
}

} // namespace aisle::search
