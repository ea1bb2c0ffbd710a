#pragma once

#include <rapidjson/document.h>

#include "data/json.h"

namespace aisle::indexer {

/// A member of an object; null when it is missing or null.
[[nodiscard]] inline const rapidjson::Value* find_set(const rapidjson::Value& object,
                                                      const char* name) {
    const rapidjson::Value* member = data::find_member(object, name);
    return member == nullptr || member->IsNull() ? nullptr : member;
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
