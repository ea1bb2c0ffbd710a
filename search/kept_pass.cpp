#include "search/kept_pass.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "search/facet_values.h"
#include "search/facets.h"

namespace aisle::search {

std::vector<KnownCounts> KeptPass::find(std::span<const FacetColumns> attributes) {
    std::vector<KnownCounts> known(attributes.size());
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        const auto& attribute = attributes[i];
        if (attribute.values == nullptr) continue;
        const auto kept = view_.kept_counts->find(sealed_.name(), attribute.attribute);
        if (kept == nullptr) continue;
        AttributeCounts counts = *kept;
        if (attribute.numbers == nullptr || !attribute.has_sealed_numbers) counts.numbers = nullptr;
        known[i].is_complete = attribute.numbers == nullptr || counts.numbers != nullptr;
        add_gone(attribute, -1, counts);
        static_cast<AttributeCounts&>(known[i]) = std::move(counts);
    }
    return known;
}

void KeptPass::keep(std::span<const FacetColumns> attributes, std::span<const KnownCounts> known) {
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (attributes[i].values == nullptr || known[i].values == nullptr) continue;
        AttributeCounts counts = known[i];
        add_gone(attributes[i], 1, counts);
        auto of_values = *counts.values;
        of_values.first = first_by_count(of_values.counts, ValueCounts::kMaxFirst);
        counts.values = std::make_shared<const ValueCounts>(std::move(of_values));
        view_.kept_counts->keep(sealed_.name(), attributes[i].attribute, std::move(counts),
                                columns_.num_products());
    }
}

/// Adds what is gone to `counts`, `times` times; all its numbers are there.
void KeptPass::add_gone(const FacetColumns& attribute, int times, AttributeCounts& counts) {
    if (sealed_.is_complete()) return;
    if (!gone_) gone_ = sealed_.gone(view_);
    const auto add = static_cast<std::uint32_t>(times);
    const auto gone = count_values(*attribute.values, columns_, *gone_);
    auto values = counts.values->counts;
    for (std::size_t i = 0; i < gone.size(); ++i) values[i] += add * gone[i];
    counts.values = std::make_shared<const ValueCounts>(std::move(values));
    if (counts.numbers == nullptr) return;
    auto numbers = *counts.numbers;
    for_each_number(*attribute.numbers, columns_, *gone_, [&](double number, data::Ordinal) {
        std::lower_bound(numbers.begin(), numbers.end(), std::pair(number, 0U))->second += add;
    });
    counts.numbers = std::make_shared<const NumberCounts>(std::move(numbers));
}

} // namespace aisle::search
