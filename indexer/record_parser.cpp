// Checks in the order in which a message helps most: JSON first, then the objectID, which
// every later message names, then names given twice, which make all other answers depend on
// who asks, and last what commerce relies on.
#include "indexer/record_parser.h"

#include <algorithm>
#include <bitset>
#include <optional>
#include <utility>
#include <vector>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "indexer/commerce_rules.h"
#include "indexer/quick_json.h"
#include "indexer/record_json.h"

namespace aisle::indexer {

namespace {

using rapidjson::SizeType;
using rapidjson::Value;

constexpr std::size_t kMaxIdBytes = 512;

std::string_view name_of(const Value::Member& member) {
    return {member.name.GetString(), member.name.GetStringLength()};
}

/// Names that differ in length, or in their first or last byte or the one between, mostly have a
/// bit each: few objects have to be looked at again.
bool may_repeat_names(const Value& object) {
    constexpr std::size_t kBits = 1024;
    constexpr SizeType kFew = 6; // are compared
    if (object.MemberCount() <= kFew) {
        for (auto a = object.MemberBegin(); a != object.MemberEnd(); ++a) {
            const std::string_view name = name_of(*a);
            for (auto b = object.MemberBegin(); b != a; ++b) {
                if (name_of(*b) == name) return true;
            }
        }
        return false;
    }
    std::bitset<kBits> seen;
    for (const auto& member : object.GetObject()) {
        const std::string_view name = name_of(member);
        std::size_t bit = name.size();
        if (!name.empty()) {
            const auto at = [&](std::size_t i) { return static_cast<unsigned char>(name[i]); };
            bit += 31U * at(0) + 97U * at(name.size() / 2) + 193U * at(name.size() - 1);
        }
        auto one = seen[bit % kBits];
        if (one) return true;
        one = true;
    }
    return false;
}

/// The name that an object has twice, if any. Cost: n log n of its members at most.
std::optional<std::string_view> find_repeated(const Value& object,
                                              std::vector<std::string_view>& names) {
    if (!may_repeat_names(object)) return std::nullopt;
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
/// tree of limited depth, as it recurses.
std::optional<FieldError> check_names(const Value& value, std::vector<std::string_view>& names) {
    const auto below = [](const std::string& path, std::optional<FieldError> error) {
        error->field = path + (error->field.starts_with('[') ? "" : ".") + error->field;
        return error;
    };
    if (value.IsObject()) {
        if (const auto name = find_repeated(value, names)) {
            return FieldError{std::string(*name), "is given twice in one object"};
        }
        for (const auto& member : value.GetObject()) {
            if (!member.value.IsObject() && !member.value.IsArray()) continue;
            if (auto error = check_names(member.value, names)) {
                return below(std::string(name_of(member)), std::move(error));
            }
        }
    } else if (value.IsArray()) {
        for (SizeType i = 0; i < value.Size(); ++i) {
            if (!value[i].IsObject() && !value[i].IsArray()) continue;
            if (auto error = check_names(value[i], names)) {
                return below("[" + std::to_string(i) + "]", std::move(error));
            }
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

/// The objectID of a record that is no JSON, as far as it can be known.
std::string find_id(std::string_view text, const RecordRules& rules) {
    std::string id = find_before_error(text, rules.id_field);
    return id.size() <= kMaxIdBytes ? id : std::string();
}

/// Makes `objectID` the string that `id` is, in its place when the record has one. Returns whether
/// it was that before.
bool store_id(rapidjson::Document& record, const std::string& id) {
    auto& allocator = record.GetAllocator();
    if (!record.HasMember("objectID")) {
        record.AddMember("objectID", Value(id, allocator), allocator);
        return false;
    }
    Value& stored = record["objectID"];
    const bool is_same =
        stored.IsString() && std::string_view(stored.GetString(), stored.GetStringLength()) == id;
    if (!is_same) stored.SetString(id, allocator);
    return is_same;
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

std::variant<ParsedRecord, RecordError> parse_record(const RawRecord& raw, const RecordRules& rules,
                                                     rapidjson::MemoryPoolAllocator<>* memory) {
    if (!raw.defect.empty()) {
        return RecordError{raw.line, find_id(raw.text, rules), "", raw.defect};
    }
    ParsedRecord record(memory);
    record.line = raw.line;
    // The memory of one is kept by a thread for the next.
    thread_local QuickJson quick_json;
    const auto quick = quick_json.parse(raw.text, record.document, record.document.GetAllocator());
    if (!quick.is_read) {
        if (auto reason = parse_json(raw.text, record.document)) {
            return RecordError{raw.line, find_id(raw.text, rules), "", std::move(*reason)};
        }
    }
    auto error = check_record(record.document, rules, record.object_id);
    if (error) {
        return RecordError{raw.line, std::move(record.object_id), std::move(error->field),
                           std::move(error->reason)};
    }
    const bool is_as_read = store_id(record.document, record.object_id) && quick.is_compact;
    if (!is_as_read) {
        record.json = compact_json(record.document, raw.text.size());
    } else if (memory == nullptr) {
        record.json = raw.text;
    }
    return record;
}

} // namespace aisle::indexer
