#pragma once

#include <rapidjson/document.h>

#include <chrono>

#include "api/access.h"
#include "api/hit_writer.h"
#include "data/search_params.h"
#include "search/result.h"
#include "search/snapshot.h"

namespace aisle::api {

/// What a search response is made of.
struct SearchAnswer {
    const search::Snapshot& snapshot;
    const data::SearchParams& params; ///< as asked for; rules may have edited result.params
    const rapidjson::Value& request;  ///< echoed in `params`
    search::SearchResult& result;
    const Access& access;
    std::chrono::steady_clock::time_point started;
};

/// Writes the protocol's search response as one object. Members that `responseFields` leaves
/// out are not written.
void write_search_response(const SearchAnswer& answer, JsonWriter& writer);

/// Whole milliseconds since `started`, at least 1: clients show it.
[[nodiscard]] std::int64_t elapsed_ms(std::chrono::steady_clock::time_point started);

/// Pages that `num_hits` hits fill, of those that page numbers can reach.
[[nodiscard]] std::uint64_t num_pages(std::uint64_t num_hits, const data::SearchParams& params);

} // namespace aisle::api
