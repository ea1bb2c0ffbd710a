#include "search/pins.h"

#include "search/searcher.h"

namespace aisle::search {

std::vector<Pin> resolve_pins(const Snapshot& snapshot, const TextSearch& text,
                              const std::vector<PinRequest>& requests, const SearchLimits& limits) {
    const auto may_be_shown = [&](const PinRequest& request, const Candidate& candidate) {
        if (limits.is_visible && !limits.is_visible(candidate)) return false;
        return !request.must_pass_filters ||
               text.passes_filters(candidate.product, candidate.segment);
    };
    std::vector<Pin> pins;
    for (const auto& request : requests) {
        std::uint32_t position = request.position;
        for (const auto& id : request.object_ids) {
            const auto found = find_object(snapshot, id);
            if (!found || !may_be_shown(request, *found)) continue;
            pins.push_back({position, *found});
            ++position;
        }
    }
    std::stable_sort(pins.begin(), pins.end(),
                     [](const Pin& a, const Pin& b) { return a.position < b.position; });
    return pins;
}

std::vector<OrdinalSet> hidden_products(const Snapshot& snapshot,
                                        const std::vector<std::string>& object_ids) {
    std::vector<std::vector<data::Ordinal>> products(snapshot.segments.size());
    bool hides_any = false;
    for (const auto& id : object_ids) {
        const auto found = find_object(snapshot, id);
        if (!found) continue;
        products[found->segment].push_back(found->product);
        hides_any = true;
    }
    std::vector<OrdinalSet> hidden;
    for (std::size_t i = 0; hides_any && i < products.size(); ++i) {
        hidden.push_back(OrdinalSet::from_unsorted(std::move(products[i]),
                                                   snapshot.segments[i].columns().num_products()));
    }
    return hidden;
}

} // namespace aisle::search
