#include "api/api_key.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <limits>

#include "api/restrictions.h"
#include "data/error.h"
#include "data/param_values.h"
#include "data/url_params.h"

namespace aisle::api {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

/// A century: far enough, and no sum of milliseconds overflows.
constexpr std::int64_t kMaxValidity_s = 100LL * 366 * 24 * 3600;

constexpr std::array<std::string_view, 10> kMembers = {
    "acl",      "description", "indexes",         "maxHitsPerQuery",
    "referers", "validity",    "queryParameters", "maxQueriesPerIPPerHour",
    "value",    "createdAt",
};

std::vector<Acl> read_acl(const data::JsonAt& at) {
    at.require_array();
    std::vector<Acl> acl;
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const auto item = at.element(i);
        const std::string_view name = item.as_string();
        const auto found = find_acl(name);
        if (!found) {
            item.fail_with("unknown right " + data::excerpt(name) +
                           data::suggestion(name, all_acl_names()));
        }
        acl.push_back(*found);
    }
    if (acl.empty()) at.fail("at least one right");
    return acl;
}

std::vector<std::string> read_patterns(const data::JsonAt& at) {
    at.require_array();
    std::vector<std::string> patterns;
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const auto item = at.element(i);
        patterns.emplace_back(item.as_string());
        if (patterns.back().empty()) item.fail("a pattern that is not empty");
    }
    return patterns;
}

/// An object of parameters in the urlencoded form; arrays and objects become JSON text.
std::string encode_parameters(const rapidjson::Value& object) {
    std::string text;
    for (const auto& [name, value] : object.GetObject()) {
        if (value.IsNull()) continue;
        if (!text.empty()) text += '&';
        text += data::encode_url_text(data::string_of(name)) + "=" +
                data::encode_url_text(value.IsString() ? std::string(data::string_of(value))
                                                       : data::to_json_text(value));
    }
    return text;
}

std::string read_query_parameters(const data::JsonAt& at) {
    std::string text =
        at.value().IsObject() ? encode_parameters(at.value()) : std::string(at.as_string());
    try {
        (void)parse_restrictions(text);
    } catch (const data::Error& error) {
        at.fail_with(error.what());
    }
    return text;
}

std::uint32_t read_limit(const data::JsonAt& at) {
    return static_cast<std::uint32_t>(at.as_integer(0, std::numeric_limits<std::int32_t>::max()));
}

void apply_member(const data::JsonAt& at, std::string_view name, ApiKey& key) {
    if (std::find(kMembers.begin(), kMembers.end(), name) == kMembers.end()) {
        at.fail_with("unknown member of a key" + data::suggestion(name, kMembers));
    }
    if (at.value().IsNull()) return;
    if (name == "acl") {
        key.acl = read_acl(at);
    } else if (name == "description") {
        key.description = at.as_string();
    } else if (name == "indexes") {
        key.indexes = read_patterns(at);
    } else if (name == "maxHitsPerQuery") {
        key.max_hits_per_query = read_limit(at);
    } else if (name == "maxQueriesPerIPPerHour") {
        key.max_queries_per_ip_per_hour = read_limit(at);
    } else if (name == "queryParameters") {
        key.query_parameters = read_query_parameters(at);
    } else if (name == "referers") {
        key.referers = read_patterns(at);
    } else if (name == "validity") {
        key.validity_s = at.as_integer(0, kMaxValidity_s);
    }
}

void write_list(Writer& writer, const char* name, const std::vector<std::string>& items) {
    writer.Key(name);
    writer.StartArray();
    for (const auto& item : items) writer.String(item);
    writer.EndArray();
}

void write_members(const ApiKey& key, bool with_description, Writer& writer) {
    writer.Key("value");
    writer.String(key.value);
    writer.Key("createdAt");
    writer.Int64(key.created_at_ms);
    writer.Key("acl");
    writer.StartArray();
    for (const Acl acl : key.acl) {
        const auto name = acl_name(acl);
        writer.String(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    }
    writer.EndArray();
    writer.Key("validity");
    writer.Int64(key.validity_s);
    writer.Key("description");
    writer.String(with_description ? key.description : std::string("<redacted>"));
    write_list(writer, "indexes", key.indexes);
    writer.Key("maxHitsPerQuery");
    writer.Uint(key.max_hits_per_query);
    writer.Key("maxQueriesPerIPPerHour");
    writer.Uint(key.max_queries_per_ip_per_hour);
    writer.Key("queryParameters");
    writer.String(key.query_parameters);
    write_list(writer, "referers", key.referers);
}

} // namespace

bool ApiKey::allows(Acl wanted) const noexcept {
    return std::find(acl.begin(), acl.end(), wanted) != acl.end();
}

ApiKey parse_api_key(const data::JsonAt& object) {
    object.require_object();
    ApiKey key;
    for (const auto& member : object.value().GetObject()) {
        apply_member(object.member(member), data::string_of(member.name), key);
    }
    if (key.acl.empty()) object.fail_with("acl is missing, expected an array of rights");
    return key;
}

std::string to_protocol_json(const ApiKey& key, bool with_description) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.StartObject();
    write_members(key, with_description, writer);
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

std::string to_stored_json(const ApiKey& key) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.StartObject();
    write_members(key, true, writer);
    writer.Key("expiresAt");
    writer.Int64(key.expires_at_ms);
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

ApiKey parse_stored_key(const rapidjson::Value& object) {
    try {
        const data::JsonAt at(object, "key");
        at.require_object();
        ApiKey key;
        constexpr auto kAny = std::numeric_limits<std::int64_t>::max();
        for (const auto& member : object.GetObject()) {
            const auto child = at.member(member);
            const auto name = data::string_of(member.name);
            if (name == "value") {
                key.value = child.as_string();
            } else if (name == "createdAt") {
                key.created_at_ms = child.as_integer(0, kAny);
            } else if (name == "expiresAt") {
                key.expires_at_ms = child.as_integer(0, kAny);
            } else {
                apply_member(child, name, key);
            }
        }
        if (key.value.empty() || key.acl.empty()) at.fail("a stored key with value and acl");
        return key;
    } catch (const data::Error& error) {
        throw data::Error(data::ErrorCode::kCorruptData,
                          std::string("damaged stored key: ") + error.what());
    }
}

bool matches_pattern(std::string_view pattern, std::string_view text) noexcept {
    const bool is_open_before = pattern.starts_with('*');
    if (is_open_before) pattern.remove_prefix(1);
    const bool is_open_after = pattern.ends_with('*');
    if (is_open_after) pattern.remove_suffix(1);
    if (is_open_before && (is_open_after || pattern.empty())) {
        return text.find(pattern) != std::string_view::npos;
    }
    if (is_open_before) return text.ends_with(pattern);
    return is_open_after ? text.starts_with(pattern) : text == pattern;
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view text) noexcept {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const auto& pattern) { return matches_pattern(pattern, text); });
}

} // namespace aisle::api
