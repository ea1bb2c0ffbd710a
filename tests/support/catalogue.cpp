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

void write_variants(Writer& out, const std::string& id, double missing, Rng& rng) {
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
    if (rng.chance(shape.variants)) write_variants(out, id, shape.missing, rng);
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

data::Settings settings_without_searchable() {
    return data::Settings::parse(std::string("{") + kCommonSettings);
}

} // namespace aisle::support
