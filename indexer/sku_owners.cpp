#include "indexer/sku_owners.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace aisle::indexer {

namespace {

/// A product of a part, and one of its skus as a number among those of the part.
using ProductSku = std::pair<std::uint32_t, std::uint32_t>;

/// All of a part, ascending by product.
std::vector<ProductSku> skus_of(const SegmentPart& part, const FacetPart& skus) {
    std::vector<std::uint32_t> products; // of every row
    products.reserve(part.total_rows);
    for (std::uint32_t product = 0; product < part.num_rows.size(); ++product) {
        products.insert(products.end(), part.num_rows[product], product);
    }
    std::vector<ProductSku> all = skus.products;
    for (const auto& [row, value] : skus.rows) all.emplace_back(products[row], value);
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return all;
}

std::uint64_t hash_of(const std::string& sku) {
    return std::hash<std::string_view>{}(sku);
}

} // namespace

/// The objectID of the product with that sku; null when there is none.
const std::string* SkuOwners::find(const std::string& sku,
                                   const std::vector<SegmentPart>& parts) const {
    const auto [begin, end] = by_hash_.equal_range(hash_of(sku));
    for (auto at = begin; at != end; ++at) {
        const auto& [part, product, value] = at->second;
        if (parts[part].facets.find("sku")->second.values[value] == sku) {
            return &parts[part].ids[product];
        }
    }
    return nullptr;
}

std::vector<SkuOwners::Conflict> SkuOwners::add(const SegmentPart& part,
                                                const std::vector<SegmentPart>& parts) {
    std::vector<Conflict> conflicts;
    const auto found = part.facets.find("sku");
    if (found == part.facets.end()) return conflicts;
    const auto all = skus_of(part, found->second);
    std::unordered_map<std::uint32_t, const std::string*> own; // objectIDs by value
    for (std::size_t first = 0, end = 0; first < all.size(); first = end) {
        const std::uint32_t product = all[first].first;
        const std::string& id = part.ids[product];
        while (end < all.size() && all[end].first == product) ++end;
        bool is_refused = false;
        for (std::size_t i = first; i < end && !is_refused; ++i) {
            const std::string& sku = found->second.values[all[i].second];
            const auto known = own.find(all[i].second);
            const auto* owner = known != own.end() ? known->second : find(sku, parts);
            is_refused = owner != nullptr && *owner != id;
            if (is_refused) conflicts.push_back({product, sku, *owner});
        }
        for (std::size_t i = first; i < end && !is_refused; ++i) own.emplace(all[i].second, &id);
    }
    if (!conflicts.empty()) return conflicts;
    for (const auto& [product, value] : all) {
        by_hash_.emplace(hash_of(found->second.values[value]),
                         Owner{static_cast<std::uint32_t>(parts.size()), product, value});
    }
    return conflicts;
}

} // namespace aisle::indexer
