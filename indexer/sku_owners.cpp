#include "indexer/sku_owners.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "data/ids.h"

namespace aisle::indexer {

namespace {

/// All of a part, ascending by product.
std::vector<SkuOwners::ProductSku> skus_of(const SegmentPart& part, const FacetPart& skus) {
    std::vector<std::uint32_t> products; // of every row
    products.reserve(part.total_rows);
    for (std::uint32_t product = 0; product < part.num_rows.size(); ++product) {
        products.insert(products.end(), part.num_rows[product], product);
    }
    std::vector<SkuOwners::ProductSku> all = skus.products;
    for (const auto& [row, value] : skus.rows) all.emplace_back(products[row], value);
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return all;
}

/// The skus of a part; null when it has none.
const TextList* skus_in(const SegmentPart& part) {
    const auto found = part.facets.find("sku");
    return found == part.facets.end() ? nullptr : &found->second.values;
}

/// How many look-ups ahead memory is asked for.
constexpr std::size_t kAhead = 8;

} // namespace

SkuOwners::Skus SkuOwners::look_at(const SegmentPart& part) {
    Skus skus{skus_in(part), {}, {}};
    if (skus.texts == nullptr) return skus;
    skus.of_products = skus_of(part, part.facets.find("sku")->second);
    skus.hashes.reserve(skus.texts->size());
    for (std::size_t i = 0; i < skus.texts->size(); ++i) {
        skus.hashes.push_back(hash_text((*skus.texts)[i]));
    }
    return skus;
}

std::vector<SkuOwners::Conflict>
SkuOwners::find_conflicts(const Skus& skus, const SegmentPart& part,
                          const std::vector<SegmentPart>& parts) const {
    const auto sku_of_owner = [&](std::uint32_t owner) { return sku_of(owner); };
    const auto& all = skus.of_products;
    std::vector<Conflict> conflicts;
    std::vector<std::uint32_t> own(skus.hashes.size(), data::kNoId); // products by value
    for (std::size_t first = 0, end = 0; first < all.size(); first = end) {
        const std::uint32_t product = all[first].first;
        const std::string_view id = part.ids[product];
        while (end < all.size() && all[end].first == product) ++end;
        bool is_refused = false;
        for (std::size_t i = first; i < end && !is_refused; ++i) {
            if (i + kAhead < all.size()) numbers_.prefetch(skus.hashes[all[i + kAhead].second]);
            const std::uint32_t value = all[i].second;
            const std::string_view sku = (*skus.texts)[value];
            std::string_view owner = id;
            if (own[value] != data::kNoId) {
                owner = part.ids[own[value]];
            } else if (const auto known = numbers_.find(sku, skus.hashes[value], sku_of_owner);
                       known != TextNumbers::kNoNumber) {
                owner = parts[owners_[known].part].ids[owners_[known].product];
            }
            is_refused = owner != id;
            if (is_refused) {
                conflicts.push_back({product, std::string(sku), std::string(owner)});
            }
        }
        for (std::size_t i = first; i < end && !is_refused; ++i) own[all[i].second] = product;
    }
    return conflicts;
}

std::vector<SkuOwners::Conflict> SkuOwners::add(const SegmentPart& part,
                                                const std::vector<SegmentPart>& parts) {
    // What a map has does not move with the map.
    while (skus_of_part_.size() < parts.size()) {
        skus_of_part_.push_back(skus_in(parts[skus_of_part_.size()]));
    }
    const Skus skus = look_at(part);
    if (skus.texts == nullptr) return {};
    auto conflicts = find_conflicts(skus, part, parts);
    if (!conflicts.empty()) return conflicts;
    skus_of_part_.push_back(skus.texts); // for what is added; the part has no place of its own yet
    for (const auto& [product, value] : skus.of_products) {
        const auto [number, is_new] =
            numbers_.find_or_add((*skus.texts)[value], skus.hashes[value],
                                 [&](std::uint32_t owner) { return sku_of(owner); });
        if (!is_new) continue;
        owners_.push_back({static_cast<std::uint32_t>(parts.size()), product, value});
    }
    skus_of_part_.pop_back();
    return {};
}

} // namespace aisle::indexer
