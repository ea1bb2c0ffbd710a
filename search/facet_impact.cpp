#include "search/facet_impact.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>

#include "search/facet_values.h"

// A value that joins every OR group of its attribute adds the rows that have it and pass
// everything else: (G1 or v) and (G2 or v) is (G1 and G2) or v. So that one pass over what
// matches with the attribute's groups left out gives the impact of all of its values, just as
// one pass over what matches gives that of values that are ANDed.
//
// That takes a value for the rows that carry it. Where picking it means more than that, the
// request is evaluated once more with the value in it: values that are equal to others but for
// case, texts that spell a number in another way, and sellers, who decide which prices count.

namespace aisle::search {

namespace {

using data::Filter;

/// A hit: a group, or a product of a segment.
using HitKey = std::uint64_t;

bool is_disjunctive(const data::SearchParams& params, const std::string& attribute) {
    const auto& listed = params.disjunctive_facets;
    return std::find(listed.begin(), listed.end(), attribute) != listed.end();
}

bool spells_a_number(const std::string& text) {
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end;
}

/// True when picking a value means more rows than those that carry its very text.
bool means_more_than_itself(const ImpactInputs& inputs, const std::string& attribute,
                            const std::string& value) {
    for (const auto& matches : inputs.text.matches()) {
        const auto& columns = matches.view->columns();
        const auto* shop = matches.matching.shop;
        const auto& rules = shop->rules();
        if (rules.is_seller(attribute) || rules.is_location(attribute)) return true;
        if (rules.is_price(attribute)) continue;
        const auto* column = columns.facet(attribute);
        if (column == nullptr) continue;
        const auto equal = column->find_folded(value);
        if (std::any_of(equal.begin(), equal.end(),
                        [&](auto id) { return column->value(id) != value; })) {
            return true;
        }
        if (columns.numeric(attribute) != nullptr && spells_a_number(value)) return true;
    }
    return false;
}

/// The request with a value picked.
data::SearchParams with_value(const data::SearchParams& params, const std::string& attribute,
                              const std::string& value) {
    Filter leaf;
    leaf.kind = Filter::Kind::kFacet;
    leaf.attribute = attribute;
    leaf.value = value;
    data::SearchParams edited = params;
    bool has_joined = false;
    if (is_disjunctive(params, attribute)) {
        for (auto* filters : {&edited.facet_filters, &edited.numeric_filters}) {
            for (auto& group : filters->children) {
                if (owner_of(group) != facet_family(attribute)) continue;
                Filter joined;
                joined.kind = Filter::Kind::kOr;
                joined.children = {std::move(group), leaf};
                group = std::move(joined);
                has_joined = true;
            }
        }
    }
    if (has_joined) return edited;
    edited.facet_filters.kind = Filter::Kind::kAnd;
    edited.facet_filters.children.push_back(std::move(leaf));
    return edited;
}

/// Counts hits: what matches, and the pinned products, which are shown whatever matches.
class HitCounter {
public:
    explicit HitCounter(const ImpactInputs& inputs) : inputs_(inputs) {
        for (const auto& pin : inputs.pins) pinned_.insert(key_of(pin.entry));
    }

    [[nodiscard]] HitKey key_of(const Candidate& candidate) const {
        if (inputs_.groups != nullptr) return inputs_.groups->group_of(candidate);
        return (HitKey{candidate.segment} << 32) | candidate.product;
    }

    [[nodiscard]] const std::set<HitKey>& pinned() const noexcept { return pinned_; }

    [[nodiscard]] std::uint64_t count(const std::vector<Matching>& matching) const {
        auto hits = pinned_.size();
        if (inputs_.groups == nullptr) {
            for (const auto& one : matching) hits += one.products.size();
            for (const auto& pin : inputs_.pins) {
                hits -= matching[pin.entry.segment].products.contains(pin.entry.product) ? 1 : 0;
            }
            return hits;
        }
        std::set<HitKey> keys = pinned_;
        for (std::uint32_t i = 0; i < matching.size(); ++i) {
            matching[i].products.for_each([&](data::Ordinal product) {
                keys.insert(key_of({i, product}));
            });
        }
        return keys.size();
    }

private:
    const ImpactInputs& inputs_;
    std::set<HitKey> pinned_;
};

/// The hits among the rows of `matching` with each value, without those in `known`.
std::map<std::string, std::uint64_t> count_new(const ImpactInputs& inputs,
                                               const std::string& attribute,
                                               const std::vector<Matching>& matching,
                                               const std::function<bool(Candidate)>& is_known) {
    const HitCounter counter(inputs);
    std::map<std::string, std::vector<HitKey>> hits_with;
    for (std::uint32_t i = 0; i < matching.size(); ++i) {
        FacetValues values(inputs.snapshot.segments[i].columns(), matching[i].shop, attribute);
        std::unordered_map<data::ValueId, std::vector<HitKey>> of_value;
        values.for_each(matching[i], [&](data::ValueId value, data::Ordinal product) {
            const Candidate candidate{i, product};
            if (is_known(candidate)) return;
            auto& hits = of_value[value];
            const HitKey key = counter.key_of(candidate);
            if (hits.empty() || hits.back() != key) hits.push_back(key);
        });
        for (const auto& [value, hits] : of_value) {
            auto& all = hits_with[values.text(value)];
            all.insert(all.end(), hits.begin(), hits.end());
        }
    }
    std::map<std::string, std::uint64_t> counts;
    for (auto& [value, hits] : hits_with) {
        std::sort(hits.begin(), hits.end());
        const auto end = std::unique(hits.begin(), hits.end());
        counts[value] = static_cast<std::uint64_t>(end - hits.begin());
    }
    return counts;
}

} // namespace

FacetImpact find_impact(const ImpactInputs& inputs, const FacetCounts& counts) {
    FacetImpact impact;
    impact.attribute = counts.attribute;
    if (counts.values.empty()) return impact;
    const HitCounter counter(inputs);
    const bool joins = is_disjunctive(inputs.params, counts.attribute) &&
                       inputs.text.has_refinements_on(counts.attribute);
    std::vector<Matching> matching;
    for (const auto& matches : inputs.text.matches()) matching.push_back(matches.matching);
    std::set<HitKey> shown = counter.pinned();
    if (joins && inputs.groups != nullptr) {
        for (std::uint32_t i = 0; i < matching.size(); ++i) {
            matching[i].products.for_each([&](data::Ordinal product) {
                shown.insert(counter.key_of({i, product}));
            });
        }
    }
    const auto is_known = [&](const Candidate& candidate) {
        const bool is_hit = joins && inputs.groups == nullptr &&
                            matching[candidate.segment].products.contains(candidate.product);
        return is_hit || (!shown.empty() && shown.contains(counter.key_of(candidate)));
    };
    const auto added =
        count_new(inputs, counts.attribute,
                  joins ? inputs.text.matching_without(counts.attribute) : matching, is_known);
    const std::uint64_t base = joins ? inputs.num_hits : counter.pinned().size();
    for (const auto& [value, count] : counts.values) {
        inputs.deadline.check();
        if (means_more_than_itself(inputs, counts.attribute, value)) {
            const auto edited = with_value(inputs.params, counts.attribute, value);
            impact.values.emplace_back(value, counter.count(inputs.text.matching_with(edited)));
        } else {
            const auto found = added.find(value);
            impact.values.emplace_back(value, base + (found == added.end() ? 0 : found->second));
        }
    }
    return impact;
}

} // namespace aisle::search
