#include "api/visible_products.h"

#include <memory>

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

search::SearchOptions search_options(const Call& call, const SnapshotPointer& snapshot) {
    search::SearchOptions options;
    options.deadline = call.deadline;
    options.limits.enforce = [&call, snapshot](data::SearchParams& params) {
        call.access.force_again(snapshot->settings, params);
    };
    if (call.access.hides_products()) {
        options.limits.is_visible = [snapshot, visible = std::make_shared<VisibleProducts>(call)](
                                        const search::Candidate& candidate) {
            return visible->contains(snapshot, candidate);
        };
    }
    return options;
}

} // namespace aisle::api
