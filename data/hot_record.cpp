#include "data/hot_record.h"

#include <limits>

#include "data/json.h"

namespace aisle::data {

namespace {

using rapidjson::Value;
using Allocator = rapidjson::Document::AllocatorType;

constexpr const char* kPrices = "prices";
constexpr const char* kInventory = "inventory";

/// A member of an object; null when it is missing or null.
const Value* find_set(const Value& object, std::string_view name) {
    const Value* member = find_member(object, name);
    return member == nullptr || member->IsNull() ? nullptr : member;
}

/// Sets a member; takes it away when `value` is null.
void put(Value& object, std::string_view name, Value value, Allocator& allocator) {
    const Value key(rapidjson::StringRef(name.data(), name.size()));
    const auto member = object.FindMember(key);
    if (member == object.MemberEnd()) {
        if (!value.IsNull()) object.AddMember(Value(key, allocator), value, allocator);
    } else if (value.IsNull()) {
        object.EraseMember(member);
    } else {
        member->value = value;
    }
}

Value json_value(const HotValue& value) {
    if (!value.number) return {};
    return value.is_flag ? Value(*value.number != 0) : number_value(*value.number);
}

Value json_value(const std::optional<std::int64_t>& number) {
    return number ? Value(*number) : Value();
}

Value json_value(const std::optional<std::string>& text, Allocator& allocator) {
    return text ? Value(*text, allocator) : Value();
}

/// Sets a member of an object or of one inside it.
void set_value(Value& object, std::string_view path, const HotValue& value, Allocator& allocator) {
    if (!object.IsObject()) return;
    const auto dot = path.find('.');
    const auto name = path.substr(0, dot);
    if (dot == std::string_view::npos) return put(object, name, json_value(value), allocator);
    if (find_member(object, name) == nullptr) return;
    set_value(object[Value(rapidjson::StringRef(name.data(), name.size()))], path.substr(dot + 1),
              value, allocator);
}

bool is_variant_of(const Value& record, std::uint32_t variant) {
    const Value* variants = find_set(record, "variants");
    return variants != nullptr && variants->IsArray() && variant < variants->Size();
}

/// The elements that a row has: its own, or else its record's. Null when there are none.
const Value* elements_of(const Value& record, std::optional<std::uint32_t> variant,
                         const char* name) {
    if (variant && is_variant_of(record, *variant)) {
        const Value* own = find_set(record["variants"][*variant], name);
        if (own != nullptr) return own;
    }
    return find_set(record, name);
}

/// The number of an update's offer; the number of offers when it is a new one.
std::size_t number_of(const Value* offers, const HotOffer& offer) {
    if (offers == nullptr) return 0;
    const auto text_is = [](const Value& element, const char* name,
                            const std::optional<std::string>& expected) {
        const Value* text = find_set(element, name);
        return text == nullptr ? !expected : expected == string_of(*text);
    };
    return find_offer(
        0, offers->Size(),
        [&](std::size_t i) {
            const Value& element = (*offers)[static_cast<rapidjson::SizeType>(i)];
            const Value* list = find_set(element, "list");
            const Value* min_quantity = find_set(element, "minQuantity");
            return offer.list == (list == nullptr ? "default" : string_of(*list)) &&
                   text_is(element, "currency", offer.currency) &&
                   text_is(element, "location", offer.location) &&
                   text_is(element, "seller", offer.seller) &&
                   offer.min_quantity == (min_quantity == nullptr ? 1 : min_quantity->GetInt64());
        },
        [&](std::size_t i) {
            const Value* from = find_set((*offers)[static_cast<rapidjson::SizeType>(i)], "from");
            return offer.period.from == (from == nullptr ? Period().from : *offer_time(*from));
        });
}

/// The number of a location's entry; the number of entries when there is none.
std::size_t number_of(const Value* entries, const HotStock& stock) {
    if (entries == nullptr) return 0;
    rapidjson::SizeType i = 0;
    while (i < entries->Size() && string_of((*entries)[i]["location"]) != stock.location) ++i;
    return i;
}

Value new_element(const HotOffer& offer, Allocator& allocator) {
    Value element(rapidjson::kObjectType);
    put(element, "list", Value(offer.list, allocator), allocator);
    put(element, "currency", Value(offer.currency, allocator), allocator);
    put(element, "location", json_value(offer.location, allocator), allocator);
    put(element, "seller", json_value(offer.seller, allocator), allocator);
    if (offer.min_quantity != 1) {
        put(element, "minQuantity", Value(offer.min_quantity), allocator);
    }
    return element;
}

Value new_element(const HotStock& stock, Allocator& allocator) {
    Value element(rapidjson::kObjectType);
    put(element, "location", Value(stock.location, allocator), allocator);
    return element;
}

void set_element(Value& element, const HotOffer& offer, Allocator& allocator) {
    set_offer(element, offer, allocator);
}

void set_element(Value& element, const HotStock& stock, Allocator& allocator) {
    put(element, "quantity", json_value(stock.quantity), allocator);
}

/// Changes, adds or takes away one element of the array called `name`.
template <class Element>
void set_in_array(rapidjson::Document& record, const char* name,
                  std::optional<std::uint32_t> variant, const Element& change, bool is_removal) {
    auto& allocator = record.GetAllocator();
    const Value* known = elements_of(record, variant, name);
    const std::size_t number = number_of(known, change);
    const std::size_t size = known == nullptr ? 0 : known->Size();
    if (is_removal && number == size) return;
    Value elements(rapidjson::kArrayType);
    if (known != nullptr) elements.CopyFrom(*known, allocator);
    if (is_removal) {
        elements.Erase(elements.Begin() + number);
    } else {
        if (number == size) elements.PushBack(new_element(change, allocator), allocator);
        set_element(elements[static_cast<rapidjson::SizeType>(number)], change, allocator);
    }
    Value& owner = variant && is_variant_of(record, *variant) ? record["variants"][*variant]
                                                              : static_cast<Value&>(record);
    put(owner, name, std::move(elements), allocator);
}

} // namespace

bool has_variants(const Value& record) {
    return is_variant_of(record, 0);
}

void set_in(rapidjson::Document& record, std::string_view path,
            std::optional<std::uint32_t> variant, const HotChange& change) {
    if (const auto* offer = std::get_if<HotOffer>(&change)) {
        return set_in_array(record, kPrices, variant, *offer, !offer->amount);
    }
    if (const auto* stock = std::get_if<HotStock>(&change)) {
        return set_in_array(record, kInventory, variant, *stock, !stock->quantity);
    }
    // A record without variants is its only row.
    Value& owner = variant && is_variant_of(record, *variant) ? record["variants"][*variant]
                                                              : static_cast<Value&>(record);
    set_value(owner, path, std::get<HotValue>(change), record.GetAllocator());
}

std::string set_in_record(const std::string& record, std::string_view path,
                          std::optional<std::uint32_t> variant, const HotChange& change) {
    auto document = parse_json(record);
    set_in(document, path, variant, change);
    return to_json_text(document);
}

void set_offer(Value& element, const HotOffer& offer, Allocator& allocator) {
    const auto moment = [](std::int64_t seconds, std::int64_t unbounded) {
        return seconds == unbounded ? Value() : Value(seconds);
    };
    put(element, "amount", json_value(offer.amount), allocator);
    put(element, "was", json_value(offer.was), allocator);
    put(element, "from", moment(offer.period.from, Period().from), allocator);
    put(element, "until", moment(offer.period.until, Period().until), allocator);
}

std::string place_of(std::string_view record, std::string_view path,
                     std::optional<std::uint32_t> variant, const HotChange& change) {
    if (const auto* stock = std::get_if<HotStock>(&change)) return stock_place(stock->location);
    const auto* offer = std::get_if<HotOffer>(&change);
    if (offer == nullptr) return std::string(path);
    const auto document = parse_json(record);
    return offer_place(number_of(elements_of(document, variant, kPrices), *offer));
}

std::string offer_place(std::size_t number) {
    return std::string(kPrices) + "[" + std::to_string(number) + "]";
}

std::string stock_place(std::string_view location) {
    return std::string(kInventory) + "[" + std::string(location) + "]";
}

} // namespace aisle::data
