#include "api/hot_updates.h"

#include <algorithm>

#include "data/error.h"
#include "data/json.h"

namespace aisle::api {

namespace {

data::HotValue read_value(const data::JsonAt& at) {
    const auto& value = at.value();
    if (value.IsNull()) return {};
    if (value.IsBool()) return {value.GetBool() ? 1.0 : 0.0, true};
    if (!value.IsNumber()) at.fail("a number, a boolean or null");
    return {value.GetDouble(), false};
}

std::string read_id(const data::JsonAt& at) {
    if (at.as_string().empty()) at.fail("a text that is not empty");
    return std::string(at.as_string());
}

HotUpdate read_update(const data::JsonAt& at, const std::vector<std::string>* allowed) {
    constexpr std::int64_t kMaxMs = std::int64_t{1} << 53;
    at.require_object();
    HotUpdate update;
    bool has_value = false;
    for (const auto& entry : at.value().GetObject()) {
        const data::JsonAt member = at.member(entry);
        const auto name = data::string_of(entry.name);
        if (name == "objectID") {
            update.object_id = read_id(member);
        } else if (name == "sku") {
            update.sku = read_id(member);
        } else if (name == "attribute") {
            update.attribute = data::strip_variants(read_id(member));
            const bool is_hot = allowed == nullptr || std::find(allowed->begin(), allowed->end(),
                                                                update.attribute) != allowed->end();
            if (!is_hot) member.fail("an attribute of the setting hotAttributes");
        } else if (name == "value") {
            update.value = read_value(member);
            has_value = true;
        } else if (name == "ifOlderThan") {
            update.if_older_than_ms = member.as_integer(0, kMaxMs);
        } else {
            member.fail_with("unknown member; expected objectID or sku, attribute, value and "
                             "perhaps ifOlderThan");
        }
    }
    if (update.object_id.empty() == update.sku.empty()) {
        at.fail_with("expected either objectID or sku");
    }
    if (update.attribute.empty()) at.fail_with("attribute is missing");
    if (!has_value) at.fail_with("value is missing; null takes the attribute away");
    return update;
}

} // namespace

std::vector<HotUpdate> parse_hot_updates(std::string_view lines,
                                         const std::vector<std::string>* allowed) {
    std::vector<HotUpdate> updates;
    for (std::size_t number = 1; !lines.empty(); ++number) {
        const auto end = std::min(lines.find('\n'), lines.size());
        const auto line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
        const std::string name = "line " + std::to_string(number);
        try {
            const auto document = data::parse_json(line);
            updates.push_back(read_update(data::JsonAt(document, name), allowed));
        } catch (const data::Error& error) {
            const std::string_view message = error.what();
            if (message.starts_with(name)) throw;
            throw data::Error(error.code(), name + ": " + std::string(message));
        }
    }
    return updates;
}

} // namespace aisle::api
