#include "data/demo/product_json.h"

#include <array>
#include <string>
#include <string_view>

namespace aisle::data::demo {
namespace {

constexpr std::uint32_t kBestsellerPopularity = 500; // about one product in a hundred
constexpr std::int64_t kNewSeconds = 45 * 86'400;

void text(JsonWriter& json, std::string_view value) {
    json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void key(JsonWriter& json, std::string_view name) {
    json.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

void text_member(JsonWriter& json, std::string_view name, std::string_view value) {
    key(json, name);
    text(json, value);
}

void number_member(JsonWriter& json, std::string_view name, std::int64_t value) {
    key(json, name);
    json.Int64(value);
}

void write_texts(const ProductText& product, JsonWriter& json) {
    text_member(json, "name", product.name.en);
    text_member(json, "name_de", product.name.de);
    text_member(json, "name_fr", product.name.fr);
    text_member(json, "description", product.description.en);
    text_member(json, "description_de", product.description.de);
    text_member(json, "description_fr", product.description.fr);
    text_member(json, "brand", product.brand);
    if (!product.author.empty()) text_member(json, "author", product.author);
    if (!product.material.empty()) text_member(json, "material", product.material);
}

void write_categories(const FamilyEntry& entry, JsonWriter& json) {
    const std::array<std::string_view, 3> levels = {
        departments()[entry.department_position]->category, entry.shelf->category,
        entry.family->category};
    key(json, "categories");
    json.StartArray();
    for (const std::string_view level : levels) text(json, level);
    json.EndArray();
    key(json, "hierarchicalCategories");
    json.StartObject();
    std::string path;
    std::string name = "lvl0";
    for (const std::string_view level : levels) {
        if (!path.empty()) path += " > ";
        path += level;
        text_member(json, name, path);
        ++name.back();
    }
    json.EndObject();
}

void write_offer(const Offer& offer, JsonWriter& json) {
    json.StartObject();
    text_member(json, "list", offer.list);
    text_member(json, "currency", offer.currency);
    number_member(json, "amount", offer.amount);
    if (offer.until != 0) {
        number_member(json, "from", offer.from);
        number_member(json, "until", offer.until);
    }
    if (offer.min_quantity != 1) number_member(json, "minQuantity", offer.min_quantity);
    if (!offer.location.empty()) text_member(json, "location", offer.location);
    if (!offer.seller.empty()) text_member(json, "seller", offer.seller);
    if (offer.was != 0) number_member(json, "was", offer.was);
    json.EndObject();
}

void write_prices(const std::vector<Offer>& offers, JsonWriter& json) {
    key(json, "prices");
    json.StartArray();
    for (const Offer& offer : offers) write_offer(offer, json);
    json.EndArray();
}

void write_inventory(const std::vector<Stock>& inventory, JsonWriter& json) {
    key(json, "inventory");
    json.StartArray();
    for (const Stock& stock : inventory) {
        json.StartObject();
        text_member(json, "location", stock.location);
        number_member(json, "quantity", stock.quantity);
        json.EndObject();
    }
    json.EndArray();
}

// Unique because the product's number is in it: "HAL-004213".
std::string base_sku(const Product& product) {
    std::string sku;
    for (const char c : product.text.brand) {
        if (c >= 'A' && c <= 'Z') sku += c;
        if (c >= 'a' && c <= 'z') sku += static_cast<char>(c - 'a' + 'A');
        if (sku.size() == 3) break;
    }
    sku += '-';
    return sku += object_id(product.plan.index).substr(1);
}

void append_two_digits(std::size_t number, std::string& out) {
    out += static_cast<char>('0' + number / 10 % 10);
    out += static_cast<char>('0' + number % 10);
}

// Variants inherit the record's prices, unless their size makes a difference.
void write_variants(const Product& product, JsonWriter& json) {
    const bool storage = family_of(product.plan).family->variants == Variants::kStorage;
    const std::string sku = base_sku(product);
    std::vector<Offer> offers;
    key(json, "variants");
    json.StartArray();
    for (std::size_t i = 0; i < product.variants.size(); ++i) {
        const Variant& variant = product.variants[i];
        std::string own_sku = sku + '-';
        append_two_digits(i + 1, own_sku);
        json.StartObject();
        text_member(json, "sku", own_sku);
        if (!variant.color.empty()) text_member(json, "color", variant.color);
        if (!variant.size.empty()) text_member(json, storage ? "storage" : "size", variant.size);
        if (product.has_size_prices()) {
            const std::uint64_t minor =
                std::uint64_t{product.plan.base_minor} * variant.price_percent;
            make_offers(static_cast<std::uint32_t>(minor / 100), product.pricing, offers);
            write_prices(offers, json);
        }
        write_inventory(variant.inventory, json);
        json.EndObject();
    }
    json.EndArray();
}

void write_tags(const Product& product, std::int64_t now, JsonWriter& json) {
    const std::string_view material = product.text.material;
    key(json, "_tags");
    json.StartArray();
    if (now - product.release_date < kNewSeconds) text(json, "new");
    if (product.plan.popularity >= kBestsellerPopularity) text(json, "bestseller");
    if (product.pricing.is_on_sale(now)) text(json, "sale");
    if (material.starts_with("recycled") || material.starts_with("organic")) text(json, "eco");
    json.EndArray();
}

} // namespace

void write_record(const Product& product, std::int64_t now, JsonWriter& json) {
    json.StartObject();
    text_member(json, "objectID", object_id(product.plan.index));
    write_texts(product.text, json);
    write_categories(family_of(product.plan), json);
    key(json, "price");
    json.Double(product.price_minor / 100.0);
    number_member(json, "rating", (product.rating_tenths + 5) / 10);
    key(json, "rating_average");
    json.Double(product.rating_tenths / 10.0);
    number_member(json, "num_reviews", product.num_reviews);
    number_member(json, "popularity", product.plan.popularity);
    number_member(json, "release_date", product.release_date);
    key(json, "free_shipping");
    json.Bool(product.free_shipping);
    key(json, "on_sale");
    json.Bool(product.pricing.is_on_sale(now));
    write_tags(product, now, json);
    if (!product.has_size_prices()) write_prices(product.offers, json);
    if (product.is_single()) {
        text_member(json, "sku", base_sku(product));
        write_inventory(product.variants.front().inventory, json);
    } else {
        write_variants(product, json);
    }
    json.EndObject();
}

} // namespace aisle::data::demo
