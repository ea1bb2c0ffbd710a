#include "search/searcher.h"

#include <algorithm>
#include <chrono>

#include "search/distinct.h"
#include "search/facet_answers.h"
#include "search/pins.h"
#include "search/text_search.h"

namespace aisle::search {

namespace {

Window window_of(const data::SearchParams& params) {
    std::size_t begin = std::size_t{params.page} * params.hits_per_page;
    std::size_t count = params.hits_per_page;
    if (params.length) {
        begin = params.offset.value_or(0);
        count = *params.length;
    }
    const std::size_t limit = params.pagination_limited_to;
    return {std::min(begin, limit), std::min(begin + count, limit)};
}

std::vector<Matching> all_matching(TextSearch& text) {
    std::vector<Matching> matching;
    for (const auto& matches : text.matches()) matching.push_back(matches.matching);
    return matching;
}

RankingInfo ranking_info(const Snapshot& snapshot, const data::SearchParams& params,
                         const Candidate& candidate, Ranker& ranker) {
    RankingInfo info;
    info.match = ranker.details(candidate);
    info.filter_score = ranker.filter_score(candidate);
    if (params.geo.around) {
        const auto& columns = snapshot.segments[candidate.segment].columns();
        info.place = nearest(columns.geo_points(candidate.product), *params.geo.around);
        if (info.place) {
            info.ranked_distance_m = rank_distance(params.geo, info.place->distance_m);
        }
    }
    return info;
}

bool is_pinned(const std::vector<Pin>& pins, const Candidate& candidate) {
    return std::find_if(pins.begin(), pins.end(), [&](const Pin& pin) {
               return pin.entry.segment == candidate.segment &&
                      pin.entry.product == candidate.product;
           }) != pins.end();
}

/// What a list is made of beside its matches.
struct ListParts {
    const ProductGroups* groups; ///< null: products are not grouped
    const std::vector<Pin>& pins;
    const std::optional<Personalisation>& personalisation;
};

/// Matches that are not pinned, in order, and what is known of some of them.
struct RankedMatches {
    std::vector<Candidate> matches;
    FoundAffinities affinities;
};

/// The first `count` matches at least. What one page needs of a personal order is what every page
/// needs, so that pages fit together.
RankedMatches rank_others(Ranker& ranker, const ListParts& parts, std::size_t count) {
    const auto& pins = parts.pins;
    const auto& personalisation = parts.personalisation;
    if (personalisation) count = std::max(count, personalisation->window);
    RankedMatches ranked{ranker.top(count + pins.size()), {}};
    if (!pins.empty()) {
        std::erase_if(ranked.matches, [&](const auto& c) { return is_pinned(pins, c); });
    }
    if (personalisation) {
        ranked.affinities = put_in_personal_order(*personalisation, ranker, ranked.matches);
    }
    return ranked;
}

using Group = std::vector<Candidate>;

/// The wanted part of the groups. A group with pinned products is shown once, at the place of
/// the first, its pinned products before its others.
std::vector<Group> grouped_part(const ProductGroups& groups, const std::vector<Pin>& pins,
                                const std::vector<Candidate>& others, std::uint32_t per_group,
                                const Window& window) {
    std::vector<Candidate> all;
    for (const auto& pin : pins) all.push_back(pin.entry);
    all.insert(all.end(), others.begin(), others.end());
    auto best = groups.keep_best(all, per_group);
    // The groups of the pins come first, in the order in which the pins first name them.
    std::vector<Pinned<Group>> pinned;
    for (const auto& pin : pins) {
        if (pinned.size() == best.size()) break;
        auto& next = best[pinned.size()];
        if (groups.group_of(next.front()) != groups.group_of(pin.entry)) continue;
        pinned.push_back({pin.position, std::move(next)});
    }
    best.erase(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(pinned.size()));
    return put_in(pinned, best, window);
}

void add_hits(const Snapshot& snapshot, TextSearch& text, const ListParts& parts,
              SearchResult& result) {
    const auto& params = result.params;
    const auto& pins = parts.pins;
    const Window window = window_of(params);
    Ranker ranker(snapshot, params, text.matches());
    const auto others =
        rank_others(ranker, parts, parts.groups == nullptr ? window.end : text.num_products());
    std::vector<Group> part;
    std::vector<Candidate> shown;
    if (parts.groups == nullptr) {
        shown = put_in(pins, others.matches, window);
    } else {
        part = grouped_part(*parts.groups, pins, others.matches, params.distinct, window);
        for (const auto& group : part) shown.insert(shown.end(), group.begin(), group.end());
    }
    HitRows rows(shown, text.matches());
    result.hits.reserve(shown.size());
    for (const auto& candidate : shown) {
        Hit& hit = result.hits.emplace_back();
        hit.candidate = candidate;
        hit.is_promoted = is_pinned(pins, candidate);
        const auto& matching = text.matches()[candidate.segment].matching;
        const bool is_match = !hit.is_promoted || matching.products.contains(candidate.product);
        hit.rows = rows.find(candidate, is_match);
        if (params.get_ranking_info) {
            hit.ranking_info = ranking_info(snapshot, params, candidate, ranker);
            hit.ranking_info->affinity = find_affinity(others.affinities, candidate);
        }
    }
    result.rows = std::move(rows).take();
    auto hit = result.hits.begin();
    for (const auto& group : part) {
        for (std::uint32_t i = 0; i < group.size(); ++i) (hit++)->distinct_position = i;
    }
}

/// Products or groups in the list: those that match, and those that are pinned without matching.
std::uint64_t count_hits(TextSearch& text, const ProductGroups* groups,
                         const std::vector<Pin>& pins) {
    if (groups == nullptr) {
        const auto num_matching = std::count_if(pins.begin(), pins.end(), [&](const Pin& pin) {
            const auto& matching = text.matches()[pin.entry.segment].matching;
            return matching.products.contains(pin.entry.product);
        });
        return text.num_products() + pins.size() - static_cast<std::uint64_t>(num_matching);
    }
    auto shown = all_matching(text);
    for (const auto& pin : pins) {
        auto& products = shown[pin.entry.segment].products;
        products.unite(OrdinalSet::from_unsorted({pin.entry.product}, products.bound()));
    }
    return groups->count(shown);
}

/// What rules make of a request: they edit the parameters, and say which products to hide.
AppliedRules edit_by_rules(const Snapshot& snapshot, data::SearchParams& params,
                           const SearchOptions& options) {
    if (!snapshot.rules) return {};
    using std::chrono::system_clock;
    auto applied =
        apply_rules(*snapshot.rules, snapshot, params,
                    options.now ? *options.now : system_clock::to_time_t(system_clock::now()));
    if (!applied.ids.empty() && options.limits.enforce) options.limits.enforce(params);
    return applied;
}

std::string join_words(const ParsedQuery& query) {
    std::string text;
    for (const auto& term : query.terms) text += (text.empty() ? "" : " ") + term.word;
    return text;
}

/// The query with its removed words marked.
std::string mark_removed(const std::string& query, std::vector<QueryTerm> removed) {
    std::sort(removed.begin(), removed.end(),
              [](const auto& a, const auto& b) { return a.begin > b.begin; });
    std::string marked = query;
    for (const auto& term : removed) {
        marked.insert(term.end, "</em>");
        marked.insert(term.begin, "<em>");
    }
    return marked;
}

Highlighter make_highlighter(const Snapshot& snapshot, const data::SearchParams& params,
                             const TextSearch& text) {
    std::vector<Rewrite> splits;
    for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
        const auto& index = snapshot.segments[i].text();
        for (std::uint32_t term = 0; term < text.query().terms.size(); ++term) {
            for (const auto& alternative : text.alternatives()[i][term]) {
                if (alternative.kind != AlternativeKind::kSplit) continue;
                Rewrite split{term, 1, alternative.kind, alternative.typos, {}};
                split.words.emplace_back(index.word(alternative.words.begin));
                for (const auto word : alternative.rest) split.words.emplace_back(index.word(word));
                if (std::find(splits.begin(), splits.end(), split) == splits.end()) {
                    splits.push_back(std::move(split));
                }
            }
        }
    }
    return {text.query(), splits, params, snapshot.settings.separators_to_index};
}

} // namespace

SearchResult search(const Snapshot& snapshot, const data::SearchParams& request,
                    const SearchOptions& options) {
    const auto& deadline = options.deadline;
    SearchResult result;
    result.params = request;
    result.rules = edit_by_rules(snapshot, result.params, options);
    if (result.params.price_context && !result.params.price_context->at) {
        result.params.price_context->at = options.now;
    }
    const auto& params = result.params;
    const bool is_counted = !params.facets.empty() || !params.disjunctive_facets.empty();
    TextSearch text(snapshot, params, deadline,
                    {hidden_products(snapshot, result.rules.hidden), options.cache, is_counted});
    std::optional<ProductGroups> grouping;
    if (params.distinct > 0 && !snapshot.settings.attribute_for_distinct.empty()) {
        grouping.emplace(snapshot, snapshot.settings.attribute_for_distinct);
    }
    const ProductGroups* const groups = grouping ? &*grouping : nullptr;
    const auto pins = resolve_pins(snapshot, text, result.rules.pins, options.limits);
    result.num_hits = count_hits(text, groups, pins);
    const FacetInputs facets{snapshot, params, text, groups, deadline};
    result.facets = count_facets(facets);
    result.ranges = count_all_ranges(facets, result.facets);
    if (params.facet_impact) {
        const ImpactInputs inputs{snapshot, params, text, groups, pins, result.num_hits, deadline};
        for (const auto& facet : result.facets) {
            result.impacts.push_back(find_impact(inputs, facet));
        }
    }
    deadline.check();
    std::optional<Personalisation> personalisation;
    if (options.personalise) personalisation = options.personalise(params);
    add_hits(snapshot, text, {groups, pins, personalisation}, result);
    result.parsed_query = join_words(text.query());
    if (!text.removed().empty()) {
        const bool is_similar = params.query.empty();
        result.query_after_removal =
            mark_removed(is_similar ? params.similar_query : params.query, text.removed());
    }
    result.automatic_radius_m = text.automatic_radius_m();
    result.highlighter = make_highlighter(snapshot, params, text);
    return result;
}

BrowsePage browse(const Snapshot& snapshot, const data::SearchParams& params,
                  std::optional<std::string_view> after, std::size_t count,
                  const data::Deadline& deadline) {
    TextSearch text(snapshot, params, deadline);
    BrowsePage page;
    page.num_hits = text.num_products();
    const auto id_of = [&](const Candidate& c) {
        return snapshot.segments[c.segment].columns().object_id(c.product);
    };
    for (std::uint32_t i = 0; i < text.matches().size(); ++i) {
        text.matches()[i].matching.products.for_each([&](data::Ordinal product) {
            const Candidate candidate{i, product};
            if (!after || id_of(candidate) > *after) page.hits.push_back(candidate);
        });
    }
    const std::size_t kept = std::min(count, page.hits.size());
    page.is_last = kept == page.hits.size();
    std::partial_sort(page.hits.begin(), page.hits.begin() + static_cast<std::ptrdiff_t>(kept),
                      page.hits.end(),
                      [&](const auto& a, const auto& b) { return id_of(a) < id_of(b); });
    page.hits.resize(kept);
    return page;
}

std::vector<FacetHit> search_facet(const Snapshot& snapshot, const data::SearchParams& request,
                                   const std::string& facet, const SearchOptions& options) {
    data::SearchParams params = request;
    const auto rules = edit_by_rules(snapshot, params, options);
    TextSearch text(snapshot, params, options.deadline,
                    {hidden_products(snapshot, rules.hidden), options.cache, true});
    const auto counts = count_facet(snapshot, facet, all_matching(text), WantedValues());

    data::SearchParams value_params = params;
    value_params.query = request.facet_query;
    value_params.query_type = data::QueryType::kPrefixLast;
    value_params.remove_stop_words.clear();
    value_params.optional_words.clear();
    Highlighter highlighter(parse_query(value_params, snapshot.settings), {}, value_params,
                            snapshot.settings.separators_to_index);
    const bool takes_all = parse_query(value_params, snapshot.settings).terms.empty();
    std::vector<FacetHit> hits;
    for (const auto& [value, count] : counts.values) {
        if (hits.size() == request.max_facet_hits) break;
        const auto& highlighted = highlighter.highlight(value);
        if (takes_all || highlighted.level == MatchLevel::kFull) {
            hits.push_back({value, count, highlighted.value});
        }
    }
    return hits;
}

std::optional<Candidate> find_object(const Snapshot& snapshot, std::string_view object_id) {
    // A later segment replaces products of an earlier one.
    for (std::size_t i = snapshot.segments.size(); i-- > 0;) {
        const auto& view = snapshot.segments[i];
        const auto product = view.columns().find_object_id(object_id);
        if (product && view.alive.contains(*product)) {
            return Candidate{static_cast<std::uint32_t>(i), *product};
        }
    }
    return std::nullopt;
}

} // namespace aisle::search
