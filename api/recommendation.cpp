#include "api/recommendation.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "api/visible_products.h"
#include "data/ids.h"
#include "recommend/recommender.h"
#include "search/facet_values.h"
#include "search/searcher.h"
#include "search/text_search.h"

// The models number the products that events were about, the snapshot has its own ordinals. A
// request goes from one to the other and back: the products that match its parameters become the
// items the models may recommend, and the objectIDs of what they recommend become a filter of a
// search that finds nothing else. So hits are made, and hidden, by the same code as in a search.

namespace aisle::api {

namespace {

using data::Filter;
using data::RecommendModel;
using recommend::Item;
using recommend::Wish;

Wish wish_of(RecommendModel model) {
    switch (model) {
    case RecommendModel::kRelatedProducts:
        return Wish::kRelatedProducts;
    case RecommendModel::kBoughtTogether:
        return Wish::kBoughtTogether;
    case RecommendModel::kLookingSimilar:
        return Wish::kLookingSimilar;
    case RecommendModel::kTrendingItems:
    case RecommendModel::kTrendingFacets:
        return Wish::kTrendingItems;
    case RecommendModel::kRecommendedForYou:
        return Wish::kForYou;
    case RecommendModel::kNextItem:
        return Wish::kNextItem;
    case RecommendModel::kCompleteCart:
        return Wish::kCompleteCart;
    case RecommendModel::kBuyAgain:
        return Wish::kBuyAgain;
    case RecommendModel::kRecentlyViewed:
        return Wish::kRecentlyViewed;
    case RecommendModel::kBecauseYou:
        return Wish::kBecauseYou;
    }
    return Wish::kTrendingItems;
}

bool is_personal(Wish wish) {
    return wish == Wish::kForYou || wish == Wish::kBuyAgain || wish == Wish::kRecentlyViewed ||
           wish == Wish::kBecauseYou;
}

/// Parameters of a search from an object of the request, which may be absent.
data::SearchParams read_params(const RecommendationInputs& inputs, const rapidjson::Value* object,
                               std::string_view name) {
    const rapidjson::Value nothing(rapidjson::kObjectType);
    return inputs.call.access.search_params(
        data::JsonAt(object != nullptr ? *object : nothing, name), inputs.snapshot->settings);
}

Filter facet_is(std::string attribute, std::string value) {
    Filter filter;
    filter.kind = Filter::Kind::kFacet;
    filter.attribute = std::move(attribute);
    filter.value = std::move(value);
    return filter;
}

/// One of these products.
Filter one_of(const std::vector<std::string>& object_ids) {
    Filter any;
    any.kind = Filter::Kind::kOr;
    for (const auto& id : object_ids) any.children.push_back(facet_is("objectID", id));
    return any;
}

Filter none_of(const std::vector<std::string>& object_ids) {
    Filter filter;
    filter.kind = Filter::Kind::kNot;
    filter.children.push_back(one_of(object_ids));
    return filter;
}

void add_filter(Filter filter, data::SearchParams& params) {
    Filter both;
    both.kind = Filter::Kind::kAnd;
    both.children.push_back(std::move(params.filters));
    both.children.push_back(std::move(filter));
    params.filters = std::move(both);
}

/// Counts and pages are none of a list of recommendations.
void make_list(std::size_t size, data::SearchParams& params) {
    params.page = 0;
    params.offset.reset();
    params.length.reset();
    params.hits_per_page = static_cast<std::uint32_t>(size);
    params.facets.clear();
    params.disjunctive_facets.clear();
    params.facet_ranges.clear();
    params.facet_impact = false;
}

/// The items that match, and for each the facet's first value, if there is one to look for.
class Candidates {
public:
    Candidates(const RecommendationInputs& inputs, const data::SearchParams& params)
        : inputs_(inputs),
          allowed_(inputs.models->set().num_items()),
          text_(*inputs.snapshot, params, inputs.call.deadline) {
        for_each_segment([&](const search::SegmentMatches& matches, const auto& items) {
            matches.matching.products.for_each([&](data::Ordinal product) {
                if (items[product] != data::kNoId) allowed_.add(items[product]);
            });
        });
    }

    [[nodiscard]] const recommend::ItemSet& allowed() const noexcept { return allowed_; }

    /// Of each item the number of its value in `texts`, or data::kNoId.
    std::vector<std::uint32_t> values_of(const std::string& facet,
                                         std::vector<std::string>& texts) {
        std::vector<std::uint32_t> value_of(allowed_.num_items(), data::kNoId);
        std::unordered_map<std::string, std::uint32_t> numbers;
        for_each_segment([&](const search::SegmentMatches& matches, const auto& items) {
            search::FacetValues values(matches.view->columns(), nullptr, facet);
            values.for_each(matches.matching, [&](data::ValueId value, data::Ordinal product) {
                const Item item = items[product];
                if (item == data::kNoId || value_of[item] != data::kNoId) return;
                const auto next = static_cast<std::uint32_t>(texts.size());
                const auto [at, is_new] = numbers.try_emplace(values.text(value), next);
                if (is_new) texts.push_back(at->first);
                value_of[item] = at->second;
            });
        });
        return value_of;
    }

private:
    template <class Visit>
    void for_each_segment(Visit&& visit) {
        for (const auto& matches : text_.matches()) {
            visit(matches, *inputs_.models->items_of(matches.view->segment));
        }
    }

    const RecommendationInputs& inputs_;
    recommend::ItemSet allowed_;
    search::TextSearch text_;
};

/// What a shopper did, as the models are asked about it.
struct Past {
    std::vector<Item> items;
    std::vector<Item> bought; ///< not to be recommended again

    Past(const RecommendationInputs& inputs, const std::string& user, Wish wish) {
        if (user.empty()) return;
        const auto& set = inputs.models->set();
        for (const auto& deed : inputs.pasts.find(trained_index(*inputs.snapshot), user)) {
            const auto item = set.find(deed.object_id);
            if (!item) continue;
            const bool is_purchase = deed.kind == data::EventKind::kPurchase;
            const bool is_repeat = wish == Wish::kBuyAgain;
            if (is_repeat && !is_purchase) continue;
            // As in training: a purchase counts whenever it happened, interest by its last sign.
            if (!is_repeat) std::erase(items, *item);
            items.push_back(*item);
            if (is_purchase && !is_repeat && wish != Wish::kRecentlyViewed) {
                bought.push_back(*item);
            }
        }
    }
};

std::vector<recommend::Recommendation> ask_models(const RecommendationInputs& inputs,
                                                  const data::RecommendRequest& request,
                                                  const data::SearchParams& params,
                                                  std::size_t max_items) {
    const auto& set = inputs.models->set();
    const Candidates candidates(inputs, params);
    const Wish wish = wish_of(request.model);
    std::vector<Item> seeds;
    for (const auto& id : request.object_ids) {
        if (const auto item = set.find(id)) seeds.push_back(*item);
    }
    // Whoever signs a key for one shopper shows it no other's past.
    const bool is_forced = inputs.call.access.forces("userToken");
    const Past past(inputs, is_forced ? params.user_token : request.user_token, wish);
    recommend::Ask ask;
    ask.wish = wish;
    ask.seeds = seeds;
    if (is_personal(wish)) ask.past = past.items;
    ask.excluded = past.bought;
    ask.allowed = &candidates.allowed();
    ask.max_items = max_items;
    ask.threshold = static_cast<float>(request.threshold);
    ask.diversity = static_cast<float>(request.diversity);
    return recommend::recommend(set, ask);
}

/// Makes hits of recommendations: a search for just these, put into their order.
void show(const RecommendationInputs& inputs,
          const std::vector<recommend::Recommendation>& recommended, RecommendationAnswer& answer) {
    const auto& set = inputs.models->set();
    std::vector<std::string> ids;
    for (const auto& each : recommended) ids.emplace_back(set.object_id(each.item));
    auto params = answer.params;
    make_list(ids.size(), params);
    params.enable_rules = false; // they promote and hide in searches
    params.distinct = 0;
    add_filter(one_of(ids), params);
    auto found =
        search::search(*inputs.snapshot, params, search_options(inputs.call, inputs.snapshot));
    std::map<std::string_view, search::Hit> hit_of;
    for (auto& hit : found.hits) {
        const auto& columns = inputs.snapshot->segments[hit.candidate.segment].columns();
        hit_of.insert_or_assign(columns.object_id(hit.candidate.product), std::move(hit));
    }
    found.hits.clear();
    VisibleProducts visible(inputs.call); // a reason is shown to those who may see the product
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto hit = hit_of.find(ids[i]);
        if (hit == hit_of.end()) continue;
        found.hits.push_back(std::move(hit->second));
        const auto& [item, score, source, because] = recommended[i];
        RecommendationNote note{score, name_of(source), {}};
        if (because != data::kNoId && visible.find(inputs.snapshot, set.object_id(because))) {
            note.because = set.object_id(because);
        }
        answer.notes.push_back(std::move(note));
    }
    answer.hits = std::move(found);
}

void fill_up(const RecommendationInputs& inputs, const data::RecommendRequest& request,
             std::size_t missing, RecommendationAnswer& answer) {
    auto params = read_params(inputs, request.fallback_parameters, "fallbackParameters");
    std::vector<std::string> taken = request.object_ids;
    if (answer.hits) {
        for (const auto& hit : answer.hits->hits) {
            const auto& columns = inputs.snapshot->segments[hit.candidate.segment].columns();
            taken.emplace_back(columns.object_id(hit.candidate.product));
        }
    }
    make_list(missing, params);
    if (!taken.empty()) add_filter(none_of(taken), params);
    answer.fallback =
        search::search(*inputs.snapshot, params, search_options(inputs.call, inputs.snapshot));
}

bool is_shown_facet(const data::Settings& settings, const std::string& facet) {
    const auto& declared = settings.attributes_for_faceting;
    return std::any_of(declared.begin(), declared.end(), [&](const auto& attribute) {
        return attribute.path == facet && !attribute.filter_only;
    });
}

void find_trending_values(const RecommendationInputs& inputs, const data::RecommendRequest& request,
                          std::size_t max_values, RecommendationAnswer& answer) {
    if (!is_shown_facet(inputs.snapshot->settings, request.facet_name)) return;
    Candidates candidates(inputs, answer.params);
    std::vector<std::string> texts;
    const auto value_of = candidates.values_of(request.facet_name, texts);
    for (const auto& [value, score] : recommend::trending_values(
             inputs.models->set(), value_of, &candidates.allowed(), max_values)) {
        if (score >= request.threshold) answer.values.push_back({texts[value], score});
    }
}

} // namespace

const std::string& trained_index(const search::Snapshot& snapshot) {
    const std::string& primary = snapshot.settings.primary;
    return primary.empty() ? snapshot.index_name : primary;
}

RecommendationAnswer answer_recommendation(const RecommendationInputs& inputs,
                                           const data::RecommendRequest& request) {
    RecommendationAnswer answer;
    answer.params = read_params(inputs, request.query_parameters, "queryParameters");
    const std::size_t max_items =
        inputs.call.access.cap_hits(static_cast<std::uint32_t>(request.max_recommendations));
    const bool is_about_values = request.model == RecommendModel::kTrendingFacets;
    if (!is_about_values && !request.facet_value.empty()) {
        add_filter(facet_is(request.facet_name, request.facet_value), answer.params);
    }
    if (inputs.models != nullptr && is_about_values) {
        find_trending_values(inputs, request, max_items, answer);
    } else if (inputs.models != nullptr) {
        const auto recommended = ask_models(inputs, request, answer.params, max_items);
        if (!recommended.empty()) show(inputs, recommended, answer);
    }
    const std::size_t num_hits = answer.hits ? answer.hits->hits.size() : 0;
    if (!is_about_values && request.fallback_parameters != nullptr && num_hits < max_items) {
        fill_up(inputs, request, max_items - num_hits, answer);
    }
    return answer;
}

} // namespace aisle::api
