// From the bytes of a record to its tree and its stored text. The tree is built through a
// filter for what RapidJSON lets pass: nesting without end, which it parses without recursion
// into a tree whose walks recurse; and the second half of a surrogate pair on its own, written
// as \udc00, which it turns into bytes that are no UTF-8. Numbers are read here as well, since
// its exact reading of them shifts by 64 bits for 0e-28.
#include "indexer/record_parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
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
                                 rapidjson::kParseNumbersAsStringsFlag;

/// True when the text holds a surrogate: 0xED and a byte from 0xA0 on.
bool has_surrogate(std::string_view text) {
    for (std::size_t at = text.find('\xED'); at != std::string_view::npos;
         at = text.find('\xED', at + 1)) {
        if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
    }
    return false;
}

/// The number that the text is, if it is one that the type holds.
template <typename Number>
std::optional<Number> to_number(std::string_view text) {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) return std::nullopt;
    return value;
}

/// The double nearest to a number; infinite when it is too large for one.
double to_double(std::string_view text) {
    if (const auto value = to_number<double>(text)) return *value;
    // Out of range on either side: strtod tells which.
    return std::strtod(std::string(text).c_str(), nullptr);
}

/// Passes parse events on, and stops the parser at what a record may not hold.
template <typename Target>
class Filter : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Filter<Target>> {
public:
    explicit Filter(Target& target) : target_(target) {}

    /// Why the parser was stopped.
    [[nodiscard]] std::string reason() const {
        if (is_number_too_large_) return "has a number that is too large for a double";
        if (depth_ <= kMaxDepth) return "has half a surrogate pair in a string";
        return "is nested deeper than " + std::to_string(kMaxDepth) + " levels";
    }

    bool Null() { return target_.Null(); }

    bool Bool(bool value) { return target_.Bool(value); }

    bool RawNumber(const char* text, SizeType size, bool /*copy*/) {
        const std::string_view number(text, size);
        if (number.find_first_of(".eE") == std::string_view::npos) {
            if (const auto value = to_number<std::int64_t>(number)) return target_.Int64(*value);
            if (const auto value = to_number<std::uint64_t>(number)) return target_.Uint64(*value);
        }
        const double value = to_double(number);
        is_number_too_large_ = std::isinf(value);
        return !is_number_too_large_ && target_.Double(value);
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
    bool is_number_too_large_ = false;
};

/// Notes the value of one top-level string or number on the way to a parse error.
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

    bool RawNumber(const char* text, SizeType size, bool /*copy*/) {
        return note(std::string(text, size));
    }

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
    if (!record.HasMember("objectID")) {
        record.AddMember("objectID", Value(id, allocator), allocator);
        return;
    }
    Value& stored = record["objectID"];
    const bool is_same =
        stored.IsString() && std::string_view(stored.GetString(), stored.GetStringLength()) == id;
    if (!is_same) stored.SetString(id, allocator);
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
