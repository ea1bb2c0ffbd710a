#include "search/facets.h"

#include <algorithm>
#include <limits>

namespace aisle::search {

using data::ColumnSpace;

namespace {

void count_products(const data::FacetColumn& column, const OrdinalSet& products,
                    std::vector<std::uint32_t>& counts) {
    if (column.is_single_valued()) {
        const auto values = column.values();
        products.for_each([&](data::Ordinal product) {
            if (values[product] != data::kNoId) ++counts[values[product]];
        });
        return;
    }
    products.for_each([&](data::Ordinal product) {
        for (const auto value : column.at(product)) ++counts[value];
    });
}

/// A product with the same value in several matching rows counts once: each value remembers
/// the last product it was counted for.
void count_rows(const data::FacetColumn& column, const data::Columns& columns,
                const Matching& matching, std::vector<std::uint32_t>& counts) {
    std::vector<data::Ordinal> counted_for(counts.size(), data::kNoId);
    matching.products.for_each([&](data::Ordinal product) {
        for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
            if (!matching.contains_row(row)) continue;
            for (const auto value : column.at(row)) {
                if (counted_for[value] == product) continue;
                counted_for[value] = product;
                ++counts[value];
            }
        }
    });
}

/// Running statistics over cells.
class StatsBuilder {
public:
    void add(double number) noexcept {
        min_ = std::min(min_, number);
        max_ = std::max(max_, number);
        sum_ += number;
        ++count_;
    }

    [[nodiscard]] std::optional<FacetStats> result() const noexcept {
        if (count_ == 0) return std::nullopt;
        return FacetStats{min_, max_, sum_ / static_cast<double>(count_), sum_};
    }

private:
    double min_ = std::numeric_limits<double>::infinity();
    double max_ = -std::numeric_limits<double>::infinity();
    double sum_ = 0;
    std::uint64_t count_ = 0;
};

/// Statistics run over rows, also where all rows of a product share its number: they must not
/// depend on whether some other product of the segment has variants of different numbers.
void add_numbers(const data::NumericColumn& column, const data::Columns& columns,
                 const Matching& matching, StatsBuilder& stats) {
    const bool per_row = column.space() == ColumnSpace::kRow;
    matching.products.for_each([&](data::Ordinal product) {
        for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
            if (!matching.contains_row(row)) continue;
            for (const double number : column.at(per_row ? row : product)) stats.add(number);
        }
    });
}

/// The values of one segment that will be shown. Their ids are in the order of their texts, so
/// that no text is made for the others.
std::vector<std::pair<std::string, std::uint64_t>>
first_values(const data::FacetColumn& column, const std::vector<std::uint32_t>& counts,
             const data::SearchParams& params) {
    std::vector<data::ValueId> ids;
    for (data::ValueId id = 0; id < counts.size(); ++id) {
        if (counts[id] > 0) ids.push_back(id);
    }
    const std::size_t kept = std::min<std::size_t>(params.max_values_per_facet, ids.size());
    if (params.sort_facet_values_by == data::FacetOrder::kCount) {
        std::partial_sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(kept), ids.end(),
                          [&](data::ValueId a, data::ValueId b) {
                              return counts[a] != counts[b] ? counts[a] > counts[b] : a < b;
                          });
    }
    ids.resize(kept);
    std::vector<std::pair<std::string, std::uint64_t>> values;
    for (const auto id : ids) values.emplace_back(column.value(id), counts[id]);
    return values;
}

} // namespace

std::vector<std::uint32_t> count_values(const data::FacetColumn& column,
                                        const data::Columns& columns, const Matching& matching) {
    std::vector<std::uint32_t> counts(column.num_values(), 0);
    const bool per_product = column.space() == ColumnSpace::kProduct || !columns.has_variants();
    if (!per_product) {
        count_rows(column, columns, matching, counts);
    } else if (matching.products.is_all()) {
        for (data::ValueId id = 0; id < counts.size(); ++id) {
            counts[id] = static_cast<std::uint32_t>(column.cells_with(id).size());
        }
    } else {
        count_products(column, matching.products, counts);
    }
    return counts;
}

void sort_values(std::vector<std::pair<std::string, std::uint64_t>>& values, data::FacetOrder order,
                 std::size_t limit) {
    const auto before = [order](const auto& a, const auto& b) {
        if (order == data::FacetOrder::kCount && a.second != b.second) return a.second > b.second;
        return a.first < b.first;
    };
    const std::size_t kept = std::min(limit, values.size());
    std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(kept),
                      values.end(), before);
    values.resize(kept);
}

FacetCounts count_facet(const Snapshot& snapshot, const std::string& attribute,
                        const std::vector<Matching>& matching, const data::SearchParams& params) {
    FacetCounts result;
    result.attribute = attribute;
    std::map<std::string_view, std::uint64_t> merged;
    StatsBuilder stats;
    for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
        const auto& columns = snapshot.segments[i].columns();
        if (const auto* column = columns.facet(attribute)) {
            const auto counts = count_values(*column, columns, matching[i]);
            if (snapshot.segments.size() == 1) {
                result.values = first_values(*column, counts, params);
            } else {
                for (data::ValueId id = 0; id < counts.size(); ++id) {
                    if (counts[id] > 0) merged[column->value(id)] += counts[id];
                }
            }
        }
        if (const auto* column = columns.numeric(attribute)) {
            add_numbers(*column, columns, matching[i], stats);
        }
    }
    result.values.insert(result.values.end(), merged.begin(), merged.end());
    result.stats = stats.result();
    sort_values(result.values, params.sort_facet_values_by, params.max_values_per_facet);
    return result;
}

} // namespace aisle::search
