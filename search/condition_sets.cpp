#include "search/condition_sets.h"

#include <array>
#include <cstring>
#include <utility>

namespace aisle::search {

namespace {

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

std::string name_of_condition(const data::Filter& condition, data::ColumnSpace space) {
    std::string name(1, static_cast<char>(space));
    spell(condition, name);
    return name;
}

OrdinalSet ConditionSets::find(const std::string& name,
                               const std::function<OrdinalSet()>& evaluate) {
    return *sets_.find(name, evaluate, [](const OrdinalSet& cells) {
        using Cache = BoundedCache<OrdinalSet>;
        const std::size_t bitmap = cells.bound() / 8 + Cache::kBytesPerEntry;
        return Cache::Bytes{cells.num_bytes(), kMaxBitmaps * bitmap};
    });
}

} // namespace aisle::search
