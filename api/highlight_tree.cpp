#include "api/highlight_tree.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "data/columns.h"
#include "data/json.h"

namespace aisle::api {

namespace {

const char* level_name(search::MatchLevel level) noexcept {
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

bool has_match(const rapidjson::Value& leaf_or_tree) {
    if (leaf_or_tree.IsArray()) {
        const auto elements = leaf_or_tree.GetArray();
        return std::any_of(elements.begin(), elements.end(), has_match);
    }
    if (!leaf_or_tree.IsObject()) return false;
    if (const auto level = leaf_or_tree.FindMember("matchLevel");
        level != leaf_or_tree.MemberEnd() && level->value.IsString()) {
        return data::string_of(level->value) != "none";
    }
    return std::any_of(leaf_or_tree.MemberBegin(), leaf_or_tree.MemberEnd(),
                       [](const auto& member) { return has_match(member.value); });
}

} // namespace

bool covers(std::string_view outer, std::string_view inner) noexcept {
    outer = data::strip_variants(outer);
    inner = data::strip_variants(inner);
    return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '.');
}

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

HighlightTree::HighlightTree(Form form, std::vector<data::SnippetAttribute> attributes,
                             const std::vector<std::string>& unretrievable,
                             bool only_matching_elements, search::Highlighter& highlighter)
    : form_(form),
      attributes_(std::move(attributes)),
      unretrievable_(unretrievable),
      only_matching_elements_(only_matching_elements),
      highlighter_(highlighter) {}

rapidjson::Value HighlightTree::make(const rapidjson::Value& record,
                                     rapidjson::Document::AllocatorType& allocator) {
    allocator_ = &allocator;
    rapidjson::Value tree = make_object(record, {});
    if (tree.IsNull()) tree.SetObject();
    return tree;
}

rapidjson::Value HighlightTree::make_object(const rapidjson::Value& object,
                                            const std::string& path) {
    rapidjson::Value tree;
    for (const auto& [name, value] : object.GetObject()) {
        const auto text = data::string_of(name);
        const std::string inner = path.empty() ? std::string(text) : path + '.' + std::string(text);
        const bool is_hidden =
            std::any_of(unretrievable_.begin(), unretrievable_.end(),
                        [&](const auto& hidden) { return covers(hidden, inner); });
        if (is_hidden || inner == "_geoloc" || !reaches_inside(inner)) continue;
        rapidjson::Value marked = make_value(value, inner);
        if (marked.IsNull()) continue;
        if (tree.IsNull()) tree.SetObject();
        tree.AddMember(rapidjson::Value(name, *allocator_), marked, *allocator_);
    }
    return tree;
}

rapidjson::Value HighlightTree::make_array(const rapidjson::Value& array, const std::string& path) {
    rapidjson::Value tree;
    for (const auto& element : array.GetArray()) {
        rapidjson::Value marked = make_value(element, path);
        if (marked.IsNull() || (only_matching_elements_ && !has_match(marked))) continue;
        if (tree.IsNull()) tree.SetArray();
        tree.PushBack(marked, *allocator_);
    }
    return tree;
}

rapidjson::Value HighlightTree::make_value(const rapidjson::Value& value, const std::string& path) {
    if (value.IsObject()) return make_object(value, path);
    if (value.IsArray()) return make_array(value, path);
    const auto* attribute = find(path);
    if (attribute == nullptr) return {};
    if (value.IsString()) return make_leaf(data::string_of(value), attribute->num_words);
    if (value.IsNumber()) return make_leaf(data::to_json_text(value), attribute->num_words);
    return {};
}

rapidjson::Value HighlightTree::make_leaf(std::string_view text, std::uint32_t num_words) {
    const auto string = [&](std::string_view s) {
        return rapidjson::Value(s.data(), static_cast<rapidjson::SizeType>(s.size()), *allocator_);
    };
    const bool is_snippet = form_ == Form::kSnippet;
    const auto marked =
        is_snippet ? highlighter_.snippet(text, num_words) : highlighter_.highlight(text);
    rapidjson::Value leaf(rapidjson::kObjectType);
    leaf.AddMember("value", string(marked.value), *allocator_);
    leaf.AddMember("matchLevel", rapidjson::StringRef(level_name(marked.level)), *allocator_);
    if (is_snippet) return leaf;
    rapidjson::Value words(rapidjson::kArrayType);
    for (const auto& word : marked.matched_words) words.PushBack(string(word), *allocator_);
    if (marked.level != search::MatchLevel::kNone) {
        leaf.AddMember("fullyHighlighted", marked.is_fully_highlighted, *allocator_);
    }
    leaf.AddMember("matchedWords", words, *allocator_);
    return leaf;
}

/// The entry that asks for the value at `path`; null when none does.
const data::SnippetAttribute* HighlightTree::find(std::string_view path) const {
    const data::SnippetAttribute* wildcard = nullptr;
    for (const auto& attribute : attributes_) {
        if (attribute.path == "*") {
            wildcard = &attribute;
        } else if (covers(attribute.path, path)) {
            return &attribute;
        }
    }
    return wildcard;
}

bool HighlightTree::reaches_inside(std::string_view path) const {
    return path == "variants" ||
           std::any_of(attributes_.begin(), attributes_.end(), [&](const auto& attribute) {
               return attribute.path == "*" || covers(attribute.path, path) ||
                      covers(path, attribute.path);
           });
}

} // namespace aisle::api
