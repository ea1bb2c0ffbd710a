#include "api/hot_updates.h"

#include <algorithm>

#include "data/columns.h"
#include "data/error.h"
#include "data/json.h"
#include "data/offers.h"
#include "indexer/commerce_rules.h"

namespace aisle::api {

namespace {

data::HotValue read_number(const data::JsonAt& at) {
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

std::optional<std::string> text_in(const rapidjson::Value& object, const char* name) {
    const auto* text = data::find_member(object, name);
    if (text == nullptr || text->IsNull()) return std::nullopt;
    return std::string(data::string_of(*text));
}

std::optional<std::int64_t> number_in(const rapidjson::Value& object, const char* name) {
    const auto* number = data::find_member(object, name);
    if (number == nullptr || number->IsNull()) return std::nullopt;
    return number->GetInt64();
}

std::optional<std::int64_t> moment_in(const rapidjson::Value& object, const char* name) {
    const auto* moment = data::find_member(object, name);
    if (moment == nullptr || moment->IsNull()) return std::nullopt;
    return data::offer_time(*moment);
}

/// Checks an offer or a stock level as the indexer does; `counted` is null in one that is to be
/// taken away.
void require_sound(const data::JsonAt& at, const std::vector<std::string_view>& members,
                   const char* counted,
                   std::optional<indexer::FieldError> (*check)(const rapidjson::Value&)) {
    at.require_object();
    for (const auto& entry : at.value().GetObject()) {
        const auto name = data::string_of(entry.name);
        if (std::find(members.begin(), members.end(), name) == members.end()) {
            at.member(entry).fail_with("unknown member");
        }
    }
    rapidjson::Document checked;
    checked.CopyFrom(at.value(), checked.GetAllocator());
    const auto* number = data::find_member(checked, counted);
    if (number != nullptr && number->IsNull()) checked[counted].SetInt(0);
    const auto error = check(checked);
    if (error) at.fail_with(error->field + " " + error->reason);
}

data::HotOffer read_offer(const data::JsonAt& at) {
    require_sound(
        at,
        {"list", "currency", "location", "seller", "minQuantity", "from", "until", "amount", "was"},
        "amount", indexer::check_offer);
    const auto& value = at.value();
    data::HotOffer offer;
    offer.list = text_in(value, "list").value_or(offer.list);
    offer.currency = *text_in(value, "currency");
    offer.location = text_in(value, "location");
    offer.seller = text_in(value, "seller");
    offer.min_quantity = number_in(value, "minQuantity").value_or(1);
    offer.period.from = moment_in(value, "from").value_or(offer.period.from);
    offer.period.until = moment_in(value, "until").value_or(offer.period.until);
    offer.amount = number_in(value, "amount");
    offer.was = number_in(value, "was");
    return offer;
}

data::HotStock read_stock(const data::JsonAt& at) {
    require_sound(at, {"location", "quantity"}, "quantity", indexer::check_stock);
    return {*text_in(at.value(), "location"), number_in(at.value(), "quantity")};
}

data::HotChange read_change(std::string_view attribute, const data::JsonAt& at) {
    if (attribute == "prices") return read_offer(at);
    if (attribute == "inventory") return read_stock(at);
    return read_number(at);
}

/// The attribute of a line: a hot one, or that of offers or stock, which always are.
std::string read_attribute(const data::JsonAt& at, const std::vector<std::string>* allowed) {
    std::string attribute(data::strip_variants(read_id(at)));
    const bool is_hot = attribute == "prices" || attribute == "inventory" || allowed == nullptr ||
                        std::find(allowed->begin(), allowed->end(), attribute) != allowed->end();
    if (!is_hot) at.fail("an attribute of the setting hotAttributes, prices or inventory");
    return attribute;
}

HotUpdate read_update(const data::JsonAt& at, const std::vector<std::string>* allowed) {
    constexpr std::int64_t kMaxMs = std::int64_t{1} << 53;
    at.require_object();
    HotUpdate update;
    const rapidjson::Value::Member* value = nullptr;
    for (const auto& entry : at.value().GetObject()) {
        const data::JsonAt member = at.member(entry);
        const auto name = data::string_of(entry.name);
        if (name == "objectID") {
            update.object_id = read_id(member);
        } else if (name == "sku") {
            update.sku = read_id(member);
        } else if (name == "attribute") {
            update.attribute = read_attribute(member, allowed);
        } else if (name == "value") {
            value = &entry;
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
    if (value == nullptr) at.fail_with("value is missing; null takes the attribute away");
    const data::JsonAt value_at = at.member(*value);
    update.value = read_change(update.attribute, value_at);
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
