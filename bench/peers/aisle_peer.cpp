#include "bench/peers/aisle_peer.h"

#include <utility>

#include "data/json.h"
#include "data/search_params_parser.h"
#include "search/searcher.h"

namespace aisle::bench {

namespace {

data::Filter any_of(const PeerCorpus& corpus, const Work::Refinement& values) {
    data::Filter any;
    any.kind = data::Filter::Kind::kOr;
    for (const auto& value : values.second) {
        data::Filter filter;
        filter.kind = data::Filter::Kind::kFacet;
        filter.attribute = corpus.facets[values.first];
        filter.value = value;
        any.children.push_back(std::move(filter));
    }
    return any;
}

data::Filter filter_of(const Work& work, const PeerCorpus& corpus) {
    data::Filter all;
    all.kind = data::Filter::Kind::kAnd;
    for (const auto& values : work.all_of) all.children.push_back(any_of(corpus, values));
    for (const auto& values : work.none_of) {
        data::Filter none;
        none.kind = data::Filter::Kind::kNot;
        none.children.push_back(any_of(corpus, values));
        all.children.push_back(std::move(none));
    }
    return all;
}

/// The request of a work, but for its query. Typos, plurals and prefixes are left to the works
/// that ask for them, so that the other engines find the same.
data::SearchParams request_of(const Work& work, const PeerCorpus& corpus,
                              const data::Settings& settings) {
    const auto document = data::parse_json("{}");
    auto params = data::parse_search_params(data::JsonAt(document), settings);
    params.hits_per_page = kPeerHits;
    params.max_values_per_facet = kPeerFacetValues;
    params.ignore_plurals = {};
    params.remove_stop_words.clear();
    params.query_type = work.mode == Work::Mode::kPrefix ? data::QueryType::kPrefixLast
                                                         : data::QueryType::kPrefixNone;
    params.typo_tolerance =
        work.mode == Work::Mode::kTypo ? data::TypoTolerance::kOn : data::TypoTolerance::kOff;
    for (std::size_t i = 0; i < work.num_facets; ++i) params.facets.push_back(corpus.facets[i]);
    for (const auto& [facet, refined] : work.left_out) {
        params.disjunctive_facets.push_back(corpus.facets[facet]);
    }
    auto filter = filter_of(work, corpus);
    if (!filter.children.empty()) params.facet_filters = std::move(filter);
    return params;
}

class AislePeer : public Peer {
public:
    explicit AislePeer(search::Snapshot snapshot)
        : snapshot_(std::move(snapshot)), corpus_(peer_corpus(snapshot_)) {}

    Answer ask(const Work& work, const std::string& query) override {
        if (work.name != asked_) {
            params_ = request_of(work, corpus_, snapshot_.settings);
            asked_ = work.name;
        }
        params_.query = query;
        const auto result = search::search(snapshot_, params_);
        Answer answer{result.num_hits, 0};
        for (const auto& facet : result.facets) {
            for (const auto& [value, count] : facet.values) answer.num_counted += count;
        }
        return answer;
    }

private:
    search::Snapshot snapshot_;
    PeerCorpus corpus_;
    data::SearchParams params_;
    std::string asked_; ///< the work that params_ is of
};

} // namespace

std::unique_ptr<Peer> aisle_peer(search::Snapshot snapshot) {
    return std::make_unique<AislePeer>(std::move(snapshot));
}

} // namespace aisle::bench
