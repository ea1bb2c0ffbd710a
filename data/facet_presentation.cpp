#include "data/facet_presentation.h"

#include "data/json.h"

namespace aisle::data {

HiddenValues read_hidden_values(std::string_view rendering_content_json) {
    HiddenValues hidden;
    if (rendering_content_json.empty()) return hidden;
    const auto content = parse_json(rendering_content_json);
    const rapidjson::Value* at = &content;
    for (const char* name : {"facetOrdering", "values"}) {
        if (at != nullptr) at = at->IsObject() ? find_member(*at, name) : nullptr;
    }
    if (at == nullptr || !at->IsObject()) return hidden;
    for (const auto& [attribute, order] : at->GetObject()) {
        const auto* values = order.IsObject() ? find_member(order, "hide") : nullptr;
        if (values == nullptr || !values->IsArray()) continue;
        for (const auto& value : values->GetArray()) {
            if (!value.IsString()) continue;
            hidden[std::string(string_of(attribute))].emplace(string_of(value));
        }
    }
    return hidden;
}

} // namespace aisle::data
