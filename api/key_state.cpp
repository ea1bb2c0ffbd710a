#include "api/key_state.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <functional>

#include "data/error.h"
#include "data/json.h"

namespace aisle::api {

namespace {

constexpr unsigned kFormatVersion = 1;

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

[[noreturn]] void fail_corrupt(const std::string& message) {
    throw data::Error(data::ErrorCode::kCorruptData, message);
}

rapidjson::Document parse(std::string_view json, const char* what) {
    try {
        return data::parse_json(json);
    } catch (const data::Error& error) {
        fail_corrupt(std::string("damaged ") + what + ": " + error.what());
    }
}

std::string value_payload(std::string_view value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    writer.Key("value");
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

std::string read_value(const rapidjson::Document& payload) {
    const auto* const value = payload.IsObject() ? data::find_member(payload, "value") : nullptr;
    if (value == nullptr || !value->IsString()) {
        fail_corrupt("damaged key operation: expected {\"value\": ...}, got " +
                     data::excerpt(data::to_json_text(payload)));
    }
    return std::string(data::string_of(*value));
}

auto find_deleted(KeyState& state, std::string_view value) {
    return std::find_if(state.deleted.begin(), state.deleted.end(),
                        [&](const auto& entry) { return entry->key.value == value; });
}

void forget_deleted(KeyState& state, std::string_view value) {
    if (const auto found = find_deleted(state, value); found != state.deleted.end()) {
        state.deleted.erase(found);
    }
}

void put_away(KeyState& state, KeyEntryPointer entry) {
    state.deleted.push_back(std::move(entry));
    if (state.deleted.size() > kMaxDeletedKeys) state.deleted.pop_front();
}

void put_away_expired(KeyState& state, std::int64_t now_ms) {
    for (auto at = state.live.begin(); at != state.live.end();) {
        if (!at->second->key.is_expired(now_ms)) {
            ++at;
            continue;
        }
        put_away(state, at->second);
        at = state.live.erase(at);
    }
}

void put(KeyState& state, ApiKey key) {
    forget_deleted(state, key.value);
    std::string value = key.value;
    state.live.insert_or_assign(std::move(value), std::make_shared<const KeyEntry>(std::move(key)));
}

void remove(KeyState& state, std::string_view value) {
    const auto found = state.live.find(value);
    if (found == state.live.end()) return;
    put_away(state, found->second);
    state.live.erase(found);
}

/// A restored key is valid for ever, as the protocol has it.
void restore(KeyState& state, std::string_view value) {
    const auto live = state.live.find(value);
    const auto deleted = find_deleted(state, value);
    if (live == state.live.end() && deleted == state.deleted.end()) return;
    ApiKey key = live != state.live.end() ? live->second->key : (*deleted)->key;
    key.validity_s = 0;
    key.expires_at_ms = 0;
    put(state, std::move(key));
}

void read_entries(const rapidjson::Document& json, const char* name,
                  const std::function<void(KeyEntryPointer)>& take) {
    const auto* const list = data::find_member(json, name);
    if (list == nullptr || !list->IsArray()) {
        fail_corrupt(std::string("damaged list of keys: ") + name + " is missing");
    }
    for (const auto& item : list->GetArray()) {
        take(std::make_shared<const KeyEntry>(parse_stored_key(item)));
    }
}

void write_entry(const ApiKey& key, Writer& writer) {
    const std::string json = to_stored_json(key);
    writer.RawValue(json.data(), json.size(), rapidjson::kObjectType);
}

} // namespace

KeyEntryPointer KeyState::find(std::string_view value, std::int64_t now_ms) const {
    const auto found = live.find(value);
    return found == live.end() || found->second->key.is_expired(now_ms) ? nullptr : found->second;
}

KeyEntryPointer KeyState::find_gone(std::string_view value, std::int64_t now_ms) const {
    const auto found = live.find(value);
    if (found != live.end()) {
        return found->second->key.is_expired(now_ms) ? found->second : nullptr;
    }
    for (const auto& entry : deleted) {
        if (entry->key.value == value) return entry;
    }
    return nullptr;
}

KeyOperation make_add(const ApiKey& key) {
    return {kAddKey, to_stored_json(key)};
}

KeyOperation make_update(const ApiKey& key) {
    return {kUpdateKey, to_stored_json(key)};
}

KeyOperation make_delete(std::string_view value) {
    return {kDeleteKey, value_payload(value)};
}

KeyOperation make_restore(std::string_view value) {
    return {kRestoreKey, value_payload(value)};
}

KeyState apply_operation(KeyState state, std::string_view kind, std::string_view payload) {
    const auto json = parse(payload, "key operation");
    if (kind == kAddKey) {
        ApiKey key = parse_stored_key(json);
        put_away_expired(state, key.created_at_ms);
        put(state, std::move(key));
    } else if (kind == kUpdateKey) {
        put(state, parse_stored_key(json));
    } else if (kind == kDeleteKey) {
        remove(state, read_value(json));
    } else if (kind == kRestoreKey) {
        restore(state, read_value(json));
    } else {
        fail_corrupt("unknown key operation " + data::excerpt(kind));
    }
    return state;
}

std::string to_json(const KeyState& state) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.StartObject();
    writer.Key("version");
    writer.Uint(kFormatVersion);
    writer.Key("keys");
    writer.StartArray();
    for (const auto& [value, entry] : state.live) write_entry(entry->key, writer);
    writer.EndArray();
    writer.Key("deleted");
    writer.StartArray();
    for (const auto& entry : state.deleted) write_entry(entry->key, writer);
    writer.EndArray();
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

KeyState parse_key_state(std::string_view json) {
    const auto document = parse(json, "list of keys");
    const auto* const version =
        document.IsObject() ? data::find_member(document, "version") : nullptr;
    if (version == nullptr || !version->IsUint() || version->GetUint() != kFormatVersion) {
        fail_corrupt("damaged list of keys: expected version " + std::to_string(kFormatVersion));
    }
    KeyState state;
    read_entries(document, "keys", [&](KeyEntryPointer entry) {
        std::string value = entry->key.value;
        state.live.insert_or_assign(std::move(value), std::move(entry));
    });
    read_entries(document, "deleted",
                 [&](KeyEntryPointer entry) { state.deleted.push_back(std::move(entry)); });
    return state;
}

} // namespace aisle::api
