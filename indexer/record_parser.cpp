// From the bytes of a record to its tree and its stored text. The tree is built through a
// filter for the two things that RapidJSON lets pass: nesting without end, which it parses
// without recursion into a tree whose walks recurse; and the second half of a surrogate pair
// on its own, written as \udc00, which it turns into bytes that are no UTF-8.
#include "indexer/record_parser.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "indexer/commerce_rules.h"

namespace aisle::indexer {

namespace {

using rapidjson::SizeType;
using rapidjson::Value;

constexpr std::uint32_t kMaxDepth = 64;
constexpr std::size_t kMaxIdBytes = 512;
constexpr unsigned kParseFlags = rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseFullPrecisionFlag;

/// True when the text holds a surrogate: 0xED and a byte from 0xA0 on.
bool has_surrogate(std::string_view text) {
    for (std::size_t at = text.find('\xED'); at != std::string_view::npos;
         at = text.find('\xED', at + 1)) {
        if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
    }
    return false;
}

/// Passes parse events on, and stops the parser at what a record may not hold.
template <typename Target>
class Filter {
public:
    explicit Filter(Target& target) : target_(target) {}

    /// Why the parser was stopped.
    [[nodiscard]] std::string reason() const {
        return depth_ > kMaxDepth ? "is nested deeper than " + std::to_string(kMaxDepth) + " levels"
                                  : "has half a surrogate pair in a string";
    }

    bool Null() { return target_.Null(); }

    bool Bool(bool value) { return target_.Bool(value); }

    bool Int(int value) { return target_.Int(value); }

    bool Uint(unsigned value) { return target_.Uint(value); }

    bool Int64(std::int64_t value) { return target_.Int64(value); }

    bool Uint64(std::uint64_t value) { return target_.Uint64(value); }

    bool Double(double value) { return target_.Double(value); }

    bool RawNumber(const char* text, SizeType size, bool copy) {
        return target_.RawNumber(text, size, copy);
    }

    bool String(const char* text, SizeType size, bool copy) {
        return !has_surrogate({text, size}) && target_.String(text, size, copy);
    }

    bool Key(const char* text, SizeType size, bool copy) {
        return !has_surrogate({text, size}) && target_.Key(text, size, copy);
    }

    bool StartObject() { return ++depth_ <= kMaxDepth && target_.StartObject(); }

    bool StartArray() { return ++depth_ <= kMaxDepth && target_.StartArray(); }

    bool EndObject(SizeType count) {
        --depth_;
        return target_.EndObject(count);
    }

    bool EndArray(SizeType count) {
        --depth_;
        return target_.EndArray(count);
    }

private:
    Target& target_;
    std::uint32_t depth_ = 0;
};

/// Notes the value of one top-level string or whole number on the way to a parse error.
class IdFinder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, IdFinder> {
public:
    explicit IdFinder(std::string_view field) : field_(field) {}

    bool Key(const char* text, SizeType size, bool /*copy*/) {
        is_next_ = depth_ == 1 && std::string_view(text, size) == field_;
        return true;
    }

    bool String(const char* text, SizeType size, bool /*copy*/) {
        return note(std::string(text, size));
    }

    bool Int(int value) { return note(std::to_string(value)); }

    bool Uint(unsigned value) { return note(std::to_string(value)); }

    bool Int64(std::int64_t value) { return note(std::to_string(value)); }

    bool Uint64(std::uint64_t value) { return note(std::to_string(value)); }

    bool Default() {
        is_next_ = false;
        return true;
    }

    bool StartObject() {
        ++depth_;
        return Default();
    }

    bool StartArray() { return StartObject(); }

    bool EndObject(SizeType /*count*/) {
        --depth_;
        return true;
    }

    bool EndArray(SizeType count) { return EndObject(count); }

    std::string id;

private:
    bool note(std::string value) {
        if (is_next_) id = std::move(value);
        return Default();
    }

    std::string_view field_;
    std::uint32_t depth_ = 0;
    bool is_next_ = false;
};

std::string find_id_before_error(std::string_view text, std::string_view field) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    IdFinder finder(field);
    rapidjson::Reader().Parse<kParseFlags>(stream, finder);
    return finder.id.size() <= kMaxIdBytes ? finder.id : std::string();
}

/// Parses `text` into `document`. Returns what is wrong with it, or nothing.
std::optional<FieldError> parse_json(std::string_view text, rapidjson::Document& document) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::ParseResult result;
    Filter<rapidjson::Document> filter(document);
    auto parse = [&](rapidjson::Document& /*document*/) {
        result = rapidjson::Reader().Parse<kParseFlags>(stream, filter);
        return !result.IsError();
    };
    document.Populate(parse);
    if (result.Code() == rapidjson::kParseErrorTermination) return FieldError{"", filter.reason()};
    // RapidJSON takes a NUL for the end of the text.
    if (!result.IsError() && stream.Tell() != text.size()) {
        result.Set(rapidjson::kParseErrorDocumentRootNotSingular, stream.Tell());
    }
    if (!result.IsError()) return std::nullopt;
    return FieldError{
        "", "is not valid JSON: " + std::string(rapidjson::GetParseError_En(result.Code())) +
                " At byte " + std::to_string(result.Offset()) + "."};
}

std::string_view name_of(const Value::Member& member) {
    return {member.name.GetString(), member.name.GetStringLength()};
}

/// The name that an object has twice, if any. Cost: n log n of its members.
std::optional<std::string_view> find_repeated(const Value& object,
                                              std::vector<std::string_view>& names) {
    names.clear();
    for (const auto& member : object.GetObject()) names.push_back(name_of(member));
    // By length first: nearly every comparison ends there.
    std::ranges::sort(names, [](std::string_view a, std::string_view b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    const auto twin = std::ranges::adjacent_find(names);
    if (twin == names.end()) return std::nullopt;
    return *twin;
}

/// The error of the first object, outermost first, that has a member twice. Requires: a
/// tree no deeper than kMaxDepth, as it recurses.
std::optional<FieldError> check_names(const Value& value, std::vector<std::string_view>& names) {
    const auto below = [&](const std::string& path, const Value& child) {
        std::optional<FieldError> error = check_names(child, names);
        if (error) error->field = path + (error->field.starts_with('[') ? "" : ".") + error->field;
        return error;
    };
    if (value.IsObject()) {
        if (const auto name = find_repeated(value, names)) {
            return FieldError{std::string(*name), "is given twice in one object"};
        }
        for (const auto& member : value.GetObject()) {
            if (!member.value.IsObject() && !member.value.IsArray()) continue;
            if (auto error = below(std::string(name_of(member)), member.value)) return error;
        }
    } else if (value.IsArray()) {
        for (SizeType i = 0; i < value.Size(); ++i) {
            if (!value[i].IsObject() && !value[i].IsArray()) continue;
            if (auto error = below("[" + std::to_string(i) + "]", value[i])) return error;
        }
    }
    return std::nullopt;
}

/// The value at a dotted path. A member whose name has the dots itself comes first, as CSV
/// makes such names.
const Value* find_path(const Value& record, std::string_view path) {
    const Value* value = &record;
    for (;;) {
        if (!value->IsObject()) return nullptr;
        const auto whole = value->FindMember(
            Value(rapidjson::StringRef(path.data(), static_cast<SizeType>(path.size()))));
        if (whole != value->MemberEnd()) return &whole->value;
        const std::size_t dot = path.find('.');
        if (dot == std::string_view::npos) return nullptr;
        const auto part =
            value->FindMember(Value(rapidjson::StringRef(path.data(), static_cast<SizeType>(dot))));
        if (part == value->MemberEnd()) return nullptr;
        value = &part->value;
        path.remove_prefix(dot + 1);
    }
}

/// Reads the objectID into `id`. Returns what is wrong with it, or nothing.
std::optional<FieldError> read_id(const Value& record, const std::string& field, std::string& id) {
    const Value* value = find_path(record, field);
    if (value == nullptr || value->IsNull()) {
        return FieldError{field, "is missing; every record needs one as its objectID"};
    }
    if (value->IsUint64()) {
        id = std::to_string(value->GetUint64());
    } else if (value->IsInt64()) {
        id = std::to_string(value->GetInt64());
    } else if (value->IsString()) {
        id.assign(value->GetString(), value->GetStringLength());
    } else {
        return FieldError{field, "expected a string or a whole number, found " + shown(*value)};
    }
    if (id.empty()) return FieldError{field, "is empty; every record needs one as its objectID"};
    if (id.size() <= kMaxIdBytes) return std::nullopt;
    const std::string size = std::to_string(id.size());
    id.clear();
    return FieldError{field, "has " + size + " bytes; at most " + std::to_string(kMaxIdBytes) +
                                 " are allowed"};
}

/// Makes `objectID` the string that `id` is, in its place when the record has one.
void store_id(rapidjson::Document& record, const std::string& id) {
    auto& allocator = record.GetAllocator();
    const auto member = record.FindMember("objectID");
    if (member == record.MemberEnd()) {
        record.AddMember("objectID", Value(id, allocator), allocator);
    } else if (member->value !=
               Value(rapidjson::StringRef(id.data(), static_cast<SizeType>(id.size())))) {
        member->value.SetString(id, allocator);
    }
}

std::string compact_json(const Value& record, std::size_t expected_size) {
    rapidjson::StringBuffer json(nullptr, expected_size + 64);
    rapidjson::Writer<rapidjson::StringBuffer> writer(json);
    record.Accept(writer);
    return {json.GetString(), json.GetSize()};
}

/// Everything about a record that can be wrong once it is JSON. Sets `id` when it is known.
std::optional<FieldError> check_record(const rapidjson::Document& record, const RecordRules& rules,
                                       std::string& id) {
    if (!record.IsObject()) {
        return FieldError{"", "expected a JSON object, found " + shown(record)};
    }
    if (auto error = read_id(record, rules.id_field, id)) return error;
    std::vector<std::string_view> names;
    if (auto error = check_names(record, names)) return error;
    return check_reserved_attributes(record);
}

} // namespace

std::string RecordError::to_string() const {
    std::string text = "line " + std::to_string(line);
    if (!object_id.empty()) {
        text += ", objectID " + shown(Value(rapidjson::StringRef(
                                    object_id.data(), static_cast<SizeType>(object_id.size()))));
    }
    text += ": ";
    if (!field.empty()) text += field + ": ";
    return text + reason;
}

std::variant<ParsedRecord, RecordError> parse_record(RawRecord&& raw, const RecordRules& rules) {
    if (!raw.defect.empty()) {
        return RecordError{raw.line, find_id_before_error(raw.text, rules.id_field), "",
                           std::move(raw.defect)};
    }
    ParsedRecord record;
    record.line = raw.line;
    auto error = parse_json(raw.text, record.document);
    if (error) {
        record.object_id = find_id_before_error(raw.text, rules.id_field);
    } else {
        error = check_record(record.document, rules, record.object_id);
    }
    if (error) {
        return RecordError{raw.line, std::move(record.object_id), std::move(error->field),
                           std::move(error->reason)};
    }
    store_id(record.document, record.object_id);
    record.json = compact_json(record.document, raw.text.size());
    return record;
}

} // namespace aisle::indexer
