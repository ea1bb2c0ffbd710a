#include "tests/support/catalogue.h"

#include <algorithm>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace aisle::support {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

const std::vector<std::string> kBrands = {"Acme", "Nord", "NORD", "Sol & Co", "Vela"};
const std::vector<std::string> kColors = {"red", "Blue", "green", "Grün"};
const std::vector<std::string> kSizes = {"S", "M", "L"};
const std::vector<std::string> kTags = {"new", "sale", "Sale", "eco"};

std::string words(Rng& rng, std::uint32_t count) {
    std::string text;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (i > 0) text += rng.chance(0.1) ? ", " : " ";
        text += rng.pick(vocabulary());
    }
    return text;
}

double cents(Rng& rng) {
    return rng.between(1, 40) * 100 / 100.0 + (rng.chance(0.5) ? 0.99 : 0);
}

void write_text(Writer& out, const char* name, const std::string& value) {
    out.Key(name);
    out.String(value);
}

void write_categories(Writer& out, Rng& rng) {
    out.Key("categories");
    out.StartObject();
    const std::string top = rng.pick(std::vector<std::string>{"Home", "Tech", "Sport"});
    const std::string below = top + " > " + rng.pick(std::vector<std::string>{"One", "Two"});
    write_text(out, "lvl0", top);
    out.Key("lvl1");
    if (rng.chance(0.2)) {
        out.StartArray();
        out.String(below);
        out.String(top + " > Three");
        out.EndArray();
    } else {
        out.String(below);
    }
    out.EndObject();
}

void write_place(Writer& out, Rng& rng) {
    out.StartObject();
    out.Key("lat");
    out.Double(48 + rng.below(1000) / 500.0);
    out.Key("lng");
    out.Double(2 + rng.below(1000) / 500.0);
    out.EndObject();
}

void write_geo(Writer& out, Rng& rng) {
    out.Key("_geoloc");
    if (rng.chance(0.7)) return write_place(out, rng);
    out.StartArray();
    for (std::uint32_t i = rng.between(1, 3); i > 0; --i) write_place(out, rng);
    out.EndArray();
}

void write_tags(Writer& out, Rng& rng) {
    out.Key("_tags");
    out.StartArray();
    for (const auto& tag : kTags) {
        if (rng.chance(0.3)) out.String(tag);
    }
    out.EndArray();
}

void write_offer(Writer& out, Rng& rng) {
    static const std::vector<std::string> kLists = {"default", "default", "vip", "b2b"};
    static const std::vector<std::string> kCurrencies = {"EUR", "EUR", "USD", "JPY", "KWD"};
    out.StartObject();
    if (rng.chance(0.8)) write_text(out, "list", rng.pick(kLists));
    write_text(out, "currency", rng.pick(kCurrencies));
    const std::uint32_t amount = rng.between(2, 30) * 50;
    out.Key("amount");
    out.Uint(amount);
    if (rng.chance(0.3)) {
        out.Key("was");
        out.Uint(amount + 333);
    }
    const std::uint32_t from = rng.below(20) * 100;
    if (rng.chance(0.3)) {
        out.Key("from");
        out.Uint(from);
    }
    if (rng.chance(0.2)) write_text(out, "until", "1970-01-01T01:00:00Z"); // 3600
    if (rng.chance(0.3)) {
        out.Key("minQuantity");
        out.Uint(rng.between(1, 3) * 5);
    }
    if (rng.chance(0.2)) write_text(out, "location", "s" + std::to_string(rng.below(3)));
    static const std::vector<std::string> kSellers = {"Alpha", "beta", "beta", "gamma"};
    if (rng.chance(0.5)) write_text(out, "seller", rng.pick(kSellers));
    out.EndObject();
}

/// Offers and stock of a record or a variant; now and then empty, which hides the record's.
void write_shop(Writer& out, double chance, Rng& rng) {
    if (rng.chance(chance)) {
        out.Key("prices");
        out.StartArray();
        for (std::uint32_t i = rng.below(5); i > 0; --i) write_offer(out, rng);
        out.EndArray();
    }
    if (!rng.chance(chance)) return;
    out.Key("inventory");
    out.StartArray();
    for (const char* location : {"s0", "s1", "s2", "S3"}) {
        if (!rng.chance(0.4)) continue;
        out.StartObject();
        write_text(out, "location", location);
        out.Key("quantity");
        out.Int(static_cast<int>(rng.below(5)) - 1);
        out.EndObject();
    }
    out.EndArray();
}

void write_variants(Writer& out, const std::string& id, const CatalogueShape& shape, Rng& rng) {
    const double missing = shape.missing;
    out.Key("variants");
    out.StartArray();
    const std::uint32_t count = rng.below(4); // none is the same as no member at all
    for (std::uint32_t i = 0; i < count; ++i) {
        out.StartObject();
        write_text(out, "sku", id + "-" + std::to_string(i));
        if (!rng.chance(missing)) write_text(out, "color", rng.pick(kColors));
        if (!rng.chance(missing)) write_text(out, "size", rng.pick(kSizes));
        if (rng.chance(0.5)) {
            out.Key("price");
            out.Double(cents(rng));
        }
        if (shape.offers > 0) write_shop(out, shape.offers, rng);
        out.EndObject();
    }
    out.EndArray();
}

void write_numbers(Writer& out, double missing, Rng& rng) {
    if (!rng.chance(missing)) {
        out.Key("price");
        out.Double(cents(rng));
    }
    if (!rng.chance(missing)) {
        out.Key("rating");
        out.Uint(rng.between(1, 5));
    }
    if (rng.chance(0.1)) { // few products: a sparse column
        out.Key("weights");
        out.StartArray();
        for (std::uint32_t i = rng.between(1, 3); i > 0; --i) out.Uint(rng.below(10));
        out.EndArray();
    }
    if (!rng.chance(missing)) {
        out.Key("active");
        out.Bool(rng.chance(0.5));
    }
}

constexpr const char* kCommonSettings = R"json(
    "attributesForFaceting": ["searchable(brand)", "categories.lvl0", "categories.lvl1",
                              "searchable(variants.color)", "size", "price", "rating", "active",
                              "weights", "filterOnly(series)"],
    "attributeForDistinct": "series",
    "customRanking": ["desc(rating)", "asc(price)", "desc(brand)"]})json";

} // namespace

const std::vector<std::string>& vocabulary() {
    static const std::vector<std::string> kWords = {
        "kettle",   "Kettles",    "petal",      "metal",  "smart",   "phone", "smartphone",
        "red",      "reed",       "Road",       "runner", "running", "blue",  "blues",
        "table",    "Tables",     "tablet",     "cable",  "stable",  "lamp",  "lamps",
        "clamp",    "Crème",      "cream",      "4k",     "2000",    "200",   "foot",
        "ball",     "football",   "basketball", "basket", "a",       "of",    "wireless",
        "wirelees", "headphones", "headphone",  "Größe",  "茶"};
    return kWords;
}

std::string random_record(const std::string& id, const CatalogueShape& shape, Rng& rng) {
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    const auto has = [&] { return !rng.chance(shape.missing); };
    out.StartObject();
    write_text(out, "objectID", id);
    if (has()) write_text(out, "name", words(rng, rng.between(1, 4)));
    if (has()) write_text(out, "brand", rng.pick(kBrands));
    if (has()) write_text(out, "series", "series " + std::to_string(rng.below(12)));
    if (rng.chance(0.3)) {
        out.Key("description");
        out.StartArray();
        for (std::uint32_t i = rng.between(1, 3); i > 0; --i) {
            out.String(words(rng, rng.between(1, 4)));
        }
        out.EndArray();
    } else if (has()) {
        write_text(out, "description", words(rng, rng.between(2, 9)));
    }
    if (has()) write_categories(out, rng);
    if (rng.chance(0.3)) write_text(out, "color", rng.pick(kColors));
    write_numbers(out, shape.missing, rng);
    if (rng.chance(0.6)) write_tags(out, rng);
    if (rng.chance(0.5)) write_geo(out, rng);
    if (rng.chance(shape.variants)) write_variants(out, id, shape, rng);
    if (shape.offers > 0) write_shop(out, shape.offers, rng);
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

std::vector<std::string> random_catalogue(std::uint64_t seed, const CatalogueShape& shape) {
    Rng rng(seed);
    std::vector<std::string> records;
    for (std::uint32_t i = 0; i < shape.num_products; ++i) {
        records.push_back(random_record(shape.id_prefix + std::to_string(i), shape, rng));
    }
    for (std::size_t i = records.size(); i > 1; --i) {
        std::swap(records[i - 1], records[rng.below(static_cast<std::uint32_t>(i))]);
    }
    return records;
}

data::Settings catalogue_settings() {
    return data::Settings::parse(std::string(R"json({
    "searchableAttributes": ["name", "brand,series", "unordered(description)", "variants.color",
                             "categories"],)json") +
                                 kCommonSettings);
}

data::Settings shop_settings() {
    return catalogue_settings().updated_with(R"json({
    "attributesForFaceting": ["searchable(brand)", "categories.lvl0", "categories.lvl1",
                              "searchable(variants.color)", "size", "price", "rating", "active",
                              "weights", "filterOnly(series)", "seller", "location"],
    "exchangeRates": {"base": "EUR", "rates": {"USD": 1.08, "JPY": 161.35}},
    "pausedSellers": ["gamma"]})json");
}

data::Settings settings_without_searchable() {
    return data::Settings::parse(std::string("{") + kCommonSettings);
}

} // namespace aisle::support
