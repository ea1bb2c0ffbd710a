#include "data/json_members.h"

#include <string>

namespace aisle::data {

const rapidjson::Value::Member& require_member(const JsonAt& at, std::string_view name) {
    at.require_object();
    for (const auto& member : at.value().GetObject()) {
        if (string_of(member.name) == name) return member;
    }
    at.fail_with("the member \"" + std::string(name) + "\" is missing");
}

} // namespace aisle::data
