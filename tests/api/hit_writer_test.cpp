// Properties of what writes the parts of a hit:
//   1. api/json_writer.h writes the bytes that RapidJSON's writer does, for any text, also around
//      JSON that is copied in.
//   2. api/attribute_selection.h and api/highlight_writer.h show what their definitions say, path
//      by path, of random records, one after the other, whose attributes differ.

#include <gtest/gtest.h>

#include "api/attribute_selection.h"
#include "api/highlight_writer.h"
#include "data/columns.h"
#include "data/json.h"
#include "search/query_terms.h"
#include "tests/support/rng.h"

namespace aisle::api {
namespace {

using rapidjson::Document;
using rapidjson::Value;
using support::Rng;
using Strings = std::vector<std::string>;

std::string any_text(Rng& rng) {
    static const Strings kPieces = {
        "red ", "tent",  "ted ", "\"", "\\", "\n", "\x01",
        "\x7F", "Größe", "茶",   "/",  "a",  "",   std::string(1, '\0')};
    std::string text;
    for (auto i = rng.below(12); i > 0; --i) text += rng.pick(kPieces);
    return text;
}

TEST(JsonWriter, writes_what_the_library_does) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        Rng rng(seed);
        rapidjson::StringBuffer ours_text;
        rapidjson::StringBuffer theirs_text;
        JsonWriter ours(ours_text);
        rapidjson::Writer<rapidjson::StringBuffer> theirs(theirs_text);
        ours.StartObject();
        theirs.StartObject();
        for (auto i = rng.below(6); i > 0; --i) {
            const auto name = any_text(rng);
            const auto value = any_text(rng);
            switch (rng.below(3)) {
            case 0:
                ours.Key(name);
                ours.String(value);
                theirs.String(name);
                theirs.String(value);
                break;
            case 1:
                ours.Key(name);
                ours.RawValue("[1,{}]", 6, rapidjson::kArrayType);
                theirs.String(name);
                theirs.RawValue("[1,{}]", 6, rapidjson::kArrayType);
                break;
            default:
                ours.members_of(R"({"a":1,"b":[2]})");
                ours.members_of("{}");
                theirs.Key("a");
                theirs.Int(1);
                theirs.Key("b");
                theirs.RawValue("[2]", 3, rapidjson::kArrayType);
            }
        }
        ours.EndObject();
        theirs.EndObject();
        ASSERT_EQ(std::string(ours_text.GetString(), ours_text.GetSize()),
                  std::string(theirs_text.GetString(), theirs_text.GetSize()));
    }
}

const Strings& names() {
    static const Strings kNames = {"name", "color", "size", "a", "variants", "_geoloc", "objectID"};
    return kNames;
}

Value any_value(Rng& rng, int depth, Document::AllocatorType& allocator);

Value any_object(Rng& rng, int depth, Document::AllocatorType& allocator) {
    Value object(rapidjson::kObjectType);
    for (const auto& name : names()) {
        if (!rng.chance(0.5)) continue;
        object.AddMember(Value(name, allocator), any_value(rng, depth, allocator), allocator);
    }
    return object;
}

Value any_value(Rng& rng, int depth, Document::AllocatorType& allocator) {
    const auto kind = rng.below(depth > 2 ? 4 : 6);
    if (kind < 2) return {any_text(rng), allocator};
    if (kind == 2) return Value(rng.below(1000) / 8.0);
    if (kind == 3) return rng.chance(0.5) ? Value(true) : Value();
    if (kind == 4) return any_object(rng, depth + 1, allocator);
    Value array(rapidjson::kArrayType);
    for (auto i = rng.below(4); i > 0; --i) {
        array.PushBack(any_value(rng, depth + 1, allocator), allocator);
    }
    return array;
}

/// Some paths, some of them with `*` or `before` in front.
Strings any_paths(Rng& rng, const std::string& before = {}) {
    Strings paths;
    for (auto i = rng.below(4); i > 0; --i) {
        std::string path = rng.chance(0.2) ? before : "";
        for (auto steps = rng.between(1, 2); steps > 0; --steps) path += rng.pick(names()) + ".";
        path.pop_back();
        paths.push_back(path);
    }
    return paths;
}

template <class Write>
std::string written(const Write& write) {
    rapidjson::StringBuffer text;
    JsonWriter writer(text);
    write(writer);
    return {text.GetString(), text.GetSize()};
}

bool is_covered(const Strings& by, const std::string& path) {
    return std::any_of(by.begin(), by.end(), [&](const auto& e) { return covers(e, path); });
}

bool has_inside(const Strings& some, const std::string& path) {
    return std::any_of(some.begin(), some.end(), [&](const auto& e) { return covers(path, e); });
}

/// The definition: what is asked for at a path, tree by tree.
struct PlainHighlights {
    const std::vector<data::SnippetAttribute>& attributes;
    const Strings& hidden;
    bool only_matching;
    bool is_snippet;
    search::Highlighter& highlighter;
    Document::AllocatorType& allocator;

    [[nodiscard]] Value at(const Value& value, const std::string& path) const {
        if (value.IsObject()) {
            Value tree;
            for (const auto& [name, inner] : value.GetObject()) {
                const std::string text(data::string_of(name));
                const std::string inner_path = path.empty() ? text : path + "." + text;
                if (is_covered(hidden, inner_path) || inner_path == "_geoloc") continue;
                if (!is_reached(inner_path)) continue;
                Value part = at(inner, inner_path);
                if (part.IsNull()) continue;
                if (tree.IsNull()) tree.SetObject();
                tree.AddMember(Value(name, allocator), part, allocator);
            }
            return tree;
        }
        if (value.IsArray()) {
            Value tree;
            for (const auto& element : value.GetArray()) {
                Value part = at(element, path);
                if (part.IsNull() || (only_matching && !has_match(part))) continue;
                if (tree.IsNull()) tree.SetArray();
                tree.PushBack(part, allocator);
            }
            return tree;
        }
        const auto* attribute = find(path);
        if (attribute == nullptr || !(value.IsString() || value.IsNumber())) return {};
        const std::string text =
            value.IsString() ? std::string(data::string_of(value)) : data::to_json_text(value);
        return leaf(is_snippet ? highlighter.snippet(text, attribute->num_words)
                               : highlighter.highlight(text));
    }

    [[nodiscard]] Value leaf(const search::HighlightedText& marked) const {
        const bool is_match = marked.level != search::MatchLevel::kNone;
        Value leaf(rapidjson::kObjectType);
        leaf.AddMember("value", Value(marked.value, allocator), allocator);
        const char* const level = !is_match                                   ? "none"
                                  : marked.level == search::MatchLevel::kFull ? "full"
                                                                              : "partial";
        leaf.AddMember("matchLevel", rapidjson::StringRef(level), allocator);
        if (is_snippet) return leaf;
        if (is_match) leaf.AddMember("fullyHighlighted", marked.is_fully_highlighted, allocator);
        Value words(rapidjson::kArrayType);
        for (const auto& word : marked.matched_words) {
            words.PushBack(Value(word, allocator), allocator);
        }
        leaf.AddMember("matchedWords", words, allocator);
        return leaf;
    }

    [[nodiscard]] static bool has_match(const Value& tree) {
        return data::to_json_text(tree).find(R"("matchLevel":"full")") != std::string::npos ||
               data::to_json_text(tree).find(R"("matchLevel":"partial")") != std::string::npos;
    }

    [[nodiscard]] const data::SnippetAttribute* find(const std::string& path) const {
        for (const auto& attribute : attributes) {
            if (attribute.path != "*" && covers(attribute.path, path)) return &attribute;
        }
        for (const auto& attribute : attributes) {
            if (attribute.path == "*") return &attribute;
        }
        return nullptr;
    }

    [[nodiscard]] bool is_reached(const std::string& path) const {
        return path == "variants" ||
               std::any_of(attributes.begin(), attributes.end(), [&](const auto& attribute) {
                   return attribute.path == "*" || covers(attribute.path, path) ||
                          covers(path, attribute.path);
               });
    }
};

TEST(HighlightWriter, writes_what_is_asked_for_path_by_path) {
    int num_trees = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Rng rng(seed);
        data::SearchParams params;
        params.query = rng.pick(Strings{"red tent", "ted", "grosse", "a"});
        search::Highlighter highlighter(search::parse_query(params, data::Settings()), {}, params,
                                        "");
        std::vector<data::SnippetAttribute> attributes;
        for (const auto& path : any_paths(rng)) attributes.push_back({path, rng.between(1, 4)});
        if (rng.chance(0.3)) attributes.push_back({"*", 3});
        const Strings hidden = any_paths(rng);
        const bool only_matching = rng.chance(0.5);
        const bool is_snippet = rng.chance(0.5);
        HighlightWriter writer(is_snippet ? HighlightWriter::Form::kSnippet
                                          : HighlightWriter::Form::kHighlight,
                               attributes, hidden, only_matching, highlighter);
        for (int i = 0; i < 5; ++i) {
            Document record;
            record.CopyFrom(any_object(rng, 0, record.GetAllocator()), record.GetAllocator());
            Value expected = PlainHighlights{attributes, hidden,      only_matching,
                                             is_snippet, highlighter, record.GetAllocator()}
                                 .at(record, "");
            if (expected.IsNull()) expected.SetObject();
            num_trees += expected.MemberCount() > 0;
            ASSERT_EQ(written([&](auto& out) { writer.write(record, out); }),
                      data::to_json_text(expected))
                << seed << " " << data::to_json_text(record);
        }
    }
    EXPECT_GT(num_trees, 500);
}

/// The definition of what a selection shows, path by path.
struct PlainSelection {
    bool takes_all = false;
    Strings shown;
    Strings hidden;
    Document::AllocatorType& allocator;

    [[nodiscard]] bool is_whole(const std::string& path) const {
        const bool is_asked_for = takes_all || is_covered(shown, path) ||
                                  (path.starts_with("variants.") && is_listed(shown, "variants"));
        return is_asked_for && !has_inside(hidden, path);
    }

    [[nodiscard]] Value at(const Value& value, const std::string& path) const {
        if (value.IsObject()) {
            Value selected(rapidjson::kObjectType);
            for (const auto& [name, inner] : value.GetObject()) {
                const std::string text(data::string_of(name));
                const std::string inner_path = path.empty() ? text : path + "." + text;
                if (!is_in(inner_path)) continue;
                const bool is_all = inner_path == "objectID" || is_all_of(inner_path);
                Value part = is_all ? Value(inner, allocator) : at(inner, inner_path);
                selected.AddMember(Value(name, allocator), part, allocator);
            }
            return selected;
        }
        if (!value.IsArray()) return {value, allocator};
        Value selected(rapidjson::kArrayType);
        for (const auto& element : value.GetArray())
            selected.PushBack(at(element, path), allocator);
        return selected;
    }

    [[nodiscard]] static bool is_listed(const Strings& list, const std::string& path) {
        return std::find(list.begin(), list.end(), path) != list.end();
    }

    [[nodiscard]] bool is_all_of(const std::string& path) const {
        return path == "variants" ? hidden.empty() && (takes_all || is_listed(shown, "variants"))
                                  : is_whole(path);
    }

    [[nodiscard]] bool is_in(const std::string& path) const {
        if (path == "objectID") return true;
        if (path == "variants") {
            return !is_listed(hidden, path) &&
                   (takes_all || is_listed(shown, path) ||
                    std::any_of(shown.begin(), shown.end(),
                                [](const auto& e) { return e.starts_with("variants."); }));
        }
        return !is_covered(hidden, path) &&
               (takes_all || is_covered(shown, path) || has_inside(shown, path) ||
                (path.starts_with("variants.") && is_listed(shown, "variants")));
    }
};

TEST(AttributeSelection, shows_what_is_asked_for_path_by_path) {
    int num_partial = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        Rng rng(seed);
        Strings wanted = any_paths(rng, "variants.");
        const Strings left_out = rng.chance(0.5) ? any_paths(rng) : Strings();
        const Strings unretrievable = rng.chance(0.5) ? any_paths(rng, "variants.") : Strings();
        const Strings shown = wanted;
        const bool takes_all = rng.chance(0.4);
        if (takes_all) wanted.emplace_back("*");
        for (const auto& path : left_out) wanted.push_back("-" + path);
        AttributeSelection selection(wanted, unretrievable);
        for (int i = 0; i < 5; ++i) {
            Document record;
            record.CopyFrom(any_object(rng, 0, record.GetAllocator()), record.GetAllocator());
            PlainSelection plain{takes_all, shown, unretrievable, record.GetAllocator()};
            plain.hidden.insert(plain.hidden.end(), left_out.begin(), left_out.end());
            const auto expected = data::to_json_text(plain.at(record, ""));
            const auto all = data::to_json_text(record);
            ASSERT_EQ(written([&](auto& out) {
                          out.StartObject();
                          selection.write(record, out);
                          out.EndObject();
                      }),
                      expected)
                << seed << " " << all;
            EXPECT_TRUE(!selection.takes_everything() || expected == all);
            num_partial += expected != all && expected != "{}";
        }
    }
    EXPECT_GT(num_partial, 500);
}

} // namespace
} // namespace aisle::api
