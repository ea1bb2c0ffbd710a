#include "search/condition_sets.h"

#include <array>
#include <cstring>
#include <utility>

namespace aisle::search {

namespace {

/// What a set of any size takes beside its members.
constexpr std::size_t kBytesPerSet = 256;

void spell(const data::Filter& condition, std::string& text) {
    std::array<char, 2 * sizeof(double)> numbers{};
    std::memcpy(numbers.data(), &condition.low, sizeof(double));
    std::memcpy(numbers.data() + sizeof(double), &condition.high, sizeof(double));
    text += static_cast<char>(condition.kind);
    text += static_cast<char>(condition.op);
    text.append(numbers.data(), numbers.size());
    for (const auto* part : {&condition.attribute, &condition.value}) {
        text += std::to_string(part->size()) + ':' + *part;
    }
    text += std::to_string(condition.children.size()) + ':';
    for (const auto& child : condition.children) spell(child, text);
}

} // namespace

OrdinalSet ConditionSets::find(const data::Filter& condition, data::ColumnSpace space,
                               const std::function<OrdinalSet()>& evaluate) {
    std::string key(1, static_cast<char>(space));
    spell(condition, key);
    {
        const std::lock_guard lock(mutex_);
        const auto found = sets_.find(key);
        if (found != sets_.end()) return found->second;
    }
    const auto cells = evaluate();
    const std::size_t bytes = cells.num_bytes() + key.size() + kBytesPerSet;
    const std::size_t limit = kMaxBitmaps * (cells.bound() / 8 + kBytesPerSet);
    const std::lock_guard lock(mutex_);
    if (num_bytes_ + bytes > limit) { // those in use come back soon
        sets_.clear();
        num_bytes_ = 0;
    }
    if (sets_.emplace(std::move(key), cells).second) num_bytes_ += bytes;
    return cells;
}

} // namespace aisle::search
