// Properties of hot updates:
//   1. Whatever records, partial updates and hot updates come, in place or not: records, filters,
//      orders and facets all show the fold of them, also after restarts, merges, sealing, copies
//      and rebuilds.
//   2. An update that is older than what was set before it changes nothing.
//   3. Numbers change in place: no segment is built for them.
//   4. Lines that are wrong are refused, named by their number.
#include "api/hot_updates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "api/operation_kind.h"
#include "data/error.h"
#include "data/json.h"
#include "data/search_params_parser.h"
#include "search/searcher.h"
#include "tests/api/support/running_store.h"
#include "tests/support/rng.h"
#include "tests/support/store_model.h"

namespace aisle::api {
namespace {

using support::RunningStore;
using testing::HasSubstr;
namespace kind = operation_kind;

constexpr const char* kSettings =
    R"j({"hotAttributes":["price","inStock"],"attributesForFaceting":["inStock","price"],
         "customRanking":["desc(price)"]})j";

/// A record with two variants, or none; what is absent is not in the record.
struct Product {
    std::optional<double> price;
    std::optional<bool> in_stock;
    std::vector<std::optional<double>> variant_prices;

    [[nodiscard]] std::string json(const std::string& id) const {
        std::string json = R"({"objectID":")" + id + "\"";
        if (variant_prices.empty()) json += R"(,"sku":")" + id + "-0\"";
        if (price) json += ",\"price\":" + std::to_string(*price);
        if (in_stock) json += *in_stock ? ",\"inStock\":true" : ",\"inStock\":false";
        for (std::size_t i = 0; i < variant_prices.size(); ++i) {
            json += (i == 0 ? ",\"variants\":[" : ",") + std::string(R"({"sku":")") + id + "-" +
                    std::to_string(i) + "\"";
            if (variant_prices[i]) json += ",\"price\":" + std::to_string(*variant_prices[i]);
            json += "}";
        }
        return json + (variant_prices.empty() ? "}" : "]}");
    }

    /// What its rows cost.
    [[nodiscard]] std::vector<double> prices() const {
        std::vector<double> prices;
        for (const auto& own : variant_prices) {
            if (own || price) prices.push_back(own ? *own : *price);
        }
        if (variant_prices.empty() && price) prices.push_back(*price);
        return prices;
    }
};

search::SearchResult ask(const search::Snapshot& snapshot, const std::string& request) {
    const auto json = data::parse_json(request);
    return search::search(snapshot,
                          data::parse_search_params(data::JsonAt(json), snapshot.settings));
}

std::vector<std::string> ids_in(const search::Snapshot& snapshot,
                                const search::SearchResult& result) {
    std::vector<std::string> ids;
    for (const auto& hit : result.hits) {
        const auto& columns = snapshot.segments[hit.candidate.segment].columns();
        ids.emplace_back(columns.object_id(hit.candidate.product));
    }
    return ids;
}

using Products = std::map<std::string, Product>;

/// What the search shows otherwise than the products say; empty when all is well.
void expect_shown(const search::Snapshot& snapshot, const Products& products) {
    const auto records = support::records_in(snapshot);
    ASSERT_EQ(records.size(), products.size());
    for (const auto& [id, product] : products) {
        ASSERT_TRUE(records.contains(id)) << id;
        const auto shown = data::parse_json(records.at(id));
        const auto expected = data::parse_json(product.json(id));
        ASSERT_TRUE(shown == expected) << records.at(id) << " instead of " << product.json(id);
    }
    std::vector<std::string> cheap;
    std::map<std::string, std::uint64_t> flags;
    std::vector<std::pair<double, std::string>> order;
    for (const auto& [id, product] : products) {
        const auto prices = product.prices();
        if (std::any_of(prices.begin(), prices.end(), [](double p) { return p < 50; })) {
            cheap.push_back(id);
        }
        if (product.in_stock) ++flags[*product.in_stock ? "true" : "false"];
        const double best = prices.empty() ? -1 : *std::max_element(prices.begin(), prices.end());
        order.emplace_back(-best, id);
    }
    auto found = ids_in(snapshot, ask(snapshot, R"({"filters":"price < 50","hitsPerPage":1000})"));
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, cheap);
    std::sort(order.begin(), order.end());
    const auto all = ask(snapshot, R"({"facets":["inStock"],"hitsPerPage":1000})");
    const auto shown = ids_in(snapshot, all);
    for (std::size_t i = 0; i < order.size(); ++i) ASSERT_EQ(shown[i], order[i].second);
    const auto& values = all.facets.front().values;
    EXPECT_EQ((std::map<std::string, std::uint64_t>(values.begin(), values.end())), flags);
    for (const char* flag : {"true", "false"}) {
        const auto with = ask(snapshot, std::string(R"({"filters":"inStock:)") + flag + "\"}");
        EXPECT_EQ(with.num_hits, flags[flag]) << flag;
    }
}

Product random_product(support::Rng& rng) {
    const auto price = [&]() -> std::optional<double> {
        if (rng.chance(0.2)) return std::nullopt;
        return rng.below(400) / 4.0;
    };
    Product product;
    product.price = price();
    if (rng.chance(0.8)) product.in_stock = rng.chance(0.5);
    if (rng.chance(0.4)) product.variant_prices = {price(), price()};
    return product;
}

std::string line(const std::string& address, const std::string& attribute, const std::string& value,
                 const std::string& more = {}) {
    return "{" + address + R"(,"attribute":")" + attribute + R"(","value":)" + value + more + "}\n";
}

class HotUpdates : public testing::TestWithParam<std::uint64_t> {};

TEST_P(HotUpdates, show_in_everything_whatever_happens) {
    support::Rng rng(GetParam());
    LiveStoreOptions options;
    options.seal_after_products = rng.pick(std::vector<std::uint64_t>{5, 1'000'000});
    options.trim_after_operations = rng.pick(std::vector<std::uint64_t>{4, 1'000'000});
    options.limits.background_products =
        rng.pick(std::vector<std::uint64_t>{1, 4, kBackgroundProducts});
    RunningStore store(kSettings, options);
    Products products;
    const bool has_variants = rng.chance(0.6);
    const auto save = [&](const std::string& id) {
        products[id] = random_product(rng);
        if (!has_variants) products[id].variant_prices.clear();
        store.save(id, products[id].json(id));
    };
    for (int i = 0; i < 30; ++i) save("p" + std::to_string(i));
    for (int step = 0; step < 40; ++step) {
        std::string lines;
        for (auto n = rng.between(1, 12); n > 0; --n) {
            const std::string id = "p" + std::to_string(rng.below(32));
            const auto found = products.find(id);
            const double price = rng.below(400) / 4.0;
            const bool flag = rng.chance(0.5);
            const bool is_gone = rng.chance(0.1);
            const auto choice = rng.below(3);
            const std::string by_id = R"("objectID":")" + id + "\"";
            const std::string number = is_gone ? "null" : std::to_string(price);
            if (choice == 0) {
                lines += line(by_id, "inStock", is_gone ? "null" : flag ? "true" : "false");
                if (found == products.end()) continue;
                found->second.in_stock = flag;
                if (is_gone) found->second.in_stock = std::nullopt;
                continue;
            }
            std::optional<double> value;
            if (!is_gone) value = price;
            if (choice == 1) {
                lines += line(by_id, "price", number);
                if (found != products.end()) found->second.price = value;
                continue;
            }
            const auto variant = rng.below(2);
            lines +=
                line(R"("sku":")" + id + "-" + std::to_string(variant) + "\"", "price", number);
            if (found == products.end()) continue;
            auto& own = found->second.variant_prices;
            if (own.empty() && variant == 0) found->second.price = value;
            if (!own.empty()) own[variant] = value;
        }
        store.write(kind::kHot, lines);
        const auto choice = rng.below(10);
        const std::string id = "p" + std::to_string(rng.below(32));
        if (choice == 0) save(id);
        if (choice == 1) {
            products.erase(id);
            store.write(kind::kBatch, write_actions({{RecordAction::Kind::kDelete, id, {}}}));
        }
        if (choice == 2 && products.contains(id)) {
            products[id].price = 7;
            store.write(kind::kBatch,
                        write_actions({{RecordAction::Kind::kPartial, id,
                                        R"({"objectID":")" + id + R"(","price":7})"}}));
        }
        if (choice == 3) {
            store.restart();
        }
        if (choice == 4) {
            store.write(kind::kCopy, R"({"source":"i"})", "copy");
            store.write(kind::kMove, R"({"source":"copy"})");
        }
        if (choice < 7) expect_shown(*store.snapshot(), products);
        if (HasFatalFailure()) FAIL() << "at step " << step;
    }
    expect_shown(*store.snapshot(), products);
    store.restart();
    expect_shown(*store.snapshot(), products);
    EXPECT_EQ(store.problems(), std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Seeds, HotUpdates, testing::Range<std::uint64_t>(1, 6));

TEST(HotUpdateTest, an_older_one_changes_nothing) {
    RunningStore store(kSettings);
    store.save("a", R"({"objectID":"a","price":1})");
    const auto set = [&](int price, int older_than) {
        store.write(kind::kHot, line(R"("objectID":"a")", "price", std::to_string(price),
                                     ",\"ifOlderThan\":" + std::to_string(older_than)));
    };
    const auto price = [&] { return support::records_in(*store.snapshot()).at("a"); };
    static_cast<void>(store.snapshot());
    set(5, 100);
    set(6, 50);
    EXPECT_EQ(price(), R"({"objectID":"a","price":5})");
    store.save("b", R"({"objectID":"b","price":1})"); // both are merged into one segment
    store.restart();
    set(7, 100);
    EXPECT_EQ(price(), R"({"objectID":"a","price":5})");
    set(8, 101);
    EXPECT_EQ(price(), R"({"objectID":"a","price":8})");
}

TEST(HotUpdateTest, builds_no_segment) {
    RunningStore store(kSettings);
    for (const char* id : {"a", "b", "c"}) {
        store.save(id, std::string(R"({"objectID":")") + id + R"(","price":1,"inStock":true})");
    }
    const auto before = store.snapshot();
    store.write(kind::kHot, line(R"("objectID":"a")", "price", "5") +
                                line(R"("sku":"none")", "price", "5") +
                                line(R"("objectID":"b")", "inStock", "false"));
    const auto after = store.snapshot();
    ASSERT_EQ(before->segments.size(), after->segments.size());
    for (std::size_t i = 0; i < before->segments.size(); ++i) {
        EXPECT_EQ(before->segments[i].segment, after->segments[i].segment);
    }
    EXPECT_EQ(ask(*before, R"({"filters":"price = 5"})").num_hits, 0U) << "an old snapshot stays";
    EXPECT_EQ(ask(*after, R"({"filters":"price = 5"})").num_hits, 1U);
}

TEST(HotUpdateLines, are_refused_by_number_when_they_are_wrong) {
    const std::vector<std::string> allowed = {"price"};
    const auto refused = [&](const std::string& text) -> std::string {
        try {
            static_cast<void>(parse_hot_updates(R"({"sku":"s","attribute":"price","value":1})"
                                                "\n\n" +
                                                    text,
                                                &allowed));
            return "no error";
        } catch (const data::Error& error) {
            return error.what();
        }
    };
    EXPECT_EQ(refused(R"({"objectID":"a","attribute":"variants.price","value":null})"), "no error");
    EXPECT_THAT(refused("{"), HasSubstr("line 3"));
    EXPECT_THAT(refused(R"({"objectID":"a","attribute":"name","value":1})"),
                HasSubstr("line 3.attribute: expected an attribute of the setting hotAttributes"));
    EXPECT_THAT(refused(R"({"objectID":"a","attribute":"price","value":"1"})"),
                HasSubstr("line 3.value: expected a number, a boolean or null"));
    EXPECT_THAT(refused(R"({"objectID":"a","sku":"s","attribute":"price","value":1})"),
                HasSubstr("line 3: expected either objectID or sku"));
    EXPECT_THAT(refused(R"({"objectID":"a","attribute":"price"})"), HasSubstr("value is missing"));
    EXPECT_THAT(refused(R"({"id":"a"})"), HasSubstr("line 3.id: unknown member"));
}

} // namespace
} // namespace aisle::api
