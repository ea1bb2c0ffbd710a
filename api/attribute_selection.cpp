#include "api/attribute_selection.h"

#include <algorithm>

#include "data/columns.h"
#include "data/json.h"

namespace aisle::api {

namespace {

bool any_covers(const std::vector<std::string>& list, std::string_view path) {
    return std::any_of(list.begin(), list.end(), [&](const auto& e) { return covers(e, path); });
}

bool any_inside(const std::vector<std::string>& list, std::string_view path) {
    return std::any_of(list.begin(), list.end(), [&](const auto& e) { return covers(path, e); });
}

bool contains(const std::vector<std::string>& list, std::string_view path) {
    return std::find(list.begin(), list.end(), path) != list.end();
}

} // namespace

bool covers(std::string_view outer, std::string_view inner) noexcept {
    outer = data::strip_variants(outer);
    inner = data::strip_variants(inner);
    return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '.');
}

AttributeSelection::AttributeSelection(const std::vector<std::string>& wanted,
                                       const std::vector<std::string>& unretrievable)
    : hidden_(unretrievable) {
    for (const auto& name : wanted) {
        if (name == "*") {
            takes_all_ = true;
        } else if (name.starts_with('-')) {
            hidden_.push_back(name.substr(1));
        } else {
            shown_.push_back(name);
        }
    }
}

void AttributeSelection::write(const rapidjson::Value& record, JsonWriter& writer) {
    write_members(record, plan_, writer);
}

void AttributeSelection::write_of_variant(std::string_view name, const rapidjson::Value& value,
                                          JsonWriter& writer) {
    write_member(name, value, look_up(name, look_up("variants", plan_)), writer);
}

AttributeSelection::Plan& AttributeSelection::look_up(std::string_view name, Plan& in) {
    return in.at(name, [this](std::string_view path) { return judge(path); });
}

AttributeSelection::Verdict AttributeSelection::judge(std::string_view path) const {
    if (path == "objectID") return Verdict::kWhole;
    if (path == "variants") {
        // Its attributes go by their own names, so that it is always looked into.
        if (contains(hidden_, path)) return Verdict::kNot;
        if (contains(shown_, path) || takes_all_) {
            return hidden_.empty() ? Verdict::kWhole : Verdict::kPartly;
        }
        return std::any_of(shown_.begin(), shown_.end(),
                           [](const auto& e) { return e.starts_with("variants."); })
                   ? Verdict::kPartly
                   : Verdict::kNot;
    }
    if (any_covers(hidden_, path)) return Verdict::kNot;
    const bool in_shown_variants = path.starts_with("variants.") && contains(shown_, "variants");
    if (takes_all_ || in_shown_variants || any_covers(shown_, path)) {
        return any_inside(hidden_, path) ? Verdict::kPartly : Verdict::kWhole;
    }
    return any_inside(shown_, path) ? Verdict::kPartly : Verdict::kNot;
}

void AttributeSelection::write_members(const rapidjson::Value& object, Plan& plan,
                                       JsonWriter& writer) {
    for (const auto& [name, value] : object.GetObject()) {
        const auto text = data::string_of(name);
        write_member(text, value, look_up(text, plan), writer);
    }
}

void AttributeSelection::write_member(std::string_view name, const rapidjson::Value& value,
                                      Plan& plan, JsonWriter& writer) {
    if (plan.decision() == Verdict::kNot) return;
    writer.Key(name);
    if (plan.decision() == Verdict::kWhole) {
        value.Accept(writer);
    } else {
        write_partly(value, plan, writer);
    }
}

void AttributeSelection::write_partly(const rapidjson::Value& value, Plan& plan,
                                      JsonWriter& writer) {
    if (value.IsObject()) {
        writer.StartObject();
        write_members(value, plan, writer);
        writer.EndObject();
    } else if (value.IsArray()) {
        writer.StartArray();
        for (const auto& element : value.GetArray()) write_partly(element, plan, writer);
        writer.EndArray();
    } else {
        value.Accept(writer);
    }
}

} // namespace aisle::api
