#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "data/ids.h"
#include "search/expansion.h"
#include "search/matching.h"
#include "search/row_sets.h"
#include "search/snapshot.h"
#include "search/token_scan.h"

namespace aisle::search {

/// One product among the matches of a request.
struct Candidate {
    std::uint32_t segment = 0;
    data::Ordinal product = 0;
};

/// What ranking needs to know of one segment's matches.
struct SegmentMatches {
    const SegmentView* view = nullptr;
    TextMatches text;
    Matching matching;
    TokenScanner* scanner = nullptr;
    const std::vector<Alternatives>* alternatives = nullptr; ///< one entry a term
    /// Groups of optional filters: the products each member holds for, and what it adds.
    std::vector<std::vector<std::pair<OrdinalSet, int>>> optional_filters;
    bool sum_optional_filters = false; ///< a group adds the sum of its members, not the best
};

} // namespace aisle::search
