// What the engine relies on when it builds columns, checked where the record can still be
// named and refused: whole minor units of a known currency, periods that are not empty, one
// quantity a location, one row a SKU. Everything else about a record is free.
//
// A check returns the first error or nothing, and paths are only put together for an error:
// nearly every record of a catalogue is right, and this runs for all of them.
#include "indexer/commerce_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "data/currency.h"
#include "data/offers.h"
#include "indexer/record_rows.h"

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

/// Texts that are to differ from one another.
class DifferentTexts {
public:
    /// False when it is one of those before.
    bool add(std::string_view text) {
        if (few_.size() < kFew) {
            if (std::ranges::find(few_, text) != few_.end()) return false;
            few_.push_back(text);
            return true;
        }
        if (many_.empty()) many_.insert(few_.begin(), few_.end());
        return many_.insert(text).second;
    }

private:
    /// As many are compared as fast as hashed.
    static constexpr std::size_t kFew = 16;
    std::vector<std::string_view> few_;
    std::unordered_set<std::string_view> many_;
};

Check check_whole_number(const Value* value, const char* name, std::int64_t at_least) {
    if (value == nullptr) return std::nullopt;
    if (value->IsInt64() && value->GetInt64() >= at_least && value->GetInt64() <= kMaxAmount) {
        return std::nullopt;
    }
    return expected(name,
                    "a whole number from " + std::to_string(at_least) + " to " +
                        std::to_string(kMaxAmount),
                    *value);
}

Check check_name(const Value* value, const char* name) {
    if (value == nullptr || (value->IsString() && value->GetStringLength() > 0)) {
        return std::nullopt;
    }
    return expected(name, "a string that is not empty", *value);
}

Check check_present(const Value* value, const char* name) {
    if (value != nullptr) return std::nullopt;
    return FieldError{name, "is missing"};
}

Check check_currency(const Value* currency) {
    if (currency == nullptr) return check_present(currency, "currency");
    if (currency->IsString() && data::currency_exponent(text_of(*currency))) return std::nullopt;
    return expected("currency", "an ISO 4217 code such as \"EUR\"", *currency);
}

Check check_time(const Value* value, const char* name) {
    if (value == nullptr || offer_time(*value)) return std::nullopt;
    return expected(name, "Unix seconds or ISO 8601 in UTC such as \"2026-01-31T09:30:00Z\"",
                    *value);
}

Check check_period(const Value* from, const Value* until) {
    if (Check error = check_time(from, "from")) return error;
    if (Check error = check_time(until, "until")) return error;
    if (from == nullptr || until == nullptr || *offer_time(*from) < *offer_time(*until)) {
        return std::nullopt;
    }
    return FieldError{"from", "must be before until, found from " + shown(*from) + " and until " +
                                  shown(*until)};
}

} // namespace

Check check_offer(const Value& offer) {
    if (!offer.IsObject()) return expected("", "an offer object", offer);
    static constexpr std::array<std::string_view, 9> kNames = {
        "amount", "was", "minQuantity", "currency", "from", "until", "list", "location", "seller"};
    const auto [amount, was, min_quantity, currency, from, until, list, location, seller] =
        find_all_set(offer, kNames);
    if (Check error = check_present(amount, "amount")) return error;
    if (Check error = check_whole_number(amount, "amount", 0)) return error;
    if (Check error = check_whole_number(was, "was", 0)) return error;
    if (Check error = check_whole_number(min_quantity, "minQuantity", 1)) return error;
    if (Check error = check_currency(currency)) return error;
    if (Check error = check_period(from, until)) return error;
    if (Check error = check_name(list, "list")) return error;
    if (Check error = check_name(location, "location")) return error;
    return check_name(seller, "seller");
}

Check check_stock(const Value& entry) {
    if (!entry.IsObject()) return expected("", "an object with location and quantity", entry);
    static constexpr std::array<std::string_view, 2> kNames = {"location", "quantity"};
    const auto [location, quantity] = find_all_set(entry, kNames);
    if (Check error = check_present(location, "location")) return error;
    if (Check error = check_present(quantity, "quantity")) return error;
    if (Check error = check_name(location, "location")) return error;
    // Below zero is stock that was oversold: bad news, but true.
    return check_whole_number(quantity, "quantity", -kMaxAmount);
}

namespace {

/// Applies `check` to every element of the array called `name`, if there is one.
template <typename CheckElement>
Check check_array(const Value* array, const char* name, const char* of, CheckElement check) {
    if (array == nullptr) return std::nullopt;
    if (!array->IsArray()) return expected(name, std::string("an array of ") + of, *array);
    for (rapidjson::SizeType i = 0; i < array->Size(); ++i) {
        if (Check error = check((*array)[i])) return within(element(name, i), std::move(error));
    }
    return std::nullopt;
}

Check check_inventory(const Value* inventory) {
    DifferentTexts locations;
    return check_array(inventory, "inventory", "objects", [&](const Value& entry) -> Check {
        if (Check error = check_stock(entry)) return error;
        const Value& location = *find(entry, "location");
        if (locations.add(text_of(location))) return std::nullopt;
        return FieldError{"location", "comes twice in one inventory, found " + shown(location)};
    });
}

Check check_prices_and_inventory(const Value* prices, const Value* inventory) {
    if (Check error = check_array(prices, "prices", "offers", check_offer)) return error;
    return check_inventory(inventory);
}

Check check_sku(const Value* sku, DifferentTexts& skus) {
    if (Check error = check_present(sku, "sku")) return error;
    const bool fits =
        sku->IsString() && sku->GetStringLength() > 0 && sku->GetStringLength() <= kMaxSkuBytes;
    if (!fits) {
        return expected("sku", "a string of 1 to " + std::to_string(kMaxSkuBytes) + " bytes", *sku);
    }
    if (skus.add(text_of(*sku))) return std::nullopt;
    return FieldError{"sku", "comes twice in one record, found " + shown(*sku)};
}

Check check_variants(const Value* variants) {
    DifferentTexts skus;
    return check_array(variants, "variants", "objects", [&](const Value& variant) -> Check {
        if (!variant.IsObject()) return expected("", "a variant object", variant);
        static constexpr std::array<std::string_view, 3> kNames = {"sku", "prices", "inventory"};
        const auto [sku, prices, inventory] = find_all_set(variant, kNames);
        if (Check error = check_sku(sku, skus)) return error;
        return check_prices_and_inventory(prices, inventory);
    });
}

Check check_coordinate(const Value& point, const char* name, double limit) {
    const Value* found = find(point, name);
    if (Check error = check_present(found, name)) return error;
    const Value& value = *found;
    if (value.IsNumber() && std::abs(value.GetDouble()) <= limit) return std::nullopt;
    const std::string degrees = std::to_string(static_cast<int>(limit));
    return expected(name, "degrees from -" + degrees + " to " + degrees, value);
}

Check check_point(const Value& point) {
    if (!point.IsObject()) return expected("", "an object with lat and lng", point);
    if (Check error = check_coordinate(point, "lat", 90)) return error;
    return check_coordinate(point, "lng", 180);
}

Check check_geoloc(const Value* geoloc) {
    if (geoloc == nullptr) return std::nullopt;
    if (geoloc->IsArray()) return check_array(geoloc, "_geoloc", "points", check_point);
    return within("_geoloc", check_point(*geoloc));
}

Check check_tags(const Value* tags) {
    if (tags == nullptr || tags->IsString()) return std::nullopt;
    return check_array(tags, "_tags", "strings", [](const Value& tag) -> Check {
        if (tag.IsString()) return std::nullopt;
        return expected("", "a string", tag);
    });
}

} // namespace

std::optional<FieldError> check_reserved_attributes(const Value& record) {
    static constexpr std::array<std::string_view, 5> kNames = {"variants", "prices", "inventory",
                                                               "_geoloc", "_tags"};
    const auto [variants, prices, inventory, geoloc, tags] = find_all_set(record, kNames);
    if (Check error = check_variants(variants)) return error;
    if (Check error = check_prices_and_inventory(prices, inventory)) return error;
    if (Check error = check_geoloc(geoloc)) return error;
    return check_tags(tags);
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
