#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <rapidjson/document.h>

#include "data/json.h"

namespace aisle::indexer {

/// A member of an object; null when it is missing or null.
[[nodiscard]] inline const rapidjson::Value* find_set(const rapidjson::Value& object,
                                                      const char* name) {
    const rapidjson::Value* member = data::find_member(object, name);
    return member == nullptr || member->IsNull() ? nullptr : member;
}

/// The members of those names, found in one pass; null where they are missing or null.
template <std::size_t kCount>
[[nodiscard]] std::array<const rapidjson::Value*, kCount>
find_all_set(const rapidjson::Value& object, const std::array<std::string_view, kCount>& names) {
    std::array<const rapidjson::Value*, kCount> found{};
    for (const auto& member : object.GetObject()) {
        const std::string_view name = data::string_of(member.name);
        for (std::size_t i = 0; i < kCount; ++i) {
            if (found[i] == nullptr && names[i] == name) found[i] = &member.value;
        }
    }
    for (auto& value : found) {
        if (value != nullptr && value->IsNull()) value = nullptr;
    }
    return found;
}

/// Calls `visit(variant)` for every row of a record: each of its variants, or once with null for
/// a record that has none.
template <class Visit>
void for_each_row(const rapidjson::Value& record, Visit&& visit) {
    const rapidjson::Value* variants = find_set(record, "variants");
    if (variants == nullptr || variants->Empty()) {
        visit(static_cast<const rapidjson::Value*>(nullptr));
        return;
    }
    for (const auto& variant : variants->GetArray()) visit(&variant);
}

} // namespace aisle::indexer
