#include "search/kept_counts.h"

#include "data/columns.h"

namespace aisle::search {

namespace {

std::string key_of(const std::string& set, std::string_view attribute) {
    attribute = data::strip_variants(attribute);
    return std::to_string(attribute.size()) + ':' + std::string(attribute) + set;
}

} // namespace

std::shared_ptr<const AttributeCounts> KeptCounts::find(const std::string& set,
                                                        std::string_view attribute) {
    return counts_.find(key_of(set, attribute));
}

void KeptCounts::keep(const std::string& set, std::string_view attribute, AttributeCounts counts,
                      std::uint32_t num_products) {
    const std::size_t limit = kBytesPerProduct * num_products;
    std::size_t taken = counts.values->counts.size() * sizeof(std::uint32_t);
    taken += counts.values->first.size() * sizeof(data::ValueId);
    if (counts.numbers) taken += counts.numbers->size() * sizeof(counts.numbers->front());
    if (taken > limit / kFewestEntries) return;
    counts_.keep(key_of(set, attribute), std::make_shared<const AttributeCounts>(std::move(counts)),
                 {taken, limit});
}

} // namespace aisle::search
