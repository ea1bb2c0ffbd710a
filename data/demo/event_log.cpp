// Writes the shoppers' days as the protocol's events: a day at a time, merged by time.

#include <algorithm>
#include <string>
#include <string_view>

#include "data/demo/assortment.h"
#include "data/demo/demo_store.h"
#include "data/demo/json_lines.h"
#include "data/demo/product.h"
#include "data/demo/shopper.h"

namespace aisle::data::demo {
namespace {

constexpr std::string_view kIndexName = "products";
constexpr std::uint64_t kQueryStream = 8;
constexpr std::uint64_t kTokenStream = 9;

void text_member(JsonWriter& json, std::string_view name, std::string_view value) {
    json.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void append_hex(std::uint64_t bits, std::uint32_t num_digits, std::string& out) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (std::uint32_t i = num_digits; i > 0; --i) out += kDigits[bits >> (4 * (i - 1)) & 0xFU];
}

std::string query_id(std::uint64_t query) {
    std::string id;
    append_hex(query, 16, id);
    append_hex(Rng::for_key({kQueryStream, query}).next(), 16, id);
    return id;
}

// A third of the shoppers never log in; their token is what browsers make up.
std::string user_token(const DemoOptions& options, std::uint64_t shopper) {
    Rng rng = Rng::for_key({options.seed, kTokenStream, shopper});
    if (!rng.chance(33)) return "customer-" + std::to_string(shopper + 1);
    std::string token = "anonymous-";
    constexpr std::uint32_t kUuidGroups[] = {8, 4, 4, 4};
    for (const std::uint32_t digits : kUuidGroups) {
        append_hex(rng.next(), digits, token);
        token += '-';
    }
    // The last group ends in the shopper's number, so that no two have the same token.
    append_hex(rng.next(), 4, token);
    append_hex(shopper, 8, token);
    return token;
}

struct Wording {
    std::string_view type;
    std::string_view name;
    std::string_view subtype; // empty: none
};

Wording wording_of(const ShopperEvent& event) {
    switch (event.action) {
    case Action::kSeeHits:
        return {"view", "Hits Viewed", ""};
    case Action::kClick:
        return {"click", "Product Clicked", ""};
    case Action::kView:
        return {"view", "Product Viewed", ""};
    case Action::kAddToCart:
        return {"conversion", "Product Added To Cart", "addToCart"};
    case Action::kPurchase:
        return {"conversion", "Products Purchased", "purchase"};
    }
    return {};
}

class EventWriter {
public:
    EventWriter(const DemoOptions& options, std::ostream& out) : options_(options), lines_(out) {}

    void write(const ShopperEvent& event) {
        lines_.add([&](JsonWriter& json) { write_event(event, json); });
    }

    void flush() { lines_.flush(); }

private:
    void write_event(const ShopperEvent& event, JsonWriter& json) {
        const Wording wording = wording_of(event);
        json.StartObject();
        text_member(json, "eventType", wording.type);
        text_member(json, "eventName", wording.name);
        if (!wording.subtype.empty()) text_member(json, "eventSubtype", wording.subtype);
        text_member(json, "index", kIndexName);
        text_member(json, "userToken", user_token(options_, event.shopper));
        json.Key("timestamp");
        json.Int64(event.time_ms);
        if (event.query != 0) text_member(json, "queryID", query_id(event.query));
        json.Key("objectIDs");
        json.StartArray();
        for (const std::uint32_t item : event.items) json.String(object_id(item));
        json.EndArray();
        if (event.action == Action::kClick) {
            json.Key("positions");
            json.StartArray();
            json.Uint(event.position);
            json.EndArray();
        }
        if (event.action == Action::kAddToCart) write_cart_line(event, json);
        if (event.action == Action::kPurchase) write_basket(event, json);
        json.EndObject();
    }

    void write_cart_line(const ShopperEvent& event, JsonWriter& json) {
        json.Key("objectData");
        json.StartArray();
        write_object_data(event.items.front(), 1, 0, json);
        json.EndArray();
        write_value(product_.price_minor, json);
    }

    void write_basket(const ShopperEvent& event, JsonWriter& json) {
        std::uint64_t total_minor = 0;
        json.Key("objectData");
        json.StartArray();
        for (std::size_t i = 0; i < event.items.size(); ++i) {
            write_object_data(event.items[i], event.quantities[i], event.item_queries[i], json);
            total_minor += std::uint64_t{product_.price_minor} * event.quantities[i];
        }
        json.EndArray();
        write_value(total_minor, json);
    }

    // Leaves the product in product_, whose price the caller adds up.
    void write_object_data(std::uint32_t item, std::uint32_t quantity, std::uint64_t query,
                           JsonWriter& json) {
        make_product(options_, item, product_);
        const std::uint32_t regular = product_.offers.front().amount;
        json.StartObject();
        json.Key("price");
        json.Double(product_.price_minor / 100.0);
        if (regular > product_.price_minor) {
            json.Key("discount");
            json.Double((regular - product_.price_minor) / 100.0);
        }
        json.Key("quantity");
        json.Uint(quantity);
        if (query != 0) text_member(json, "queryID", query_id(query));
        json.EndObject();
    }

    static void write_value(std::uint64_t minor, JsonWriter& json) {
        json.Key("value");
        json.Double(static_cast<double>(minor) / 100.0);
        text_member(json, "currency", "EUR");
    }

    const DemoOptions& options_;
    JsonLines lines_;
    Product product_;
};

} // namespace

void write_events(const DemoOptions& options, std::ostream& out) {
    check_options(options);
    const Assortment assortment(options);
    const std::uint64_t num_shoppers =
        options.num_shoppers > 0 ? options.num_shoppers : (options.num_products + 9) / 10;
    const Crowd crowd(options, assortment);
    EventWriter writer(options, out);
    std::vector<ShopperEvent> events;
    for (std::uint32_t day = 0; day < options.num_days; ++day) {
        events.clear();
        for (std::uint64_t number = 0; number < num_shoppers; ++number) {
            crowd.append_day(crowd.shopper(number), day, events);
        }
        // Stable: equal times keep the order of the shoppers.
        std::ranges::stable_sort(events, {}, &ShopperEvent::time_ms);
        for (const ShopperEvent& event : events) writer.write(event);
    }
    writer.flush();
}

} // namespace aisle::data::demo
