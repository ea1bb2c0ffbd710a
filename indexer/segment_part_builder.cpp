#include "indexer/segment_part_builder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

#include "data/columns.h"
#include "data/ids.h"
#include "data/text.h"
#include "data/text_index.h"
#include "indexer/sorted_texts.h"

namespace aisle::indexer {

namespace {

using data::kNoId;

/// How many of the words that were met last are found at once: 64 KiB of them.
constexpr unsigned kRecentBits = 12;
constexpr std::uint64_t kHashFactor = 0x9E37'79B9'7F4A'7C15U;

/// Members of a record with a meaning of their own, which are not attributes.
bool is_reserved(std::string_view name) noexcept {
    return name == "objectID" || name == "variants" || name == "prices" || name == "inventory" ||
           name == "_geoloc";
}

std::string_view view(const rapidjson::Value& string) {
    return {string.GetString(), string.GetStringLength()};
}

/// The shortest decimal text that reads back as the same number.
std::string number_text(const rapidjson::Value& number) {
    std::array<char, 400> digits{};
    char* const begin = digits.data();
    char* const end = begin + digits.size();
    if (number.IsInt64()) return {begin, std::to_chars(begin, end, number.GetInt64()).ptr};
    if (number.IsUint64()) return {begin, std::to_chars(begin, end, number.GetUint64()).ptr};
    return {begin, std::to_chars(begin, end, number.GetDouble(), std::chars_format::fixed).ptr};
}

/// Links say nothing a shopper would type; without searchableAttributes nobody asked for them.
bool is_link(std::string_view text) noexcept {
    return text.starts_with("http://") || text.starts_with("https://");
}

/// The attribute in asc(attribute) or desc(attribute); empty for a criterion name.
std::string_view ranked_attribute(std::string_view criterion) noexcept {
    const auto open = criterion.find('(');
    if (open == std::string_view::npos || !criterion.ends_with(')')) return {};
    return criterion.substr(open + 1, criterion.size() - open - 2);
}

bool contains(const std::vector<std::string>& list, const std::string& path) {
    return std::find(list.begin(), list.end(), path) != list.end();
}

void append_unique(std::vector<std::string>& list, std::string path) {
    if (!contains(list, path)) list.push_back(std::move(path));
}

} // namespace

SegmentSchema::SegmentSchema(const data::Settings& settings,
                             const std::vector<data::Settings>& replica_settings)
    : searchable(settings.searchable_attributes),
      separators_to_index(settings.separators_to_index) {
    for (auto& attribute : searchable) attribute.path = data::strip_variants(attribute.path);
    for (const auto& path : settings.hot_attributes) hot.emplace_back(data::strip_variants(path));
    faceted.emplace_back("_tags");
    faceted.emplace_back("sku"); // hot updates name it
    const auto add = [](std::vector<std::string>& list, std::string_view path) {
        if (!path.empty()) append_unique(list, std::string(data::strip_variants(path)));
    };
    const auto add_ranked = [&](const data::Settings& from) {
        for (const auto& c : from.query_defaults.ranking) add(ranked, ranked_attribute(c));
        for (const auto& c : from.query_defaults.custom_ranking) add(ranked, ranked_attribute(c));
    };
    for (const auto& facet : settings.attributes_for_faceting) add(faceted, facet.path);
    add(faceted, settings.attribute_for_distinct);
    add_ranked(settings);
    for (const auto& replica : replica_settings) add_ranked(replica);
}

SegmentPartBuilder::SegmentPartBuilder(const SegmentSchema& schema,
                                       std::string_view record_dictionary)
    : schema_(schema),
      compressor_(record_dictionary),
      tokenizer_(schema.separators_to_index),
      recent_words_(std::size_t{1} << kRecentBits) {}

void SegmentPartBuilder::add(std::string_view object_id, const rapidjson::Value& record) {
    product_ = static_cast<std::uint32_t>(part_.ids.size());
    part_.ids.add(object_id);
    texts_.clear();
    number_texts_.clear();
    add_object(record, {false, product_}, of_records_);
    if (!schema_.searchable.empty()) {
        static const std::string kObjectId = "objectID";
        const auto number = text_number(kObjectId, attribute_at(kObjectId));
        if (number != kNoId) add_text(object_id, number);
    }
    if (const auto found = record.FindMember("_geoloc"); found != record.MemberEnd()) {
        add_geo(found->value);
    }
    add_variants(record);
    add_offers(record, part_.offers);
    add_stock(record, part_.stock);
    add_tokens();
}

void SegmentPartBuilder::add_text_of_record(std::string_view json) {
    compressor_.append(json, part_.records);
    part_.record_offsets.push_back(part_.records.size());
}

SegmentPartBuilder::Node& SegmentPartBuilder::child_of(Node& node, std::string_view name) {
    const auto& children = node.children;
    if (node.next < children.size() && children[node.next]->name == name) {
        return *children[node.next++];
    }
    if (children.size() <= kFewChildren) {
        const auto found = std::find_if(children.begin(), children.end(),
                                        [&](const auto& child) { return child->name == name; });
        node.next = static_cast<std::size_t>(found - children.begin());
    } else {
        const auto found = node.by_name.find(name);
        node.next = found == node.by_name.end() ? children.size() : found->second;
    }
    if (node.next == children.size()) add_child(node, name);
    return *children[node.next++];
}

void SegmentPartBuilder::add_child(Node& node, std::string_view name) {
    auto child = std::make_unique<Node>();
    child->name = name;
    child->path = node.path.empty() ? child->name : node.path + '.' + child->name;
    child->is_reserved = node.path.empty() && is_reserved(name);
    node.by_name.emplace(child->name, node.children.size());
    node.children.push_back(std::move(child));
}

void SegmentPartBuilder::add_object(const rapidjson::Value& object, const Target& target,
                                    Node& node) {
    const bool is_whole = node.path.empty(); // a record or a variant
    for (const auto& [name, value] : object.GetObject()) {
        Node& child = child_of(node, view(name));
        if (child.is_reserved) continue;
        if (is_whole && target.is_row) note_defining_row(child, target.cell);
        add_value(value, target, child);
    }
}

void SegmentPartBuilder::add_value(const rapidjson::Value& value, const Target& target,
                                   Node& node) {
    if (value.IsObject()) {
        add_object(value, target, node);
    } else if (value.IsArray()) {
        for (const auto& element : value.GetArray()) add_value(element, target, node);
    } else if (!value.IsNull()) {
        add_leaf(value, target, node);
    }
}

SegmentPartBuilder::Attribute& SegmentPartBuilder::attribute_at(const std::string& path) {
    const auto [entry, is_new] = attributes_.try_emplace(path);
    auto& attribute = entry->second;
    if (is_new) {
        attribute.is_hot = contains(schema_.hot, path);
        attribute.is_faceted = contains(schema_.faceted, path);
        attribute.is_ranked = contains(schema_.ranked, path);
    }
    return attribute;
}

void SegmentPartBuilder::add_leaf(const rapidjson::Value& value, const Target& target, Node& node) {
    if (node.attribute == nullptr) node.attribute = &attribute_at(node.path);
    const std::string& path = node.path;
    auto& attribute = *node.attribute;
    if (value.IsNumber() || (value.IsBool() && attribute.is_hot)) {
        add_number(value, target, path, attribute);
    }
    // What changes in place must not be anywhere else: it would stay there as it was.
    if (!value.IsString() && attribute.is_hot) return;
    const bool is_facet = attribute.is_faceted || (attribute.is_ranked && !value.IsNumber());
    const bool is_text = !value.IsBool() && text_number(path, attribute) != kNoId;
    if (!is_facet && !is_text) return;
    const std::string_view text = text_of(value);
    if (is_facet) add_facet_value(text, target, path, attribute);
    if (is_text) add_text(text, *attribute.text);
}

/// Lasts as long as the record is under way.
std::string_view SegmentPartBuilder::text_of(const rapidjson::Value& value) {
    if (value.IsString()) return view(value);
    if (value.IsBool()) return value.GetBool() ? "true" : "false";
    return number_texts_.emplace_back(number_text(value));
}

void SegmentPartBuilder::add_number(const rapidjson::Value& value, const Target& target,
                                    const std::string& path, Attribute& attribute) {
    if (attribute.numbers == nullptr) attribute.numbers = &part_.numerics[path];
    auto& column = *attribute.numbers;
    column.has_numbers |= value.IsNumber();
    (target.is_row ? column.rows : column.products)
        .emplace_back(target.cell, value.IsNumber() ? value.GetDouble() : value.GetBool());
}

void SegmentPartBuilder::add_facet_value(std::string_view value, const Target& target,
                                         const std::string& path, Attribute& attribute) {
    if (value.empty()) return;
    if (attribute.facets == nullptr) attribute.facets = &part_.facets[path];
    (target.is_row ? attribute.facets->rows : attribute.facets->products)
        .emplace_back(target.cell, attribute.facet_values.number_of(value));
}

void SegmentPartBuilder::note_defining_row(Node& node, std::uint32_t row) {
    if (node.defining_rows == nullptr) node.defining_rows = &part_.defining_rows[node.name];
    if (node.defining_rows->empty() || node.defining_rows->back() != row) {
        node.defining_rows->push_back(row);
    }
}

void SegmentPartBuilder::add_variants(const rapidjson::Value& record) {
    const auto found = record.FindMember("variants");
    if (found == record.MemberEnd() || found->value.IsNull() || found->value.Empty()) {
        part_.num_rows.push_back(1);
        ++part_.total_rows;
        return;
    }
    part_.has_variants = true;
    for (const auto& variant : found->value.GetArray()) {
        add_object(variant, {true, part_.total_rows}, of_variants_);
        ++part_.total_rows;
    }
    part_.num_rows.push_back(found->value.Size());
}

void SegmentPartBuilder::add_geo(const rapidjson::Value& geoloc) {
    const auto add_point = [&](const rapidjson::Value& point) {
        part_.geo.emplace_back(product_,
                               data::GeoPoint{point["lat"].GetDouble(), point["lng"].GetDouble()});
    };
    if (geoloc.IsArray()) {
        for (const auto& point : geoloc.GetArray()) add_point(point);
    } else if (geoloc.IsObject()) {
        add_point(geoloc);
    }
}

std::uint32_t SegmentPartBuilder::text_number(const std::string& path, Attribute& attribute) {
    if (!attribute.text) attribute.text = next_text_number(path);
    return *attribute.text;
}

std::uint32_t SegmentPartBuilder::next_text_number(const std::string& path) {
    if (schema_.searchable.empty()) {
        part_.attribute_paths.push_back(path);
        return static_cast<std::uint32_t>(part_.attribute_paths.size() - 1);
    }
    // An attribute that names an object stands for everything inside it.
    const auto match = std::find_if(
        schema_.searchable.begin(), schema_.searchable.end(), [&](const auto& searchable) {
            return path.starts_with(searchable.path) &&
                   (path.size() == searchable.path.size() || path[searchable.path.size()] == '.');
        });
    if (match == schema_.searchable.end()) return kNoId;
    return static_cast<std::uint32_t>(match - schema_.searchable.begin());
}

void SegmentPartBuilder::add_text(std::string_view text, std::uint32_t number) {
    if (text.empty() || (schema_.searchable.empty() && is_link(text))) return;
    // The variants of a product repeat one another's values: each counts once.
    const bool is_known = std::any_of(texts_.begin(), texts_.end(), [&](const Text& known) {
        return known.attribute == number && known.value == text;
    });
    if (!is_known) texts_.push_back({number, static_cast<std::uint32_t>(texts_.size()), text});
}

/// Most words are short, and were met shortly before.
std::uint32_t SegmentPartBuilder::word_number(std::string_view word) {
    std::uint64_t letters = 0;
    if (word.size() > sizeof letters || word.empty() || word.back() == '\0') {
        return words_.number_of(word);
    }
    std::memcpy(&letters, word.data(), word.size());
    auto& recent = recent_words_[letters * kHashFactor >> (64 - kRecentBits)];
    if (recent.letters != letters) recent = {letters, words_.number_of(word)};
    return recent.number;
}

/// Counts the product under way among those that have the word.
std::uint32_t SegmentPartBuilder::word_id(std::string_view word) {
    const std::uint32_t id = word_number(word);
    if (id == word_uses_.size()) word_uses_.emplace_back();
    auto& use = word_uses_[id];
    if (use.last != product_) ++use.num_products;
    use.last = product_;
    return id;
}

void SegmentPartBuilder::add_tokens() {
    std::sort(texts_.begin(), texts_.end(), [](const Text& a, const Text& b) {
        return a.attribute != b.attribute ? a.attribute < b.attribute : a.place < b.place;
    });
    data::Token token;
    std::uint32_t attribute = kNoId;
    for (const auto& text : texts_) {
        if (text.attribute != attribute) {
            attribute = text.attribute;
            part_.codes.push_back(data::token_code::kAttributeMark | attribute);
        } else {
            part_.codes.push_back(data::token_code::kValueBreak);
        }
        tokenizer_.reset(text.value);
        while (tokenizer_.next(token)) part_.codes.push_back(word_id(token.word));
    }
    part_.token_offsets.push_back(part_.codes.size());
}

SegmentPart SegmentPartBuilder::finish() {
    for (auto& [path, attribute] : attributes_) {
        if (attribute.facets != nullptr) attribute.facets->values = attribute.facet_values.take();
    }
    sort_words();
    return std::move(part_);
}

void SegmentPartBuilder::sort_words() {
    const TextList words = words_.take();
    std::vector<std::string_view> texts;
    texts.reserve(words.size());
    for (std::size_t i = 0; i < words.size(); ++i) texts.push_back(words[i]);
    std::vector<std::uint32_t> sorted_id(words.size());
    part_.words.reserve(words.size(), words.num_bytes());
    part_.word_products.reserve(words.size());
    for (const auto id : sort_texts(texts)) {
        sorted_id[id] = static_cast<std::uint32_t>(part_.words.size());
        part_.words.add(words[id]);
        part_.word_products.push_back(word_uses_[id].num_products);
    }
    for (auto& code : part_.codes) {
        if (data::token_code::is_word(code)) code = sorted_id[code];
    }
}

} // namespace aisle::indexer
