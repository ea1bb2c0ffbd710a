#include "search/distinct.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "search/facet_values.h"

namespace aisle::search {

ProductGroups::ProductGroups(const Snapshot& snapshot, const std::string& attribute) {
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    for (const auto& view : snapshot.segments) {
        const auto& columns = view.columns();
        const auto* column = columns.facet(attribute);
        auto& groups = groups_.emplace_back(columns.num_products());
        for (data::Ordinal product = 0; product < groups.size(); ++product) {
            data::NarrowArray<data::ValueId> values;
            if (column != nullptr) {
                const bool per_row = column->space() == data::ColumnSpace::kRow;
                values = column->at(per_row ? columns.first_row(product) : product);
            }
            if (values.empty()) {
                groups[product] = num_groups_++;
                continue;
            }
            const auto [entry, is_new] = numbers.try_emplace(column->value(values[0]), num_groups_);
            if (is_new) ++num_groups_;
            groups[product] = entry->second;
        }
    }
}

std::uint64_t ProductGroups::count(const std::vector<Matching>& matching) const {
    std::vector<bool> seen(num_groups_);
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < matching.size(); ++i) {
        matching[i].products.for_each([&](data::Ordinal product) {
            const auto group = groups_[i][product];
            count += !seen[group];
            seen[group] = true;
        });
    }
    return count;
}

FacetCounts ProductGroups::count_facet(const Snapshot& snapshot, std::string_view attribute,
                                       const std::vector<Matching>& matching,
                                       const WantedValues& wanted) const {
    FacetCounts result = search::count_facet(snapshot, attribute, matching, wanted);
    std::map<std::string, std::vector<std::uint32_t>> groups_with;
    for (std::size_t i = 0; i < matching.size(); ++i) {
        FacetValues values(snapshot.segments[i].columns(), matching[i].shop, attribute);
        std::unordered_map<data::ValueId, std::vector<std::uint32_t>> of_value;
        values.for_each(matching[i], [&](data::ValueId value, data::Ordinal product) {
            auto& groups = of_value[value];
            const auto group = groups_[i][product];
            if (groups.empty() || groups.back() != group) groups.push_back(group);
        });
        for (const auto& [value, groups] : of_value) {
            auto& all = groups_with[values.text(value)];
            all.insert(all.end(), groups.begin(), groups.end());
        }
    }
    result.values.clear();
    for (auto& [value, groups] : groups_with) {
        std::sort(groups.begin(), groups.end());
        const auto end = std::unique(groups.begin(), groups.end());
        result.values.emplace_back(value, static_cast<std::uint64_t>(end - groups.begin()));
    }
    sort_values(result.values, wanted.order, wanted.limit);
    return result;
}

std::vector<std::vector<Candidate>> ProductGroups::keep_best(const std::vector<Candidate>& ranked,
                                                             std::uint32_t per_group) const {
    std::vector<std::vector<Candidate>> best;
    std::unordered_map<std::uint32_t, std::size_t> place_of;
    for (const auto& candidate : ranked) {
        const auto [entry, is_new] = place_of.try_emplace(group_of(candidate), best.size());
        if (is_new) best.emplace_back();
        auto& group = best[entry->second];
        if (group.size() < per_group) group.push_back(candidate);
    }
    return best;
}

} // namespace aisle::search
