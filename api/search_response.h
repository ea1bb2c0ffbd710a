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
    search::SearchResult& result;
    const Access& access;
};

// A search response is one object: members that last, the same for all who ask the same, and
// members that pass, of this one request. Those that `responseFields` leaves out are not written.

/// Writes the members that last into the object that is open.
void write_lasting_members(const SearchAnswer& answer, JsonWriter& writer);

/// Which members of one request an answer has.
struct PassingMembers {
    bool params = false;
    bool query_id = false;
    bool server_time = false;
    bool processing_time = false;
};

/// As the parameters that were searched want them.
[[nodiscard]] PassingMembers passing_members(const data::SearchParams& searched);

/// Writes them into the object that is open, after those that last.
void write_passing_members(const PassingMembers& members, const rapidjson::Value& request,
                           std::chrono::steady_clock::time_point started, JsonWriter& writer);

/// Whole milliseconds since `started`, at least 1: clients show it.
[[nodiscard]] std::int64_t elapsed_ms(std::chrono::steady_clock::time_point started);

/// Pages that `num_hits` hits fill, of those that page numbers can reach.
[[nodiscard]] std::uint64_t num_pages(std::uint64_t num_hits, const data::SearchParams& params);

} // namespace aisle::api
