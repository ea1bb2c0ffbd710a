#include "search/kept_pass.h"

#include <algorithm>
#include <utility>

#include "search/facet_values.h"
#include "search/facets.h"

namespace aisle::search {

bool has_sealed_numbers(const data::NumericColumn& column, const std::string& attribute,
                        const SegmentView& view) {
    return &column == view.columns().numeric(attribute) &&
           !(view.hot && view.hot->contains(attribute));
}

KnownCounts KeptPass::find(const std::vector<std::string>& attributes) {
    KnownCounts known;
    for (const auto& attribute : attributes) {
        const auto* column = FacetValues(columns_, shop_, attribute).column();
        if (column == nullptr) continue;
        const auto kept = view_.kept_counts->find(sealed_.name(), attribute);
        if (kept == nullptr) continue;
        AttributeCounts counts = *kept;
        const auto* numbers = numeric_values(columns_, shop_, attribute);
        const bool has_numbers = numbers != nullptr && !numbers->is_flag();
        if (!has_numbers || !has_sealed_numbers(*numbers, attribute, view_)) counts.numbers.reset();
        const bool is_complete = !has_numbers || counts.numbers;
        add_gone(attribute, -1, counts);
        known.values.emplace(attribute, std::move(counts.values));
        if (counts.numbers) known.numbers.emplace(attribute, std::move(*counts.numbers));
        if (is_complete) known.complete.insert(attribute);
    }
    return known;
}

void KeptPass::keep(const std::vector<std::string>& attributes, const KnownCounts& known) {
    for (const auto& attribute : attributes) {
        const auto values = known.values.find(attribute);
        const auto* column = FacetValues(columns_, shop_, attribute).column();
        if (column == nullptr || values == known.values.end()) continue;
        AttributeCounts counts{values->second, std::nullopt};
        const auto numbers = known.numbers.find(attribute);
        if (numbers != known.numbers.end()) counts.numbers = numbers->second;
        add_gone(attribute, 1, counts);
        auto of_values = *counts.values;
        of_values.first = first_by_count(of_values.counts, ValueCounts::kMaxFirst);
        counts.values = std::make_shared<const ValueCounts>(std::move(of_values));
        view_.kept_counts->keep(sealed_.name(), attribute, std::move(counts),
                                columns_.num_products());
    }
}

/// Adds what is gone to `counts`, `times` times; all its numbers are there.
void KeptPass::add_gone(const std::string& attribute, int times, AttributeCounts& counts) {
    if (sealed_.is_complete()) return;
    if (!gone_) gone_ = sealed_.gone(view_);
    const auto add = static_cast<std::uint32_t>(times);
    const auto gone = count_values(*columns_.facet(attribute), columns_, *gone_);
    auto values = counts.values->counts;
    for (std::size_t i = 0; i < gone.size(); ++i) values[i] += add * gone[i];
    counts.values = std::make_shared<const ValueCounts>(std::move(values));
    if (!counts.numbers) return;
    for_each_number(*columns_.numeric(attribute), columns_, *gone_,
                    [&](double number, data::Ordinal /*product*/) {
                        std::lower_bound(counts.numbers->begin(), counts.numbers->end(),
                                         std::pair(number, 0U))
                            ->second += add;
                    });
}

} // namespace aisle::search
