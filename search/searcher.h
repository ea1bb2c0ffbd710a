#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/deadline.h"
#include "data/search_params.h"
#include "search/result.h"
#include "search/search_options.h"
#include "search/snapshot.h"

namespace aisle::search {

/// Answers one search on one snapshot, as its rules edit it. Totals and facet counts are exact.
/// Throws: Error{kDeadline}; Error{kInvalidRequest} for a ranking step that does not exist.
/// Threads: any.
[[nodiscard]] SearchResult search(const Snapshot& snapshot, const data::SearchParams& params,
                                  const SearchOptions& options = {});

/// A page of all matches in the order of their objectIDs, for browsing a whole index. Rules do
/// not apply.
struct BrowsePage {
    std::uint64_t num_hits = 0;
    std::vector<Candidate> hits;
    bool is_last = false;
};

/// The first `count` matches whose objectID is greater than `after`.
[[nodiscard]] BrowsePage browse(const Snapshot& snapshot, const data::SearchParams& params,
                                std::optional<std::string_view> after, std::size_t count,
                                const data::Deadline& deadline = {});

/// One value that a facet search found.
struct FacetHit {
    std::string value;
    std::uint64_t count = 0;
    std::string highlighted;
};

/// The values of `facet` that match `params.facet_query` by prefix, typos tolerated, among the
/// products that match `params` as rules edit them; most products first, at most
/// params.max_facet_hits.
[[nodiscard]] std::vector<FacetHit> search_facet(const Snapshot& snapshot,
                                                 const data::SearchParams& params,
                                                 const std::string& facet,
                                                 const SearchOptions& options = {});

/// The product with this objectID.
[[nodiscard]] std::optional<Candidate> find_object(const Snapshot& snapshot,
                                                   std::string_view object_id);

} // namespace aisle::search
