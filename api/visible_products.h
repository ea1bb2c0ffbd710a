#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "api/index_registry.h"
#include "api/service.h"
#include "search/ordinal_set.h"
#include "search/ranking.h"
#include "search/search_options.h"

namespace aisle::api {

/// The products that the key of a call may see: those that a search with nothing but what the
/// key forces would find. Borrows the call; for one request.
class VisibleProducts {
public:
    explicit VisibleProducts(const Call& call) : call_(call) {}

    /// The product with this objectID, unless it is out of sight.
    /// Cost: for a key that hides products, one search per index, the first time.
    [[nodiscard]] std::optional<search::Candidate> find(const SnapshotPointer& snapshot,
                                                        std::string_view object_id);

    /// Whether a product that is alive is in sight.   Cost: the same.
    [[nodiscard]] bool contains(const SnapshotPointer& snapshot,
                                const search::Candidate& candidate);

private:
    /// Shapes: one set a segment.
    [[nodiscard]] const std::vector<search::OrdinalSet>& visible(const SnapshotPointer& snapshot);

    const Call& call_;
    std::map<SnapshotPointer, std::vector<search::OrdinalSet>> visible_;
};

/// How the call may search: within its deadline, under the limits of its key whatever rules say.
/// Borrows the call.
[[nodiscard]] search::SearchOptions search_options(const Call& call,
                                                   const SnapshotPointer& snapshot);

} // namespace aisle::api
