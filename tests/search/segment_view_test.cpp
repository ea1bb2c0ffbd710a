// Properties of search/snapshot.h:
//   1. What was worked out of a segment goes with its bytes: a view that is moved to another
//   mapping
//      of the same files answers as it did, after the one before is gone.
#include "search/snapshot.h"

#include <gtest/gtest.h>

#include "search/searcher.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/random_request.h"

namespace aisle::search {
namespace {

using support::Rng;

/// What was found: hits in their order, and counts.
struct Found {
    std::vector<data::Ordinal> hits;
    std::vector<std::vector<std::pair<std::string, std::uint64_t>>> counts;
    friend bool operator==(const Found&, const Found&) = default;
};

Found ask(const Snapshot& snapshot, const data::SearchParams& params) {
    const auto result = search(snapshot, params);
    Found found;
    for (const auto& hit : result.hits) found.hits.push_back(hit.candidate.product);
    for (const auto& facet : result.facets) found.counts.push_back(facet.values);
    return found;
}

TEST(SegmentView, answers_the_same_where_its_bytes_were_moved_to) {
    support::CatalogueShape shape;
    shape.num_products = 6000;
    shape.offers = 0.4;
    const auto index =
        support::build({support::random_catalogue(1, shape)}, support::shop_settings());
    std::vector<data::SearchParams> requests;
    Rng rng(2);
    for (int i = 0; i < 300; ++i) {
        auto& params = requests.emplace_back(support::random_shop_request(rng));
        if (i % 3 == 0) params = {};
        if (i % 3 == 0) params.query = rng.pick(support::vocabulary());
        params.facets = {"brand", "color", "size", "categories.lvl0", "price"};
    }
    auto snapshot = *index.snapshot;
    std::vector<Found> expected;
    for (const auto& params : requests) expected.push_back(ask(snapshot, params));

    index.snapshot->segments.clear();
    for (int round = 0; round < 2; ++round) {
        auto& view = snapshot.segments.front();
        view.segment = std::make_shared<const data::Segment>(index.segment_paths.front());
        for (std::size_t i = 0; i < requests.size(); ++i) {
            ASSERT_EQ(ask(snapshot, requests[i]), expected[i]) << i << " " << requests[i].query;
        }
    }
}

} // namespace
} // namespace aisle::search
