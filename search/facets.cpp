#include "search/facets.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "search/counters_in_turns.h"
#include "search/facet_values.h"
#include "search/first_keys.h"
#include "search/merged_values.h"

namespace aisle::search {

using data::ColumnSpace;

namespace {

void count_products(const data::FacetColumn& column, const OrdinalSet& products,
                    std::vector<std::uint32_t>& counts) {
    if (column.is_single_valued()) {
        CountersInTurns counters(column.num_values());
        column.values().visit([&](auto values) {
            products.for_each([&](data::Ordinal product) {
                data::ValueId value = values[product];
                if constexpr (sizeof values[0] == sizeof value) { // kNoId may stand for none
                    value = std::min(value, column.num_values());
                }
                counters.add(value, product);
            });
        });
        counts = std::move(counters).sums();
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
    const auto count = [&](data::ValueId value, data::Ordinal product) {
        counts[value] += counted_for[value] != product;
        counted_for[value] = product;
    };
    if (column.is_single_valued()) {
        const auto none = column.none();
        column.values().visit([&](auto values) {
            for_each_matching_row(matching, columns, [&](data::Row row, data::Ordinal product) {
                if (values[row] != none) count(values[row], product);
            });
        });
        return;
    }
    for_each_matching_row(matching, columns, [&](data::Row row, data::Ordinal product) {
        for (const auto value : column.at(row)) count(value, product);
    });
}

/// Running statistics over cells.
class StatsBuilder {
public:
    void add(double number) noexcept {
        min_ = std::min(min_, number);
        max_ = std::max(max_, number);
        sum_ += static_cast<Sum>(number);
        ++count_;
    }

    /// Adds a number several times.
    void add(double number, std::uint32_t times) noexcept {
        if (times == 0) return;
        min_ = std::min(min_, number);
        max_ = std::max(max_, number);
        sum_ += static_cast<Sum>(number) * static_cast<Sum>(times);
        count_ += times;
    }

    [[nodiscard]] std::optional<FacetStats> result() const noexcept {
        if (count_ == 0) return std::nullopt;
        return FacetStats{min_, max_, static_cast<double>(sum_ / static_cast<Sum>(count_)),
                          static_cast<double>(sum_)};
    }

private:
    /// Wider than the result, so that this is the same in whichever order numbers are added.
    using Sum = long double;

    double min_ = std::numeric_limits<double>::infinity();
    double max_ = -std::numeric_limits<double>::infinity();
    Sum sum_ = 0;
    std::uint64_t count_ = 0;
};

void add_numbers(const data::Columns& columns, const Matching& matching, std::string_view attribute,
                 StatsBuilder& stats) {
    const auto* column = numeric_values(columns, matching.shop, attribute);
    if (column == nullptr || column->is_flag()) return;
    if (!column->is_dense() || column->space() == ColumnSpace::kRow || matching.has_rows) {
        return for_each_number(*column, columns, matching,
                               [&](double number, data::Ordinal) { stats.add(number); });
    }
    column->values().visit([&](const auto& numbers) {
        matching.products.for_each([&](data::Ordinal product) {
            const double number = numbers(product);
            if (std::isnan(number)) return;
            stats.add(number, columns.end_row(product) - columns.first_row(product));
        });
    });
}

/// What is counted of one value.
struct ValueCounter {
    data::Ordinal counted_for = data::kNoId; ///< the last product
    std::uint32_t products = 0;
    std::uint32_t visits = 0; ///< rows, or numbers of rows
};

/// As count_values(), for values that are no sealed column. Numbers are added to `stats`.
std::vector<std::uint32_t> count_computed(FacetValues& values, const Matching& matching,
                                          StatsBuilder& stats) {
    std::vector<ValueCounter> counters;
    values.for_each(matching, [&](data::ValueId value, data::Ordinal product) {
        if (value >= counters.size()) counters.resize(value + 1);
        auto& counter = counters[value];
        counter.products += counter.counted_for != product;
        counter.counted_for = product;
        ++counter.visits;
    });
    std::vector<std::uint32_t> counts;
    counts.reserve(counters.size());
    for (const auto& counter : counters) {
        if (values.are_numbers() && counter.visits > 0) {
            stats.add(values.number(static_cast<data::ValueId>(counts.size())), counter.visits);
        }
        counts.push_back(counter.products);
    }
    return counts;
}

/// Values that one glance is taken at.
constexpr std::size_t kIdsAtOnce = 16;

/// Calls `visit(id)` for the values that some product has. Few have most of many values.
template <class Visit>
void for_each_counted(const std::vector<std::uint32_t>& counts, Visit&& visit) {
    for (std::size_t first = 0; first < counts.size(); first += kIdsAtOnce) {
        const auto end = std::min(first + kIdsAtOnce, counts.size());
        std::uint32_t any = 0;
        for (auto id = first; id < end; ++id) any |= counts[id];
        if (any == 0) continue;
        for (auto id = first; id < end; ++id) {
            if (counts[id] > 0) visit(static_cast<data::ValueId>(id));
        }
    }
}

/// The values of one segment that will be shown, in order. Their ids are in the order of their
/// texts, so that no text is made for the others.
std::vector<std::pair<std::string, std::uint64_t>> first_values(const data::FacetColumn& column,
                                                                const ValueCounts& known,
                                                                const WantedValues& wanted) {
    const auto& counts = known.counts;
    const std::size_t limit = wanted.limit;
    std::vector<data::ValueId> ids;
    if (wanted.order != data::FacetOrder::kCount) {
        for_each_counted(counts, [&](data::ValueId id) {
            if (ids.size() < limit) ids.push_back(id);
        });
    } else {
        ids = known.has_first(limit) ? known.first : first_by_count(counts, limit);
        ids.resize(std::min(ids.size(), limit));
    }
    std::vector<std::pair<std::string, std::uint64_t>> values;
    values.reserve(ids.size());
    for (const auto id : ids) values.emplace_back(column.value(id), counts[id]);
    return values;
}

/// The same for values whose ids are in any order: by count no text is made for those that come
/// after the last one that will be shown.
std::vector<std::pair<std::string, std::uint64_t>>
most_frequent_values(const FacetValues& facet, const std::vector<std::uint32_t>& counts,
                     const WantedValues& wanted) {
    std::uint32_t fewest = 1;
    const std::size_t limit = wanted.limit;
    if (wanted.order == data::FacetOrder::kCount && limit > 0) {
        auto sorted = counts;
        std::erase(sorted, 0U);
        if (sorted.size() > limit) {
            const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(limit - 1);
            std::nth_element(sorted.begin(), last, sorted.end(), std::greater<>());
            fewest = *last;
        }
    }
    std::vector<std::pair<std::string, std::uint64_t>> values;
    for (data::ValueId id = 0; id < counts.size(); ++id) {
        if (counts[id] >= fewest) values.emplace_back(facet.text(id), counts[id]);
    }
    sort_values(values, wanted.order, limit);
    return values;
}

} // namespace

std::vector<std::uint32_t> count_values(const data::FacetColumn& column,
                                        const data::Columns& columns, const Matching& matching,
                                        const FindFirstRows& find_first_rows) {
    const bool per_product = column.space() == ColumnSpace::kProduct || !columns.has_variants();
    const bool takes_inverse = per_product && matching.products.is_all();
    if (find_first_rows && !per_product && !matching.has_rows) {
        if (const auto rows = find_first_rows()) {
            return rows->count(matching.products, column, columns);
        }
    }
    std::vector<std::uint32_t> counts(column.num_values(), 0);
    if (!per_product) {
        count_rows(column, columns, matching, counts);
    } else if (takes_inverse) {
        for (data::ValueId id = 0; id < counts.size(); ++id) {
            counts[id] = column.num_cells_with(id);
        }
    } else {
        count_products(column, matching.products, counts);
    }
    return counts;
}

std::vector<data::ValueId> first_by_count(const std::vector<std::uint32_t>& counts,
                                          std::size_t limit) {
    std::vector<data::ValueId> ids;
    limit = std::min(limit, counts.size());
    if (limit == 0) return ids;
    FirstKeys<std::uint64_t> keys(limit); // less is better; the id is in the lower half
    std::uint32_t fewest = 1;             // that may still be among the first
    for (std::size_t begin = 0; begin < counts.size(); begin += kIdsAtOnce) {
        const auto end = std::min(begin + kIdsAtOnce, counts.size());
        std::uint32_t most = 0;
        for (auto id = begin; id < end; ++id) most = std::max(most, counts[id]);
        if (most < fewest) continue;
        for (auto id = begin; id < end; ++id) {
            if (counts[id] >= fewest) keys.add(std::uint64_t{~counts[id]} << 32U | id);
        }
        fewest = std::max(fewest, ~static_cast<std::uint32_t>(keys.limit() >> 32U));
    }
    const auto first = std::move(keys).take();
    ids.reserve(first.size());
    for (const auto key : first) ids.push_back(static_cast<data::ValueId>(key));
    return ids;
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

FacetCounts count_facet(const Snapshot& snapshot, std::string_view attribute,
                        const std::vector<Matching>& matching, const WantedValues& wanted,
                        std::span<const KnownCounts> known) {
    FacetCounts result;
    result.attribute = attribute;
    MergedValues merged;
    StatsBuilder stats;
    for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
        const auto& view = snapshot.segments[i];
        const auto& columns = view.columns();
        FacetValues values(columns, matching[i].shop, attribute);
        auto counts = known.empty() ? nullptr : known[i].values;
        if (counts == nullptr) {
            const auto find_first_rows = [&] {
                return view.facet_bits->find_first_rows(attribute, *values.column(), columns);
            };
            auto own = values.column() != nullptr
                           ? count_values(*values.column(), columns, matching[i], find_first_rows)
                           : count_computed(values, matching[i], stats);
            counts = std::make_shared<const ValueCounts>(std::move(own));
        }
        if (snapshot.segments.size() == 1) {
            result.values = values.column() != nullptr
                                ? first_values(*values.column(), *counts, wanted)
                                : most_frequent_values(values, counts->counts, wanted);
        } else if (values.column() != nullptr) {
            merged.add(*values.column(), std::move(counts));
        } else {
            for_each_counted(counts->counts, [&](data::ValueId id) {
                merged.add(values.text(id), counts->counts[id]);
            });
        }
        if (!known.empty() && known[i].numbers != nullptr) {
            for (const auto& [number, times] : *known[i].numbers) stats.add(number, times);
        } else if (!values.are_numbers()) {
            add_numbers(columns, matching[i], attribute, stats);
        }
    }
    result.stats = stats.result();
    if (snapshot.segments.size() > 1) {
        result.values = std::move(merged).first(wanted.order, wanted.limit);
    }
    return result;
}

} // namespace aisle::search
