#include "api/warm_up.h"

#include "data/error.h"
#include "data/search_params_parser.h"
#include "search/searcher.h"

namespace aisle::api {

namespace {

/// Asks for the parameters that `make_params` makes.
template <class MakeParams>
void ask(const search::Snapshot& snapshot, const MakeParams& make_params) {
    try {
        static_cast<void>(search::search(snapshot, make_params()));
    } catch (const data::Error&) {
        // A request that was right for other settings, or has never been.
    }
}

} // namespace

void warm_up(const search::Snapshot& snapshot, const std::vector<std::string>& requests,
             const WarmUpLimits& limits) {
    const auto end = std::chrono::steady_clock::now() + limits.time;
    ask(snapshot, [&] {
        auto everything = snapshot.settings.query_defaults;
        everything.facets = {"*"};
        data::finish_search_params(snapshot.settings, everything);
        return everything;
    });
    for (const auto& request : requests) {
        if (limits.is_cancelled() || std::chrono::steady_clock::now() >= end) return;
        ask(snapshot, [&] {
            const auto document = data::parse_json(request);
            return data::parse_search_params(data::JsonAt(document), snapshot.settings);
        });
    }
}

} // namespace aisle::api
