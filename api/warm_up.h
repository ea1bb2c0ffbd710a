#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "search/snapshot.h"

namespace aisle::api {

/// What was asked of an index lately, as the JSON of requests, the last one first.
/// Threads: any.
using RecentRequests = std::function<std::vector<std::string>(const std::string& index)>;

/// How much of them is asked again.
struct WarmUpLimits {
    std::chrono::milliseconds time{3000};
    std::function<bool()> is_cancelled = [] { return false; };
};

/// Searches segments that no shopper has searched yet: what is made of a segment at its first use,
/// such as the products of common words and the order of all, would else be waited for by those
/// who come first. Asks for everything with all facets, then for what was asked lately. Requests
/// that these settings do not allow are passed over.
/// Threads: any.
void warm_up(const search::Snapshot& snapshot, const std::vector<std::string>& requests,
             const WarmUpLimits& limits);

} // namespace aisle::api
