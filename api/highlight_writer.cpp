#include "api/highlight_writer.h"

#include <algorithm>

#include "api/attribute_selection.h"
#include "data/json.h"

namespace aisle::api {

namespace {

std::string_view level_name(search::MatchLevel level) noexcept {
    switch (level) {
    case search::MatchLevel::kNone:
        return "none";
    case search::MatchLevel::kPartial:
        return "partial";
    case search::MatchLevel::kFull:
        return "full";
    }
    return "none";
}

} // namespace

std::vector<data::SnippetAttribute> highlighted_attributes(const data::SearchParams& params,
                                                           const data::Settings& settings) {
    std::vector<data::SnippetAttribute> attributes;
    if (params.attributes_to_highlight) {
        for (const auto& path : *params.attributes_to_highlight) attributes.push_back({path, 0});
        return attributes;
    }
    for (const auto& searchable : settings.searchable_attributes) {
        attributes.push_back({searchable.path, 0});
    }
    if (attributes.empty()) attributes.push_back({"*", 0});
    return attributes;
}

HighlightWriter::HighlightWriter(Form form, std::vector<data::SnippetAttribute> attributes,
                                 const std::vector<std::string>& unretrievable,
                                 bool only_matching_elements, search::Highlighter& highlighter)
    : form_(form),
      attributes_(std::move(attributes)),
      unretrievable_(unretrievable),
      only_matching_elements_(only_matching_elements),
      highlighter_(highlighter) {}

void HighlightWriter::write(const rapidjson::Value& record, JsonWriter& writer) {
    tree_.Clear();
    if (write_object(record, plan_) == Part::kNothing) append_text("{}", tree_);
    writer.RawValue(tree_.GetString(), tree_.GetSize(), rapidjson::kObjectType);
}

// What turns out to have nothing inside is taken back: the text is cut to where it began.

HighlightWriter::Part HighlightWriter::write_object(const rapidjson::Value& object, Plan& plan) {
    Part all = Part::kNothing;
    for (const auto& [name, value] : object.GetObject()) {
        auto& inner = plan.at(data::string_of(name), [this](auto path) { return decide(path); });
        if (!inner.decision().is_looked_into) continue;
        const std::size_t begin = tree_.GetSize();
        tree_.Put(all == Part::kNothing ? '{' : ',');
        append_json_string(data::string_of(name), tree_);
        tree_.Put(':');
        const Part part = write_value(value, inner);
        if (part == Part::kNothing) tree_.Pop(tree_.GetSize() - begin);
        all = std::max(all, part);
    }
    if (all != Part::kNothing) tree_.Put('}');
    return all;
}

HighlightWriter::Part HighlightWriter::write_array(const rapidjson::Value& array, Plan& plan) {
    Part all = Part::kNothing;
    for (const auto& element : array.GetArray()) {
        const std::size_t begin = tree_.GetSize();
        tree_.Put(all == Part::kNothing ? '[' : ',');
        Part part = write_value(element, plan);
        if (only_matching_elements_ && part == Part::kPlain) part = Part::kNothing;
        if (part == Part::kNothing) tree_.Pop(tree_.GetSize() - begin);
        all = std::max(all, part);
    }
    if (all != Part::kNothing) tree_.Put(']');
    return all;
}

HighlightWriter::Part HighlightWriter::write_value(const rapidjson::Value& value, Plan& plan) {
    if (value.IsObject()) return write_object(value, plan);
    if (value.IsArray()) return write_array(value, plan);
    const auto* attribute = plan.decision().attribute;
    if (attribute == nullptr) return Part::kNothing;
    if (value.IsString()) return write_leaf(data::string_of(value), attribute->num_words);
    if (value.IsNumber()) return write_leaf(data::to_json_text(value), attribute->num_words);
    return Part::kNothing;
}

HighlightWriter::Part HighlightWriter::write_leaf(std::string_view text, std::uint32_t num_words) {
    const bool is_snippet = form_ == Form::kSnippet;
    const auto& marked =
        is_snippet ? highlighter_.snippet(text, num_words) : highlighter_.highlight(text);
    const bool is_match = marked.level != search::MatchLevel::kNone;
    append_text(R"({"value":)", tree_);
    append_json_string(marked.value, tree_);
    append_text(R"(,"matchLevel":")", tree_);
    append_text(level_name(marked.level), tree_);
    tree_.Put('"');
    if (!is_snippet) {
        if (is_match) {
            append_text(R"(,"fullyHighlighted":)", tree_);
            append_text(marked.is_fully_highlighted ? "true" : "false", tree_);
        }
        append_text(R"(,"matchedWords":[)", tree_);
        for (std::size_t i = 0; i < marked.matched_words.size(); ++i) {
            if (i > 0) tree_.Put(',');
            append_json_string(marked.matched_words[i], tree_);
        }
        tree_.Put(']');
    }
    tree_.Put('}');
    return is_match ? Part::kMatching : Part::kPlain;
}

HighlightWriter::Decision HighlightWriter::decide(std::string_view path) const {
    const bool is_hidden = std::any_of(unretrievable_.begin(), unretrievable_.end(),
                                       [&](const auto& hidden) { return covers(hidden, path); });
    if (is_hidden || path == "_geoloc") return {};
    Decision decision;
    decision.is_looked_into = path == "variants";
    const data::SnippetAttribute* wildcard = nullptr;
    for (const auto& attribute : attributes_) {
        if (attribute.path == "*") {
            wildcard = &attribute;
        } else if (covers(attribute.path, path)) {
            if (decision.attribute == nullptr) decision.attribute = &attribute;
        } else if (covers(path, attribute.path)) {
            decision.is_looked_into = true;
        }
    }
    if (decision.attribute == nullptr) decision.attribute = wildcard;
    decision.is_looked_into |= decision.attribute != nullptr;
    return decision;
}

} // namespace aisle::api
