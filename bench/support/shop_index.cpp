#include "bench/support/shop_index.h"

#include <array>
#include <random>
#include <string>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "bench/support/demo_index.h"
#include "bench/support/snapshots.h"
#include "data/json.h"
#include "data/settings.h"
#include "indexer/index_builder.h"

namespace aisle::bench {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::uint32_t kVariants = 4;
constexpr std::uint32_t kListsPerVariant = 4;

data::Settings shop_settings() {
    return data::Settings::parse(R"json({
        "searchableAttributes": ["name", "brand", "description"],
        "attributesForFaceting": ["brand", "color", "size", "material", "rating", "price",
            "hierarchicalCategories.lvl0", "hierarchicalCategories.lvl1", "seller", "location"],
        "customRanking": ["desc(rating)"]})json");
}

void put(Writer& out, const char* name, const std::string& value) {
    out.Key(name);
    out.String(value);
}

void put(Writer& out, const char* name, std::uint64_t value) {
    out.Key(name);
    out.Uint64(value);
}

void write_offer(Writer& out, const std::string& list, const char* currency, std::uint64_t amount) {
    out.StartObject();
    put(out, "list", list);
    put(out, "currency", std::string(currency));
    put(out, "amount", amount);
    out.EndObject();
}

void write_offers(Writer& out, std::mt19937_64& random) {
    const std::uint64_t amount = 99 + random() % 20'000;
    out.Key("prices");
    out.StartArray();
    write_offer(out, "default", "EUR", amount);
    write_offer(out, "default", "USD", amount + 100);
    for (std::uint32_t i = 0; i < kListsPerVariant; ++i) {
        write_offer(out, "list-" + std::to_string(random() % kShopLists), "EUR",
                    amount * (70 + random() % 30) / 100);
    }
    out.EndArray();
}

void write_stock(Writer& out, std::mt19937_64& random) {
    out.Key("inventory");
    out.StartArray();
    for (std::uint32_t i = 0; i < kShopLocations; ++i) {
        if (random() % 2 == 0) continue;
        out.StartObject();
        put(out, "location", "store-" + std::to_string(i));
        put(out, "quantity", random() % 5);
        out.EndObject();
    }
    out.EndArray();
}

void write_variants(Writer& out, const std::string& id, std::mt19937_64& random) {
    static constexpr std::array kColors = {"black", "white", "red",   "blue",
                                           "green", "grey",  "brown", "yellow"};
    static constexpr std::array kSizes = {"XS", "S", "M", "L", "XL"};
    out.Key("variants");
    out.StartArray();
    for (std::uint32_t i = 0; i < kVariants; ++i) {
        out.StartObject();
        put(out, "sku", id + "-" + std::to_string(i));
        put(out, "color", std::string(kColors[random() % kColors.size()]));
        put(out, "size", std::string(kSizes[random() % kSizes.size()]));
        put(out, "price", 1 + random() % 200);
        write_offers(out, random);
        write_stock(out, random);
        out.EndObject();
    }
    out.EndArray();
}

/// A record of the demo store, with variants of this store's.
std::string shop_record(const std::string& demo_record, std::mt19937_64& random) {
    const auto record = data::parse_json(demo_record);
    rapidjson::StringBuffer buffer;
    Writer out(buffer);
    out.StartObject();
    for (const char* name : {"objectID", "name", "brand", "description", "material", "rating",
                             "hierarchicalCategories"}) {
        const auto* value = data::find_member(record, name);
        if (value == nullptr) continue;
        out.Key(name);
        value->Accept(out);
    }
    write_variants(out, std::string(data::string_of(*data::find_member(record, "objectID"))),
                   random);
    out.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

void build_shop_index(const data::IndexDirectory& index) {
    const auto records = demo_records(num_bench_products());
    std::mt19937_64 random(3);
    std::size_t next = 0;
    indexer::BuildOptions options;
    options.on_error = indexer::OnError::kFail;
    const auto supply = [&]() -> std::optional<indexer::RawRecord> {
        if (next == records.size()) return std::nullopt;
        const std::uint64_t line = next + 1;
        return indexer::RawRecord{shop_record(records[next++], random), line, ""};
    };
    static_cast<void>(indexer::build_index(index, shop_settings(), {}, supply, options));
}

} // namespace

const search::Snapshot& shop_snapshot() {
    static const search::Snapshot kSnapshot = [] {
        const data::IndexDirectory index(AISLE_BENCH_DATA,
                                         "shop-" + std::to_string(num_bench_products()));
        if (!is_usable(index)) build_shop_index(index);
        return open_snapshot(index, shop_settings());
    }();
    return kSnapshot;
}

} // namespace aisle::bench
