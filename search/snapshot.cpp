#include "search/snapshot.h"

#include "search/effective_prices.h"
#include "search/pair_distances.h"
#include "search/term_alternatives.h"

namespace aisle::search {

SegmentView::SegmentView(std::shared_ptr<const data::Segment> sealed)
    : segment(std::move(sealed)),
      alive(OrdinalSet::all(segment->num_products())),
      pair_distances(std::make_shared<PairDistances>()),
      term_alternatives(std::make_shared<TermAlternatives>()),
      price_columns(std::make_shared<PriceColumns>()) {
    alive.subtract(OrdinalSet::from_sorted(segment->deleted(), segment->num_products()));
}

std::string SegmentView::record(data::Ordinal product) const {
    std::string stored = segment->records().read(product);
    return hot ? hot->patch(std::move(stored), product) : stored;
}

std::string SegmentView::shown_record(data::Ordinal product) const {
    std::string stored = *recent_records->find(segment->records(), product);
    return hot ? hot->patch(std::move(stored), product) : stored;
}

std::uint64_t Snapshot::num_products() const noexcept {
    std::uint64_t count = 0;
    for (const auto& view : segments) count += view.alive.size();
    return count;
}

} // namespace aisle::search
