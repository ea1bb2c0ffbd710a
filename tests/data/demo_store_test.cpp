// Properties of the demo store:
//   1. Equal options give equal bytes, on every machine and with every compiler; other seeds give
//      other stores; ranges join to the whole.
//   2. Every record has the promised attributes, well-formed offers and stock, and a unique sku
//      in each row; its price is what the offers say.
//   3. Names and descriptions exist in three different languages.
//   4. Categories and brands follow Zipf's law; the dictionary keeps growing with the store.
//   5. Popularity has a long tail.
//   6. Every event obeys the protocol, lies in the window, and the timestamps ascend.
//   7. Popular products get more events, shoppers come back, and baskets repeat.
//   8. Impossible options and failing streams are refused with the value named.

#include "data/demo/demo_store.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include "data/error.h"

namespace aisle::data::demo {
namespace {

constexpr std::int64_t kNow = 1'764'600'000;

DemoOptions options_for(std::uint64_t num_products, std::uint64_t seed = 1) {
    DemoOptions options;
    options.num_products = num_products;
    options.seed = seed;
    options.now = kNow;
    return options;
}

std::string products_of(const DemoOptions& options) {
    std::ostringstream out;
    write_products(options, out);
    return out.str();
}

std::string events_of(const DemoOptions& options) {
    std::ostringstream out;
    write_events(options, out);
    return out.str();
}

// Calls visit(document) for each line.
template <typename Visit>
std::size_t for_each_line(const std::string& lines, Visit&& visit) {
    std::istringstream in(lines);
    std::size_t count = 0;
    for (std::string line; std::getline(in, line); ++count) {
        rapidjson::Document document;
        document.Parse<rapidjson::kParseValidateEncodingFlag>(line.data(), line.size());
        EXPECT_FALSE(document.HasParseError()) << line;
        visit(static_cast<const rapidjson::Document&>(document));
    }
    return count;
}

std::string text_of(const rapidjson::Value& object, const char* name) {
    return object[name].GetString();
}

void expect_valid_offers(const rapidjson::Value& offers) {
    ASSERT_TRUE(offers.IsArray());
    ASSERT_FALSE(offers.Empty());
    const std::set<std::string> lists = {"default", "vip", "wholesale"};
    const std::set<std::string> currencies = {"EUR", "USD", "GBP"};
    for (const auto& offer : offers.GetArray()) {
        EXPECT_TRUE(lists.contains(text_of(offer, "list")));
        EXPECT_TRUE(currencies.contains(text_of(offer, "currency")));
        EXPECT_GT(offer["amount"].GetUint(), 0U);
        ASSERT_EQ(offer.HasMember("from"), offer.HasMember("until"));
        if (offer.HasMember("from")) {
            EXPECT_LT(offer["from"].GetInt64(), offer["until"].GetInt64());
        }
        if (offer.HasMember("was")) {
            EXPECT_GT(offer["was"].GetUint(), offer["amount"].GetUint());
        }
        if (offer.HasMember("minQuantity")) {
            EXPECT_EQ(text_of(offer, "list"), "wholesale");
        }
    }
}

void expect_valid_inventory(const rapidjson::Value& inventory) {
    ASSERT_TRUE(inventory.IsArray());
    std::set<std::string> places;
    for (const auto& stock : inventory.GetArray()) {
        EXPECT_TRUE(places.insert(text_of(stock, "location")).second);
        EXPECT_GT(stock["quantity"].GetUint(), 0U);
    }
}

// The price that a customer of the default list pays for one piece now, in cents.
std::uint32_t effective_price(const rapidjson::Value& offers) {
    std::uint32_t best = UINT32_MAX;
    for (const auto& offer : offers.GetArray()) {
        const bool begun = !offer.HasMember("from") || offer["from"].GetInt64() <= kNow;
        const bool open = !offer.HasMember("until") || kNow < offer["until"].GetInt64();
        if (begun && open && text_of(offer, "list") == "default" &&
            text_of(offer, "currency") == "EUR" && !offer.HasMember("minQuantity") &&
            !offer.HasMember("location")) {
            best = std::min(best, offer["amount"].GetUint());
        }
    }
    return best;
}

void expect_valid_categories(const rapidjson::Value& record) {
    const auto& levels = record["categories"];
    ASSERT_EQ(levels.Size(), 3U);
    const auto& paths = record["hierarchicalCategories"];
    std::string path;
    for (unsigned level = 0; level < 3; ++level) {
        path += (level == 0 ? "" : " > ") + std::string(levels[level].GetString());
        EXPECT_EQ(text_of(paths, ("lvl" + std::to_string(level)).c_str()), path);
    }
}

void expect_valid_rows(const rapidjson::Value& record, std::set<std::string>& skus) {
    std::uint32_t cheapest = UINT32_MAX;
    const auto check_row = [&](const rapidjson::Value& row) {
        EXPECT_TRUE(skus.insert(text_of(row, "sku")).second) << text_of(row, "sku");
        expect_valid_inventory(row["inventory"]);
        const auto& offers = row.HasMember("prices") ? row["prices"] : record["prices"];
        expect_valid_offers(offers);
        cheapest = std::min(cheapest, effective_price(offers));
    };
    if (record.HasMember("variants")) {
        ASSERT_FALSE(record["variants"].Empty());
        EXPECT_FALSE(record.HasMember("sku"));
        for (const auto& variant : record["variants"].GetArray()) check_row(variant);
    } else {
        check_row(record);
    }
    EXPECT_DOUBLE_EQ(record["price"].GetDouble(), cheapest / 100.0);
}

void expect_valid_ratings(const rapidjson::Value& record) {
    const double average = record["rating_average"].GetDouble();
    EXPECT_GE(average, 1.0);
    EXPECT_LE(average, 5.0);
    EXPECT_EQ(record["rating"].GetInt(), static_cast<int>(std::floor(average + 0.5)));
    EXPECT_GE(record["num_reviews"].GetInt(), 1);
    EXPECT_GE(record["popularity"].GetInt(), 1);
    EXPECT_LT(record["release_date"].GetInt64(), kNow);
    EXPECT_TRUE(record["free_shipping"].IsBool());
    EXPECT_TRUE(record["on_sale"].IsBool());
    EXPECT_TRUE(record["_tags"].IsArray());
}

// The slope of log frequency over log rank, by least squares, for the most frequent `depth`.
double zipf_slope(const std::map<std::string, int>& counts, std::size_t depth) {
    std::vector<double> frequencies;
    for (const auto& [name, count] : counts) frequencies.push_back(count);
    std::ranges::sort(frequencies, std::greater{});
    const std::size_t n = std::min(depth, frequencies.size());
    double sum_x = 0, sum_y = 0, sum_xx = 0, sum_xy = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double x = std::log(static_cast<double>(i) + 3); // Mandelbrot's offset of 2
        const double y = std::log(frequencies[i]);
        sum_x += x, sum_y += y, sum_xx += x * x, sum_xy += x * y;
    }
    const auto count = static_cast<double>(n);
    return (count * sum_xy - sum_x * sum_y) / (count * sum_xx - sum_x * sum_x);
}

std::size_t num_different_words(std::uint64_t num_products) {
    std::set<std::string> words;
    for_each_line(products_of(options_for(num_products)), [&](const auto& record) {
        std::istringstream name(text_of(record, "name"));
        for (std::string word; name >> word;) words.insert(word);
    });
    return words.size();
}

TEST(DemoStore, gives_equal_bytes_for_equal_options_and_others_for_other_seeds) {
    EXPECT_EQ(products_of(options_for(500, 7)), products_of(options_for(500, 7)));
    EXPECT_NE(products_of(options_for(500, 7)), products_of(options_for(500, 8)));
    EXPECT_EQ(events_of(options_for(500, 7)), events_of(options_for(500, 7)));
    EXPECT_NE(events_of(options_for(500, 7)), events_of(options_for(500, 8)));
}

// FNV-1a.
std::uint64_t fingerprint(const std::string& bytes) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
    return hash;
}

// These change with the vocabulary and the rules of the store, and with nothing else.
TEST(DemoStore, gives_the_bytes_that_other_compilers_gave) {
    EXPECT_EQ(fingerprint(products_of(options_for(300))), 12'600'251'556'049'268'276U);
    EXPECT_EQ(fingerprint(events_of(options_for(300))), 17'725'243'937'644'647'135U);
}

TEST(DemoStore, joins_ranges_to_the_whole_and_a_larger_store_starts_with_the_smaller_one) {
    const DemoOptions options = options_for(700);
    std::ostringstream parts;
    for (const auto& [first, count] : {std::pair{0, 1}, std::pair{1, 299}, std::pair{300, 400}}) {
        write_product_range(options, static_cast<std::uint64_t>(first),
                            static_cast<std::uint64_t>(count), parts);
    }
    EXPECT_EQ(parts.str(), products_of(options));
    EXPECT_TRUE(products_of(options_for(900)).starts_with(products_of(options)));
}

TEST(DemoStore, gives_every_record_what_the_schema_promises) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        std::set<std::string> skus;
        std::string previous;
        const std::size_t count = for_each_line(
            products_of(options_for(1'500, seed)), [&](const rapidjson::Document& record) {
                EXPECT_LT(previous, text_of(record, "objectID"));
                previous = text_of(record, "objectID");
                expect_valid_categories(record);
                expect_valid_rows(record, skus);
                expect_valid_ratings(record);
                EXPECT_FALSE(text_of(record, "brand").empty());
            });
        EXPECT_EQ(count, 1'500U);
        EXPECT_EQ(previous, "p0001500");
    }
}

TEST(DemoStore, marks_what_is_on_sale_now_and_offers_other_lists_to_some) {
    int on_sale = 0;
    int for_vips = 0;
    for_each_line(products_of(options_for(5'000)), [&](const rapidjson::Document& record) {
        const auto tags = record["_tags"].GetArray();
        const bool is_tagged = std::ranges::any_of(
            tags, [](const auto& tag) { return std::string_view(tag.GetString()) == "sale"; });
        EXPECT_EQ(record["on_sale"].GetBool(), is_tagged);
        on_sale += is_tagged ? 1 : 0;
        const auto& row = record.HasMember("prices") ? record : record["variants"][0];
        const auto offers = row["prices"].GetArray();
        for_vips += std::ranges::any_of(
            offers, [](const auto& offer) { return text_of(offer, "list") == "vip"; });
    });
    EXPECT_GT(on_sale, 150);
    EXPECT_LT(on_sale, 500);
    EXPECT_GT(for_vips, 1'000);
}

TEST(DemoStore, speaks_three_different_languages) {
    for_each_line(products_of(options_for(2'000)), [&](const rapidjson::Document& record) {
        for (const std::string part : {"name", "description"}) {
            const std::string en = text_of(record, part.c_str());
            const std::string de = text_of(record, (part + "_de").c_str());
            const std::string fr = text_of(record, (part + "_fr").c_str());
            EXPECT_GT(en.size(), 10U);
            EXPECT_NE(en, de);
            EXPECT_NE(en, fr);
            EXPECT_NE(de, fr);
            for (const std::string& text : {en, de, fr}) {
                EXPECT_EQ(text.find("  "), std::string::npos) << text;
                EXPECT_EQ(text.find('='), std::string::npos) << text;
            }
        }
    });
}

TEST(DemoStore, follows_zipfs_law_in_categories_and_brands) {
    std::map<std::string, int> families;
    std::map<std::string, int> departments;
    std::map<std::string, int> brands;
    for_each_line(products_of(options_for(20'000)), [&](const rapidjson::Document& record) {
        ++departments[text_of(record["hierarchicalCategories"], "lvl0")];
        ++families[text_of(record["hierarchicalCategories"], "lvl2")];
        ++brands[text_of(record, "brand")];
    });
    EXPECT_GE(departments.size(), 12U);
    EXPECT_GE(families.size(), 150U);
    EXPECT_GE(brands.size(), 150U);
    EXPECT_NEAR(zipf_slope(families, 200), -1.0, 0.2);
    EXPECT_NEAR(zipf_slope(brands, 150), -0.9, 0.35);
}

TEST(DemoStore, keeps_finding_new_words_as_it_grows) {
    const std::size_t small = num_different_words(2'000);
    const std::size_t large = num_different_words(16'000);
    // Heaps' law: eight times the text shows a few times the words.
    EXPECT_GT(large, 2 * small);
    EXPECT_LT(large, 8 * small);
}

TEST(DemoStore, has_few_popular_products_and_a_long_tail) {
    std::vector<std::int64_t> popularity;
    for_each_line(products_of(options_for(10'000)), [&](const rapidjson::Document& record) {
        popularity.push_back(record["popularity"].GetInt64());
    });
    std::ranges::sort(popularity, std::greater{});
    EXPECT_GT(popularity[10], 50 * popularity[5'000]);
    EXPECT_GT(popularity[100], 5 * popularity[1'000]);
}

bool is_made_of(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

bool is_user_token(std::string_view token) {
    return !token.empty() && token.size() <= 129 &&
           is_made_of(token, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_=/+-");
}

bool is_query_id(std::string_view id) {
    return id.size() == 32 && is_made_of(id, "0123456789abcdef");
}

void expect_valid_event(const rapidjson::Value& event) {
    const std::string type = text_of(event, "eventType");
    EXPECT_TRUE(type == "click" || type == "conversion" || type == "view");
    EXPECT_EQ(text_of(event, "index"), "products");
    EXPECT_LE(text_of(event, "eventName").size(), 64U);
    EXPECT_TRUE(is_user_token(text_of(event, "userToken")));
    const auto num_items = event["objectIDs"].Size();
    EXPECT_GE(num_items, 1U);
    EXPECT_LE(num_items, 20U);
    EXPECT_EQ(event.HasMember("positions"), type == "click");
    if (event.HasMember("queryID")) {
        EXPECT_TRUE(is_query_id(text_of(event, "queryID")));
    }
    if (event.HasMember("positions")) {
        EXPECT_TRUE(event.HasMember("queryID"));
        ASSERT_EQ(event["positions"].Size(), num_items);
        EXPECT_GE(event["positions"][0].GetUint(), 1U);
    }
    EXPECT_EQ(event.HasMember("eventSubtype"), type == "conversion");
    EXPECT_EQ(event.HasMember("objectData"), type == "conversion");
    if (!event.HasMember("objectData")) return;
    ASSERT_EQ(event["objectData"].Size(), num_items);
    double value = 0;
    for (const auto& data : event["objectData"].GetArray()) {
        value += data["price"].GetDouble() * data["quantity"].GetInt();
        if (data.HasMember("queryID")) {
            EXPECT_TRUE(is_query_id(text_of(data, "queryID")));
        }
    }
    EXPECT_NEAR(event["value"].GetDouble(), value, 0.005);
    EXPECT_EQ(text_of(event, "currency"), "EUR");
}

TEST(DemoStore, writes_events_that_the_protocol_accepts_in_order_of_time) {
    const DemoOptions options = options_for(1'000);
    std::int64_t previous = (kNow - 30 * 86'400) * 1'000;
    const std::size_t count =
        for_each_line(events_of(options), [&](const rapidjson::Document& event) {
            expect_valid_event(event);
            const std::int64_t time = event["timestamp"].GetInt64();
            EXPECT_GE(time, previous);
            EXPECT_LT(time, kNow * 1'000);
            previous = time;
            for (const auto& item : event["objectIDs"].GetArray()) {
                EXPECT_GE(std::string_view(item.GetString()), "p0000001");
                EXPECT_LE(std::string_view(item.GetString()), "p0001000");
            }
        });
    EXPECT_GT(count, 2'000U);
}

TEST(DemoStore, has_shoppers_who_prefer_popular_products_and_come_back) {
    const DemoOptions options = options_for(4'000);
    std::map<std::string, std::int64_t> popularity;
    for_each_line(products_of(options), [&](const rapidjson::Document& record) {
        popularity[text_of(record, "objectID")] = record["popularity"].GetInt64();
    });
    std::map<std::string, int> views;
    std::map<std::string, std::set<std::int64_t>> days;
    std::map<std::pair<std::string, std::string>, int> pairs;
    for_each_line(events_of(options), [&](const rapidjson::Document& event) {
        const auto items = event["objectIDs"].GetArray();
        if (text_of(event, "eventName") == "Product Viewed") ++views[items[0].GetString()];
        days[text_of(event, "userToken")].insert(event["timestamp"].GetInt64() / 86'400'000);
        if (text_of(event, "eventName") != "Products Purchased") return;
        for (const auto& one : items) {
            for (const auto& other : items) {
                if (std::string_view(one.GetString()) < other.GetString()) {
                    ++pairs[{one.GetString(), other.GetString()}];
                }
            }
        }
    });
    double popular = 0, num_popular = 0, other = 0, num_other = 0;
    for (const auto& [id, value] : popularity) {
        (value >= 50 ? popular : other) += views[id];
        (value >= 50 ? num_popular : num_other) += 1;
    }
    EXPECT_GT(popular / num_popular, 5 * other / num_other);
    const auto returning =
        std::ranges::count_if(days, [](const auto& entry) { return entry.second.size() > 1; });
    EXPECT_GT(returning, static_cast<std::ptrdiff_t>(days.size() / 2));
    const auto repeated =
        std::ranges::count_if(pairs, [](const auto& entry) { return entry.second > 1; });
    EXPECT_GT(repeated, 10);
}

TEST(DemoStore, copes_with_a_store_of_one_product) {
    EXPECT_EQ(for_each_line(products_of(options_for(1)), [](const auto&) {}), 1U);
    DemoOptions options = options_for(1);
    options.num_shoppers = 20;
    EXPECT_GT(for_each_line(events_of(options), expect_valid_event), 10U);
}

TEST(DemoStore, refuses_options_out_of_range_and_a_failing_stream) {
    std::ostringstream out;
    EXPECT_THROW(write_products(options_for(0), out), Error);
    EXPECT_THROW(write_events(options_for(10'000'000), out), Error);
    DemoOptions no_days = options_for(10);
    no_days.num_days = 0;
    EXPECT_THROW(write_events(no_days, out), Error);
    out.setstate(std::ios::badbit);
    EXPECT_THROW(write_products(options_for(10), out), Error);
}

TEST(DemoStore, ships_settings_that_are_json_and_name_their_replicas) {
    const std::string folder = std::string(AISLE_SOURCE_DIR) + "/data/demo/";
    const auto read = [&](const std::string& name) {
        std::ifstream in(folder + name);
        std::stringstream text;
        text << in.rdbuf();
        rapidjson::Document document;
        document.Parse(text.str().c_str());
        EXPECT_TRUE(document.IsObject()) << name;
        return document;
    };
    const auto settings = read("settings.json");
    for (const auto& replica : settings["replicas"].GetArray()) {
        const std::string suffix = std::string(replica.GetString()).substr(9); // "products_"
        EXPECT_TRUE(read("replica_" + suffix + ".json").HasMember("ranking"));
    }
}

} // namespace
} // namespace aisle::data::demo
