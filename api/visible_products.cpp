#include "api/visible_products.h"

#include "search/searcher.h"
#include "search/text_search.h"

namespace aisle::api {

std::optional<search::Candidate> VisibleProducts::find(const SnapshotPointer& snapshot,
                                                       std::string_view object_id) {
    const auto found = search::find_object(*snapshot, object_id);
    return found && contains(snapshot, *found) ? found : std::nullopt;
}

bool VisibleProducts::contains(const SnapshotPointer& snapshot,
                               const search::Candidate& candidate) {
    return !call_.access.hides_products() ||
           visible(snapshot)[candidate.segment].contains(candidate.product);
}

const std::vector<search::OrdinalSet>& VisibleProducts::visible(const SnapshotPointer& snapshot) {
    const auto [entry, is_new] = visible_.try_emplace(snapshot);
    if (!is_new) return entry->second;
    const rapidjson::Value nothing(rapidjson::kObjectType);
    const auto params = call_.access.search_params(data::JsonAt(nothing), snapshot->settings);
    search::TextSearch text(*snapshot, params, call_.deadline);
    for (const auto& matches : text.matches()) {
        entry->second.push_back(matches.matching.products);
    }
    return entry->second;
}

} // namespace aisle::api
