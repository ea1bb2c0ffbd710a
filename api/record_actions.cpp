#include "api/record_actions.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <variant>

#include "api/random_hex.h"
#include "data/error.h"
#include "indexer/record_parser.h"

namespace aisle::api {

namespace {

using Kind = RecordAction::Kind;
using Allocator = rapidjson::Document::AllocatorType;

constexpr std::array<std::pair<std::string_view, Kind>, 7> kActionNames = {{
    {"addObject", Kind::kReplace},
    {"updateObject", Kind::kReplace},
    {"partialUpdateObject", Kind::kPartial},
    {"partialUpdateObjectNoCreate", Kind::kPartialNoCreate},
    {"deleteObject", Kind::kDelete},
    {"clear", Kind::kClear},
    {"delete", Kind::kDeleteIndex},
}};

constexpr std::array<std::string_view, 7> kOperations = {
    "Increment", "Decrement", "Add", "Remove", "AddUnique", "IncrementFrom", "IncrementSet"};

/// Attributes of a shape that no built-in operation keeps.
constexpr std::array<std::string_view, 5> kWithoutOperations = {"objectID", "variants", "prices",
                                                                "inventory", "_geoloc"};

/// The objectID of a body; numbers count as their text.
std::optional<std::string> object_id_of(const data::JsonAt& body) {
    body.require_object();
    const auto found = body.value().FindMember("objectID");
    if (found == body.value().MemberEnd()) return std::nullopt;
    const auto is_id = [](const auto& m) { return data::string_of(m.name) == "objectID"; };
    if (std::any_of(found + 1, body.value().MemberEnd(), is_id)) {
        body.fail_with("objectID: is given twice");
    }
    if (found->value.IsInt64() || found->value.IsUint64()) return data::to_json_text(found->value);
    const auto id = body.member(*found).as_string();
    if (id.empty()) body.member(*found).fail("a text that is not empty");
    return std::string(id);
}

std::string require_object_id(const data::JsonAt& body) {
    auto id = object_id_of(body);
    if (!id) body.fail_with("objectID is missing, expected a string");
    return *id;
}

/// The text of `object` with `id` as its objectID.
std::string with_id(const rapidjson::Value& object, const std::string& id) {
    rapidjson::Document record(rapidjson::kObjectType);
    auto& allocator = record.GetAllocator();
    record.AddMember("objectID", rapidjson::Value(id, allocator), allocator);
    for (const auto& [name, value] : object.GetObject()) {
        if (data::string_of(name) == "objectID") continue;
        record.AddMember(rapidjson::Value(name, allocator), rapidjson::Value(value, allocator),
                         allocator);
    }
    return data::to_json_text(record);
}

/// Checks a whole record by the rules of batch indexing.
std::string checked_record(const data::JsonAt& body, const std::string& id) {
    auto parsed = indexer::parse_record({with_id(body.value(), id), 0, {}}, {});
    if (const auto* error = std::get_if<indexer::RecordError>(&parsed)) {
        body.fail_with("objectID \"" + id + "\": " + error->field +
                       (error->field.empty() ? "" : ": ") + error->reason);
    }
    return std::get<indexer::ParsedRecord>(parsed).json;
}

bool is_operation(const rapidjson::Value& value) {
    return value.IsObject() && value.HasMember("_operation");
}

/// Checks the built-in operations of a partial update by themselves, and everything else as a
/// record of its own.
std::string checked_changes(const data::JsonAt& body, const std::string& id) {
    rapidjson::Document plain(rapidjson::kObjectType);
    for (const auto& member : body.value().GetObject()) {
        if (!is_operation(member.value)) {
            plain.AddMember(rapidjson::Value(member.name, plain.GetAllocator()),
                            rapidjson::Value(member.value, plain.GetAllocator()),
                            plain.GetAllocator());
            continue;
        }
        const auto at = body.member(member);
        const auto attribute = data::string_of(member.name);
        if (std::find(kWithoutOperations.begin(), kWithoutOperations.end(), attribute) !=
            kWithoutOperations.end()) {
            at.fail_with("takes no built-in operation; send the whole value");
        }
        const auto operation = member.value.FindMember("_operation");
        const auto name = at.member(*operation).as_string();
        if (std::find(kOperations.begin(), kOperations.end(), name) == kOperations.end()) {
            at.member(*operation)
                .fail("Increment, Decrement, Add, Remove, AddUnique, "
                      "IncrementFrom or IncrementSet");
        }
        const auto value = member.value.FindMember("value");
        if (value == member.value.MemberEnd()) at.fail_with("value is missing");
        const bool needs_number = name.starts_with("Incr") || name.starts_with("Decr");
        if (needs_number && !value->value.IsNumber()) at.member(*value).fail("a number");
    }
    static_cast<void>(checked_record(body.replaced_by(plain), id));
    return with_id(body.value(), id);
}

/// Whole numbers as integers. Nothing for what JSON cannot hold.
std::optional<rapidjson::Value> number_value(double number) {
    constexpr double kBeyondInt64 = 9223372036854775808.0;
    if (!std::isfinite(number)) return std::nullopt;
    const bool is_whole = std::abs(number) < kBeyondInt64 && number == std::trunc(number);
    return is_whole ? rapidjson::Value(static_cast<std::int64_t>(number))
                    : rapidjson::Value(number);
}

/// The sum, exact where both are integers: doubles end at 2^53.
std::optional<rapidjson::Value> sum_of(const rapidjson::Value& a, const rapidjson::Value& b,
                                       bool is_negative) {
    if (a.IsInt64() && b.IsInt64()) {
        std::int64_t sum = 0;
        const bool overflows = is_negative
                                   ? __builtin_sub_overflow(a.GetInt64(), b.GetInt64(), &sum)
                                   : __builtin_add_overflow(a.GetInt64(), b.GetInt64(), &sum);
        if (!overflows) return rapidjson::Value(sum);
    }
    return number_value(a.GetDouble() + (is_negative ? -b.GetDouble() : b.GetDouble()));
}

void compute_number(std::string_view operation, rapidjson::Value& target,
                    const rapidjson::Value& operand) {
    const bool is_missing = target.IsNull();
    if (!is_missing && !target.IsNumber()) return;
    rapidjson::Value current(0);
    if (!is_missing) current = target; // moves
    std::optional<rapidjson::Value> next;
    if (operation == "Increment" || operation == "Decrement") {
        next = sum_of(current, operand, operation == "Decrement");
    } else if (operation == "IncrementFrom") {
        if (current == operand) next = sum_of(current, rapidjson::Value(1), false);
    } else if (is_missing || operand.GetDouble() > current.GetDouble()) { // IncrementSet
        next = number_value(operand.GetDouble());
    }
    if (next) {
        target = *next;
    } else if (!is_missing) {
        target = current;
    }
}

void compute_list(std::string_view operation, rapidjson::Value& target,
                  const rapidjson::Value& operand, Allocator& allocator) {
    if (target.IsNull()) target.SetArray();
    if (!target.IsArray()) return;
    const auto elements = target.GetArray();
    const bool is_in = std::find(elements.begin(), elements.end(), operand) != elements.end();
    if (operation == "Remove") {
        rapidjson::Value kept(rapidjson::kArrayType);
        for (auto& element : elements) {
            if (element != operand) kept.PushBack(element, allocator);
        }
        target = kept;
    } else if (operation == "Add" || !is_in) {
        target.PushBack(rapidjson::Value(operand, allocator), allocator);
    }
}

} // namespace

RecordAction parse_action(std::string_view action, const data::JsonAt& body) {
    const auto* found = std::find_if(kActionNames.begin(), kActionNames.end(),
                                     [&](const auto& entry) { return entry.first == action; });
    if (found == kActionNames.end()) {
        body.fail_with("unknown action \"" + std::string(action) + "\"");
    }
    switch (found->second) {
    case Kind::kReplace:
        return save_action(body, action == "updateObject" ? std::optional(require_object_id(body))
                                                          : object_id_of(body));
    case Kind::kPartial:
    case Kind::kPartialNoCreate:
        return partial_action(body, require_object_id(body), found->second == Kind::kPartial);
    case Kind::kDelete:
        return {Kind::kDelete, require_object_id(body), {}};
    case Kind::kClear:
    case Kind::kDeleteIndex:
        break;
    }
    return {found->second, {}, {}};
}

RecordAction save_action(const data::JsonAt& record, const std::optional<std::string>& object_id) {
    record.require_object();
    std::string id = object_id ? *object_id : random_hex(12);
    std::string json = checked_record(record, id);
    return {Kind::kReplace, std::move(id), std::move(json)};
}

RecordAction partial_action(const data::JsonAt& changes, const std::string& object_id,
                            bool create) {
    changes.require_object();
    return {create ? Kind::kPartial : Kind::kPartialNoCreate, object_id,
            checked_changes(changes, object_id)};
}

std::string write_actions(const std::vector<RecordAction>& actions) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.StartArray();
    for (const auto& [kind, object_id, body] : actions) {
        writer.StartArray();
        writer.Uint(static_cast<unsigned>(kind));
        writer.String(object_id);
        if (!body.empty()) writer.RawValue(body.data(), body.size(), rapidjson::kObjectType);
        writer.EndArray();
    }
    writer.EndArray();
    return {buffer.GetString(), buffer.GetSize()};
}

std::vector<RecordAction> read_actions(std::string_view payload) {
    const auto list = data::parse_json(payload);
    std::vector<RecordAction> actions;
    for (const auto& entry : list.GetArray()) {
        actions.push_back({static_cast<Kind>(entry[0].GetUint()),
                           std::string(data::string_of(entry[1])),
                           entry.Size() > 2 ? data::to_json_text(entry[2]) : std::string()});
    }
    return actions;
}

std::optional<std::string> apply_partial(const std::optional<std::string>& current,
                                         std::string_view changes) {
    rapidjson::Document record;
    record.SetObject();
    auto& allocator = record.GetAllocator();
    if (current) {
        const auto parsed = data::parse_json(*current);
        record.CopyFrom(parsed, allocator);
    }
    const auto body = data::parse_json(changes);
    for (const auto& [name, value] : body.GetObject()) {
        if (!record.HasMember(name)) {
            record.AddMember(rapidjson::Value(name, allocator), rapidjson::Value(), allocator);
        }
        auto& target = record[name];
        if (!is_operation(value)) {
            target.CopyFrom(value, allocator);
            continue;
        }
        const auto operation = data::string_of(value["_operation"]);
        const auto& operand = value["value"];
        if (operation == "Add" || operation == "Remove" || operation == "AddUnique") {
            compute_list(operation, target, operand, allocator);
        } else {
            compute_number(operation, target, operand);
        }
    }
    auto parsed = indexer::parse_record({data::to_json_text(record), 0, {}}, {});
    const auto* valid = std::get_if<indexer::ParsedRecord>(&parsed);
    return valid != nullptr ? std::optional(valid->json) : current;
}

} // namespace aisle::api
