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

/// The text at a path; empty where there is none. `member`: where the first name may be, and then
/// where it was.
std::string_view text_at(const rapidjson::Value& record, const std::vector<std::string>& path,
                         std::size_t& member) {
    const auto first = record.MemberBegin();
    const auto is_there = [&](std::size_t i) {
        return data::string_of(first[static_cast<std::ptrdiff_t>(i)].name) == path[0];
    };
    const std::size_t count = record.MemberCount();
    if (member >= count || !is_there(member)) {
        std::size_t found = 0;
        while (found < count && !is_there(found)) ++found;
        if (found == count) return {};
        member = found;
    }
    const rapidjson::Value* at = &first[static_cast<std::ptrdiff_t>(member)].value;
    for (std::size_t i = 1; i < path.size(); ++i) {
        if (!at->IsObject()) return {};
        at = data::find_member(*at, path[i]);
        if (at == nullptr) return {};
    }
    return at->IsString() ? data::string_of(*at) : std::string_view();
}

/// How many different ones there are; `limit` where there are more.
std::size_t count_different(const std::vector<std::string_view>& texts, std::size_t limit) {
    std::vector<std::string_view> met;
    TextNumbers numbers;
    for (const auto text : texts) {
        if (met.size() == limit) break;
        const auto is_new =
            numbers.find_or_add(text, [&](std::uint32_t number) { return met[number]; }).second;
        if (is_new) met.push_back(text);
    }
    return met.size();
}

} // namespace

BatchOrder::BatchOrder(const std::vector<std::string>& faceted) {
    for (const auto& path : faceted) {
        attributes_.push_back({names_in_path(data::strip_variants(path)), {}, 0});
    }
}

void BatchOrder::add(std::string_view object_id, const rapidjson::Value& record) {
    const auto id_at = [&](std::uint32_t number) { return ids_[number]; };
    if (id_numbers_.find_or_add(object_id, id_at).second) ids_.push_back(object_id);
    ++num_records_;
    for (auto& attribute : attributes_) {
        attribute.values.push_back(text_at(record, attribute.path, attribute.member));
    }
}

/// Null when none will do.
const BatchOrder::Attribute* BatchOrder::choose() const {
    const Attribute* best = nullptr;
    double least = std::numeric_limits<double>::infinity();
    for (const auto& attribute : attributes_) {
        const std::size_t too_many = num_records_ / kLeastProductsPerValue + 1;
        const std::size_t num_values = count_different(attribute.values, too_many);
        const auto num_without = static_cast<double>(
            std::count(attribute.values.begin(), attribute.values.end(), std::string_view()));
        const auto num_records = static_cast<double>(num_records_);
        if (num_values < 2 || num_values == too_many ||
            num_without > (1 - kLeastShare) * num_records) {
            continue;
        }
        const double per_value = num_records / static_cast<double>(num_values);
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
