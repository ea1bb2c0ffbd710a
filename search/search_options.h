#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "data/deadline.h"
#include "data/search_params.h"
#include "search/personal_order.h"
#include "search/ranking.h"

namespace aisle::search {

class MatchCache;

/// What holds in a search whatever the rules of the index say. An empty function limits nothing.
struct SearchLimits {
    /// Corrects the parameters after rules have edited them.
    std::function<void(data::SearchParams&)> enforce;
    /// Whether a product that a rule puts into the list may be shown.
    std::function<bool(const Candidate&)> is_visible;
};

/// How a search is run, beside what it asks for.
struct SearchOptions {
    data::Deadline deadline = {};
    /// Rules apply as of this moment in Unix seconds; absent: the clock's.
    std::optional<std::int64_t> now = std::nullopt;
    SearchLimits limits = {};
    /// Work that searches of one call share; they should be as of the same moment. Null: none.
    MatchCache* cache = nullptr;
    /// What is known of the shopper whom a search is for, once rules have edited it. An empty
    /// function, or nothing: the same order for everybody.
    std::function<std::optional<Personalisation>(const data::SearchParams&)> personalise = {};
};

} // namespace aisle::search
