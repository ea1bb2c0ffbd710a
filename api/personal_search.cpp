// Two views of one past. The facets' view counts: which share of what the shopper chose, weighed
// by deed and age, has a value, and by how much is that more than among the matches? So a value
// that all matches have says nothing, and no catalogue has to be counted. The models' view is the
// vector that they fold the past into, multiplied with the vectors of the matches.
//
// Both are scaled to the best match, but not beyond what a clear preference reaches: a past that
// hardly speaks for any match hardly moves any.

#include "api/personal_search.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "data/columns.h"
#include "data/ids.h"
#include "search/searcher.h"

namespace aisle::api {

namespace {

using search::Affinity;
using search::Candidate;

constexpr std::size_t kWindow = 300; // first matches that may change places
constexpr float kKeptPerDeed = .95F; // an older deed counts that much of the next one
constexpr float kClearFacets = .5F;  // sums of shares of a clear preference ...
constexpr float kClearTaste = .2F;   // ... and its product of vectors

float weight_of(data::EventKind kind) {
    switch (kind) {
    case data::EventKind::kView:
    case data::EventKind::kClick:
    case data::EventKind::kConversion:
        return 1;
    case data::EventKind::kAddToCart:
        return 3;
    case data::EventKind::kPurchase:
        return 5;
    }
    return 0;
}

/// The values of one facet, of one product, each once.
std::set<data::ValueId> values_of(const data::FacetColumn& column, const data::Columns& columns,
                                  data::Ordinal product) {
    std::set<data::ValueId> values;
    if (column.space() == data::ColumnSpace::kProduct) {
        const auto cell = column.at(product);
        values.insert(cell.begin(), cell.end());
        return values;
    }
    for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
        const auto cell = column.at(row);
        values.insert(cell.begin(), cell.end());
    }
    return values;
}

/// Which share of some products, by weight, has each value of one facet. Texts stand for values,
/// because segments number theirs differently.
using Shares = std::map<std::string, float, std::less<>>;

struct Weighted {
    Candidate product;
    float weight;
};

Shares shares_of(const search::Snapshot& snapshot, const std::string& facet,
                 const std::vector<Weighted>& products) {
    Shares shares;
    float whole = 0;
    for (const auto& [product, weight] : products) {
        whole += weight;
        const auto& columns = snapshot.segments[product.segment].columns();
        const auto* column = columns.facet(facet);
        if (column == nullptr) continue;
        for (const auto value : values_of(*column, columns, product.product)) {
            shares[std::string(column->value(value))] += weight;
        }
    }
    for (auto& [text, share] : shares) share /= whole;
    return shares;
}

/// Scales to the largest, but lets none count for more than it says.
void scale(std::vector<float>& values, float clear) {
    float largest = clear;
    for (const float value : values) largest = std::max(largest, value);
    for (float& value : values) value = std::max(0.F, value) / largest;
}

class Past {
public:
    explicit Past(PersonalInputs inputs) : inputs_(std::move(inputs)) {
        float age_weight = 1;
        for (auto deed = inputs_.past.rbegin(); deed != inputs_.past.rend(); ++deed) {
            if (const auto product = search::find_object(*inputs_.snapshot, deed->object_id)) {
                chosen_.push_back({*product, age_weight * weight_of(deed->kind)});
            }
            age_weight *= kKeptPerDeed;
        }
    }

    [[nodiscard]] std::vector<Affinity> affinities(std::span<const Candidate> matches) const {
        const auto facets = by_facets(matches);
        const auto taste = by_taste(matches);
        std::vector<Affinity> result(matches.size());
        for (std::size_t i = 0; i < matches.size(); ++i) {
            result[i].facets = facets[i];
            if (!taste) {
                result[i].total = facets[i];
                continue;
            }
            result[i].taste = (*taste)[i];
            result[i].total = (facets[i] + (*taste)[i]) / 2;
        }
        return result;
    }

private:
    [[nodiscard]] std::vector<float> by_facets(std::span<const Candidate> matches) const {
        std::vector<float> sums(matches.size(), 0);
        if (chosen_.empty()) return sums;
        std::vector<Weighted> all;
        for (const auto& match : matches) all.push_back({match, 1});
        for (const auto& attribute : inputs_.snapshot->settings.attributes_for_faceting) {
            auto chosen = shares_of(*inputs_.snapshot, attribute.path, chosen_);
            if (chosen.empty()) continue;
            const auto common = shares_of(*inputs_.snapshot, attribute.path, all);
            for (auto& [text, share] : chosen) {
                const auto found = common.find(text);
                share = found == common.end() ? 0 : std::max(0.F, share - found->second);
            }
            add_surplus(attribute.path, chosen, matches, sums);
        }
        scale(sums, kClearFacets);
        return sums;
    }

    void add_surplus(const std::string& facet, const Shares& surplus,
                     std::span<const Candidate> matches, std::vector<float>& sums) const {
        std::map<std::uint32_t, std::unordered_map<data::ValueId, float>> by_segment;
        for (std::size_t i = 0; i < matches.size(); ++i) {
            const auto [segment, product] = matches[i];
            const auto& columns = inputs_.snapshot->segments[segment].columns();
            const auto* column = columns.facet(facet);
            if (column == nullptr) continue;
            const auto [entry, is_new] = by_segment.try_emplace(segment);
            if (is_new) {
                for (const auto& [text, share] : surplus) {
                    if (share <= 0) continue;
                    if (const auto id = column->find_exact(text)) entry->second[*id] = share;
                }
            }
            for (const auto value : values_of(*column, columns, product)) {
                const auto share = entry->second.find(value);
                if (share != entry->second.end()) sums[i] += share->second;
            }
        }
    }

    /// Nothing where the models know none of the past.
    [[nodiscard]] std::optional<std::vector<float>>
    by_taste(std::span<const Candidate> matches) const {
        if (inputs_.models == nullptr) return std::nullopt;
        const auto& set = inputs_.models->set();
        std::vector<recommend::Item> items;
        for (const auto& deed : inputs_.past) {
            const auto item = set.find(deed.object_id);
            if (!item || *item >= set.num_trained()) continue;
            std::erase(items, *item);
            items.push_back(*item);
        }
        if (items.empty()) return std::nullopt;
        const auto& taste = *set.models().taste;
        const auto person = taste.fold_in(items);
        std::map<std::uint32_t, IndexModels::Items> numbers;
        std::vector<float> products;
        for (const auto& [segment, product] : matches) {
            auto& known = numbers[segment];
            if (!known) {
                known = inputs_.models->items_of(inputs_.snapshot->segments[segment].segment);
            }
            const recommend::Item item = (*known)[product];
            const bool is_known = item < set.num_trained(); // and not data::kNoId
            products.push_back(is_known ? multiply(person, taste.vector(item)) : 0);
        }
        scale(products, kClearTaste);
        return products;
    }

    static float multiply(std::span<const float> a, std::span<const float> b) {
        float sum = 0;
        for (std::size_t f = 0; f < a.size(); ++f) sum += a[f] * b[f];
        return sum;
    }

    PersonalInputs inputs_;
    std::vector<Weighted> chosen_;
};

} // namespace

std::optional<search::Personalisation> personalise(PersonalInputs inputs, std::uint32_t impact) {
    if (impact == 0 || inputs.past.empty()) return std::nullopt;
    search::Personalisation personalisation;
    personalisation.window = kWindow;
    personalisation.max_rise = impact;
    personalisation.affinities = [past = std::make_shared<const Past>(std::move(inputs))](
                                     std::span<const Candidate> matches) {
        return past->affinities(matches);
    };
    return personalisation;
}

} // namespace aisle::api
