#include "search/coarser_values.h"

#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "search/filter_plan.h"

namespace aisle::search {

namespace {

/// The number of a level of a hierarchy; nothing for other attributes.
std::optional<std::uint32_t> level_of(std::string_view attribute, std::string_view family) {
    const auto digits = attribute.substr(family.size());
    std::uint32_t level = 0;
    const auto end = digits.data() + digits.size();
    const auto [parsed, error] = std::from_chars(digits.data(), end, level);
    if (error != std::errc{} || parsed != end) return std::nullopt;
    return level;
}

bool is_level_above(std::string_view coarse, std::string_view fine) {
    const std::string family = facet_family(coarse);
    if (facet_family(fine) != family) return false;
    const auto upper = level_of(coarse, family);
    const auto lower = level_of(fine, family);
    return upper && lower && *upper < *lower;
}

/// One value or none a product.
bool is_of_products(const data::FacetColumn& column, const data::Columns& columns) {
    return column.is_single_valued() &&
           (column.space() == data::ColumnSpace::kProduct || !columns.has_variants());
}

} // namespace

CoarserValues::CoarserValues(const data::FacetColumn& coarse, const data::FacetColumn& fine)
    : num_values_(coarse.num_values()), coarse_of_(fine.num_values(), data::kNoId) {
    const auto& coarse_values = coarse.values();
    const auto& fine_values = fine.values();
    const auto coarse_value = [&](std::size_t product) {
        const auto value = coarse_values[product];
        return value == coarse.none() ? data::kNoId : value;
    };
    std::vector<bool> was_seen(fine.num_values(), false);
    for (std::size_t product = 0; product < fine_values.size() && are_told_; ++product) {
        const auto value = fine_values[product];
        if (value == fine.none()) {
            are_told_ = coarse_value(product) == data::kNoId;
        } else if (!was_seen[value]) {
            was_seen[value] = true;
            coarse_of_[value] = coarse_value(product);
        } else {
            are_told_ = coarse_of_[value] == coarse_value(product);
        }
    }
}

std::vector<std::uint32_t>
CoarserValues::add_up(const std::vector<std::uint32_t>& fine_counts) const {
    std::vector<std::uint32_t> counts(num_values_, 0);
    for (std::size_t value = 0; value < fine_counts.size(); ++value) {
        if (coarse_of_[value] != data::kNoId) counts[coarse_of_[value]] += fine_counts[value];
    }
    return counts;
}

ColumnLevels::ColumnLevels(const data::Columns& columns) {
    for (const auto& [coarse, upper] : columns.facets()) {
        if (!is_of_products(upper, columns)) continue;
        for (const auto& [fine, lower] : columns.facets()) {
            if (!is_level_above(coarse, fine) || !is_of_products(lower, columns)) continue;
            CoarserValues values(upper, lower);
            if (values.are_told()) told_[coarse].emplace(fine, std::move(values));
        }
    }
}

const ColumnLevels::ByFine* ColumnLevels::find_finer(std::string_view coarse) const {
    const auto found = told_.find(data::strip_variants(coarse));
    return found == told_.end() ? nullptr : &found->second;
}

const CoarserValues* ColumnLevels::find(std::string_view coarse, std::string_view fine) const {
    const auto* const by_fine = find_finer(coarse);
    if (by_fine == nullptr) return nullptr;
    const auto found = by_fine->find(data::strip_variants(fine));
    return found == by_fine->end() ? nullptr : &found->second;
}

} // namespace aisle::search
