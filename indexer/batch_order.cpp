#include "indexer/batch_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "data/columns.h"
#include "data/json.h"

namespace aisle::indexer {

namespace {

/// An attribute is the better the nearer its values are to having so many products of a batch:
/// far fewer would be no neighbours, far more would have little in common.
constexpr double kProductsPerValue = 20;

/// Attributes that fewer records have, or that hardly two have in common, say nothing.
constexpr double kLeastShare = 0.5;
constexpr std::size_t kLeastProductsPerValue = 4;

/// What fewer records come to is small anyway.
constexpr std::size_t kFewestRecords = 1'000;

std::vector<std::string> names_in_path(std::string_view path) {
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('.', begin), path.size());
        names.emplace_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return names;
}

/// The text at a path; empty where there is none.
std::string_view text_at(const rapidjson::Value& record, const std::vector<std::string>& path) {
    const rapidjson::Value* at = &record;
    for (const auto& name : path) {
        if (!at->IsObject()) return {};
        at = data::find_member(*at, name);
        if (at == nullptr) return {};
    }
    return at->IsString() ? data::string_of(*at) : std::string_view();
}

} // namespace

BatchOrder::BatchOrder(const std::vector<std::string>& faceted) {
    for (const auto& path : faceted) {
        attributes_.push_back({names_in_path(data::strip_variants(path)), {}});
    }
}

void BatchOrder::add(std::string_view object_id, const rapidjson::Value& record) {
    ids_.insert(object_id);
    ++num_records_;
    for (auto& attribute : attributes_) {
        attribute.values.push_back(text_at(record, attribute.path));
    }
}

/// Null when none will do.
const BatchOrder::Attribute* BatchOrder::choose() const {
    const Attribute* best = nullptr;
    double least = std::numeric_limits<double>::infinity();
    for (const auto& attribute : attributes_) {
        const std::unordered_set<std::string_view> values(attribute.values.begin(),
                                                          attribute.values.end());
        const auto num_without = static_cast<double>(
            std::count(attribute.values.begin(), attribute.values.end(), std::string_view()));
        const auto num_records = static_cast<double>(num_records_);
        if (values.size() < 2 || values.size() * kLeastProductsPerValue > num_records_ ||
            num_without > (1 - kLeastShare) * num_records) {
            continue;
        }
        const double per_value = num_records / static_cast<double>(values.size());
        const double off = std::abs(std::log(per_value / kProductsPerValue));
        if (off < least) {
            least = off;
            best = &attribute;
        }
    }
    return best;
}

std::vector<std::size_t> BatchOrder::as_added() const {
    std::vector<std::size_t> order(num_records_);
    std::iota(order.begin(), order.end(), std::size_t{0});
    return order;
}

std::vector<std::size_t> BatchOrder::find() const {
    auto order = as_added();
    const bool may_move = num_records_ >= kFewestRecords && ids_.size() == num_records_;
    const auto* chosen = may_move ? choose() : nullptr;
    if (chosen == nullptr) return order;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return chosen->values[a] < chosen->values[b];
    });
    return order;
}

} // namespace aisle::indexer
