// What the engine relies on when it builds columns, checked where the record can still be
// named and refused: whole minor units of a known currency, periods that are not empty, one
// quantity a location, one row a SKU. Everything else about a record is free.
//
// A check returns the first error or nothing, and paths are only put together for an error:
// nearly every record of a catalogue is right, and this runs for all of them.
#include "indexer/commerce_rules.h"

#include <cmath>
#include <cstdint>
#include <string_view>
#include <unordered_set>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "data/currency.h"
#include "data/offers.h"

namespace aisle::indexer {

namespace {

using Check = std::optional<FieldError>;
using data::offer_time;
using rapidjson::Value;

constexpr std::size_t kShownBytes = 60;
constexpr std::size_t kMaxSkuBytes = 512;
/// The largest whole number that every JSON reader keeps exactly, 2^53 - 1.
constexpr std::int64_t kMaxAmount = 9'007'199'254'740'991;

std::string_view text_of(const Value& string) {
    return {string.GetString(), string.GetStringLength()};
}

/// The member called `name`; absent when it is missing or null.
const Value* find(const Value& object, const char* name) {
    const auto member = object.FindMember(name);
    return member == object.MemberEnd() || member->value.IsNull() ? nullptr : &member->value;
}

FieldError expected(std::string field, const std::string& what, const Value& found) {
    return {std::move(field), "expected " + what + ", found " + shown(found)};
}

/// Puts `prefix` in front of the path of an error.
Check within(const std::string& prefix, Check error) {
    if (error) error->field.insert(0, error->field.empty() ? prefix : prefix + ".");
    return error;
}

std::string element(const char* array, rapidjson::SizeType index) {
    return std::string(array) + "[" + std::to_string(index) + "]";
}

Check check_whole_number(const Value& object, const char* name, std::int64_t at_least) {
    const Value* value = find(object, name);
    if (value == nullptr) return std::nullopt;
    if (value->IsInt64() && value->GetInt64() >= at_least && value->GetInt64() <= kMaxAmount) {
        return std::nullopt;
    }
    return expected(name,
                    "a whole number from " + std::to_string(at_least) + " to " +
                        std::to_string(kMaxAmount),
                    *value);
}

Check check_name(const Value& object, const char* name) {
    const Value* value = find(object, name);
    if (value == nullptr || (value->IsString() && value->GetStringLength() > 0)) {
        return std::nullopt;
    }
    return expected(name, "a string that is not empty", *value);
}

Check check_present(const Value& object, const char* name) {
    if (find(object, name) != nullptr) return std::nullopt;
    return FieldError{name, "is missing"};
}

Check check_currency(const Value& offer) {
    const Value* currency = find(offer, "currency");
    if (currency == nullptr) return check_present(offer, "currency");
    if (currency->IsString() && data::currency_exponent(text_of(*currency))) return std::nullopt;
    return expected("currency", "an ISO 4217 code such as \"EUR\"", *currency);
}

Check check_time(const Value& offer, const char* name) {
    const Value* value = find(offer, name);
    if (value == nullptr || offer_time(*value)) return std::nullopt;
    return expected(name, "Unix seconds or ISO 8601 in UTC such as \"2026-01-31T09:30:00Z\"",
                    *value);
}

Check check_period(const Value& offer) {
    if (Check error = check_time(offer, "from")) return error;
    if (Check error = check_time(offer, "until")) return error;
    const Value* from = find(offer, "from");
    const Value* until = find(offer, "until");
    if (from == nullptr || until == nullptr || *offer_time(*from) < *offer_time(*until)) {
        return std::nullopt;
    }
    return FieldError{"from", "must be before until, found from " + shown(*from) + " and until " +
                                  shown(*until)};
}

} // namespace

Check check_offer(const Value& offer) {
    if (!offer.IsObject()) return expected("", "an offer object", offer);
    if (Check error = check_present(offer, "amount")) return error;
    if (Check error = check_whole_number(offer, "amount", 0)) return error;
    if (Check error = check_whole_number(offer, "was", 0)) return error;
    if (Check error = check_whole_number(offer, "minQuantity", 1)) return error;
    if (Check error = check_currency(offer)) return error;
    if (Check error = check_period(offer)) return error;
    for (const char* name : {"list", "location", "seller"}) {
        if (Check error = check_name(offer, name)) return error;
    }
    return std::nullopt;
}

Check check_stock(const Value& entry) {
    if (!entry.IsObject()) return expected("", "an object with location and quantity", entry);
    for (const char* name : {"location", "quantity"}) {
        if (Check error = check_present(entry, name)) return error;
    }
    if (Check error = check_name(entry, "location")) return error;
    // Below zero is stock that was oversold: bad news, but true.
    return check_whole_number(entry, "quantity", -kMaxAmount);
}

namespace {

/// Applies `check` to every element of the array called `name`, if there is one.
template <typename CheckElement>
Check check_array(const Value& object, const char* name, const char* of, CheckElement check) {
    const Value* array = find(object, name);
    if (array == nullptr) return std::nullopt;
    if (!array->IsArray()) return expected(name, std::string("an array of ") + of, *array);
    for (rapidjson::SizeType i = 0; i < array->Size(); ++i) {
        if (Check error = check((*array)[i])) return within(element(name, i), std::move(error));
    }
    return std::nullopt;
}

Check check_inventory(const Value& row) {
    std::unordered_set<std::string_view> locations;
    return check_array(row, "inventory", "objects", [&](const Value& entry) -> Check {
        if (Check error = check_stock(entry)) return error;
        const Value& location = *find(entry, "location");
        if (locations.insert(text_of(location)).second) return std::nullopt;
        return FieldError{"location", "comes twice in one inventory, found " + shown(location)};
    });
}

Check check_prices_and_inventory(const Value& row) {
    if (Check error = check_array(row, "prices", "offers", check_offer)) return error;
    return check_inventory(row);
}

Check check_sku(const Value& variant, std::unordered_set<std::string_view>& skus) {
    if (Check error = check_present(variant, "sku")) return error;
    const Value& sku = *find(variant, "sku");
    const bool fits =
        sku.IsString() && sku.GetStringLength() > 0 && sku.GetStringLength() <= kMaxSkuBytes;
    if (!fits) {
        return expected("sku", "a string of 1 to " + std::to_string(kMaxSkuBytes) + " bytes", sku);
    }
    if (skus.insert(text_of(sku)).second) return std::nullopt;
    return FieldError{"sku", "comes twice in one record, found " + shown(sku)};
}

Check check_variants(const Value& record) {
    std::unordered_set<std::string_view> skus;
    return check_array(record, "variants", "objects", [&](const Value& variant) -> Check {
        if (!variant.IsObject()) return expected("", "a variant object", variant);
        if (Check error = check_sku(variant, skus)) return error;
        return check_prices_and_inventory(variant);
    });
}

Check check_coordinate(const Value& point, const char* name, double limit) {
    if (Check error = check_present(point, name)) return error;
    const Value& value = *find(point, name);
    if (value.IsNumber() && std::abs(value.GetDouble()) <= limit) return std::nullopt;
    const std::string degrees = std::to_string(static_cast<int>(limit));
    return expected(name, "degrees from -" + degrees + " to " + degrees, value);
}

Check check_point(const Value& point) {
    if (!point.IsObject()) return expected("", "an object with lat and lng", point);
    if (Check error = check_coordinate(point, "lat", 90)) return error;
    return check_coordinate(point, "lng", 180);
}

Check check_geoloc(const Value& record) {
    const Value* geoloc = find(record, "_geoloc");
    if (geoloc == nullptr) return std::nullopt;
    if (geoloc->IsArray()) return check_array(record, "_geoloc", "points", check_point);
    return within("_geoloc", check_point(*geoloc));
}

Check check_tags(const Value& record) {
    const Value* tags = find(record, "_tags");
    if (tags == nullptr || tags->IsString()) return std::nullopt;
    return check_array(record, "_tags", "strings", [](const Value& tag) -> Check {
        if (tag.IsString()) return std::nullopt;
        return expected("", "a string", tag);
    });
}

} // namespace

std::optional<FieldError> check_reserved_attributes(const Value& record) {
    if (Check error = check_variants(record)) return error;
    if (Check error = check_prices_and_inventory(record)) return error;
    if (Check error = check_geoloc(record)) return error;
    return check_tags(record);
}

std::string shown(const Value& value) {
    rapidjson::StringBuffer json;
    rapidjson::Writer<rapidjson::StringBuffer> writer(json);
    value.Accept(writer);
    std::string text(json.GetString(), json.GetSize());
    if (text.size() <= kShownBytes) return text;
    // Never cut inside a character: bytes 10xxxxxx continue one.
    std::size_t end = kShownBytes;
    while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "…";
}

} // namespace aisle::indexer
