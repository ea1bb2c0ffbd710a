// Properties of hot updates of offers and stock:
//   1. Whatever they change, in place or not, records are their fold, and searches with price
//      contexts and availability answer as on an index that was built of those records; also
//      after restarts, merges, sealing, and records that are replaced or deleted meanwhile.
//   2. What a row has is changed in place: no segment is built for it.
//   3. Of offers that differ in their period alone, an update changes the one that begins when
//      it does; the only offer of its terms gets the period of the update.
//   4. An update that is older than what was set before it changes nothing.
//   5. Lines that are wrong are refused, named by their number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "api/hot_updates.h"
#include "api/operation_kind.h"
#include "data/error.h"
#include "data/json.h"
#include "data/offers.h"
#include "search/searcher.h"
#include "tests/api/support/running_store.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/random_request.h"
#include "tests/support/store_model.h"

namespace aisle::api {
namespace {

using testing::HasSubstr;
namespace kind = operation_kind;
using rapidjson::Value;
using support::Rng;
using support::RunningStore;
using Records = std::map<std::string, std::string>;

/// A member, or what it stands for where it is missing.
std::string member_or(const Value& object, const char* name, const std::string& otherwise) {
    const auto* member = data::find_member(object, name);
    return member == nullptr || member->IsNull() ? otherwise : data::to_json_text(*member);
}

/// What tells an offer, or a stock level, from the others of a row, but for its period.
std::string terms_of(const Value& element) {
    return member_or(element, "list", "\"default\"") + member_or(element, "currency", "") +
           member_or(element, "location", "") + "/" + member_or(element, "seller", "") +
           member_or(element, "minQuantity", "1");
}

/// The moment that an offer begins, as text.
std::string beginning_of(const Value& offer) {
    const auto* from = data::find_member(offer, "from");
    return from == nullptr || from->IsNull() ? "" : std::to_string(*data::offer_time(*from));
}

/// The plain fold of one update into a record.
void fold(rapidjson::Document& record, const char* sku, const char* name, const Value& update) {
    auto& allocator = record.GetAllocator();
    Value* owner = &record;
    if (sku != nullptr) {
        for (auto& variant : record["variants"].GetArray()) {
            if (variant["sku"] == sku) owner = &variant;
        }
    }
    Value elements(rapidjson::kArrayType);
    const auto* own = data::find_member(*owner, name);
    if (own == nullptr) own = data::find_member(record, name);
    if (own != nullptr) elements.CopyFrom(*own, allocator);
    std::vector<rapidjson::SizeType> same;
    std::optional<rapidjson::SizeType> chosen;
    for (rapidjson::SizeType i = 0; i < elements.Size(); ++i) {
        if (terms_of(elements[i]) != terms_of(update)) continue;
        same.push_back(i);
        if (!chosen && beginning_of(elements[i]) == beginning_of(update)) chosen = i;
    }
    if (!chosen && same.size() == 1) chosen = same.front();
    const bool is_offer = name == std::string("prices");
    const auto* counted = data::find_member(update, is_offer ? "amount" : "quantity");
    if (counted->IsNull()) {
        if (!chosen) return;
        elements.Erase(elements.Begin() + *chosen);
    } else {
        Value changed(update, allocator);
        if (chosen) elements[*chosen] = changed;
        if (!chosen) elements.PushBack(changed, allocator);
    }
    if (data::find_member(*owner, name) != nullptr) {
        (*owner)[name] = elements;
    } else {
        owner->AddMember(Value(name, allocator), elements, allocator);
    }
}

/// A record as both sides write it: members with a meaning in one form, in one order.
std::string normal_form(const std::string& json) {
    const auto record = data::parse_json(json);
    const auto shop_of = [](const Value& row) {
        std::string text;
        for (const char* name : {"prices", "inventory"}) {
            const auto* elements = data::find_member(row, name);
            text += elements == nullptr ? " none" : " some";
            if (elements == nullptr) continue;
            for (const auto& e : elements->GetArray()) {
                const auto* until = data::find_member(e, "until");
                text += " [" + terms_of(e) + " " + beginning_of(e) + " " +
                        (until == nullptr ? "" : std::to_string(*data::offer_time(*until))) + " " +
                        member_or(e, "amount", "") + " " + member_or(e, "was", "") + " " +
                        member_or(e, "quantity", "") + "]";
            }
        }
        return text;
    };
    std::string text = shop_of(record);
    if (const auto* variants = data::find_member(record, "variants")) {
        for (const auto& variant : variants->GetArray()) text += "\n" + shop_of(variant);
    }
    return text;
}

void expect_records(const search::Snapshot& snapshot, const Records& expected) {
    const auto shown = support::records_in(snapshot);
    ASSERT_EQ(shown.size(), expected.size());
    for (const auto& [id, record] : expected) {
        ASSERT_TRUE(shown.contains(id)) << id;
        ASSERT_EQ(normal_form(shown.at(id)), normal_form(record)) << shown.at(id);
    }
}

std::string shown_hits(const search::Snapshot& snapshot, const search::SearchResult& result) {
    std::string text = std::to_string(result.num_hits);
    for (const auto& hit : result.hits) {
        const auto& columns = snapshot.segments[hit.candidate.segment].columns();
        text += "\n" + std::string(columns.object_id(hit.candidate.product));
        if (!hit.rows) continue;
        for (const auto& row : hit.rows->rows) {
            text += " " + std::to_string(row.position) + ":" + std::to_string(row.quantity);
            if (row.price) text += "=" + std::to_string(row.price->amount) + row.price->list;
            if (row.price && row.price->was) text += "<" + std::to_string(*row.price->was);
        }
    }
    for (const auto& facet : result.facets) {
        text += "\n" + facet.attribute;
        for (const auto& [value, count] : facet.values) {
            text += " " + value + ":" + std::to_string(count);
        }
        if (facet.stats) text += " from " + std::to_string(facet.stats->min);
    }
    return text;
}

/// Searches as on an index that is built of the records.
void expect_answers(const search::Snapshot& snapshot, const Records& records, Rng& rng) {
    std::vector<std::string> all;
    for (const auto& [id, record] : records) all.push_back(record);
    const auto built = support::build({all}, snapshot.settings);
    for (int i = 0; i < 12; ++i) {
        const auto params = support::random_shop_request(rng);
        ASSERT_EQ(shown_hits(snapshot, search::search(snapshot, params)),
                  shown_hits(*built.snapshot, search::search(*built.snapshot, params)));
    }
}

/// An update of an offer that the row may have, or of any other.
std::string random_offer(const Value* prices, Rng& rng) {
    rapidjson::Document offer(rapidjson::kObjectType);
    auto& allocator = offer.GetAllocator();
    if (prices != nullptr && !prices->Empty() && rng.chance(0.8)) {
        offer.CopyFrom((*prices)[rng.below(prices->Size())], allocator);
        for (const char* name : {"amount", "was", "until"}) offer.RemoveMember(name);
        if (rng.chance(0.2)) offer.RemoveMember("from");
    } else {
        const bool is_vip = rng.chance(0.5);
        offer.AddMember("currency", Value(is_vip ? "EUR" : "USD", allocator), allocator);
        offer.AddMember("list", Value(is_vip ? "vip" : "default", allocator), allocator);
    }
    if (rng.chance(0.1)) {
        offer.AddMember("amount", Value(), allocator);
        return data::to_json_text(offer);
    }
    offer.AddMember("amount", rng.between(1, 60) * 25, allocator);
    if (rng.chance(0.3)) offer.AddMember("was", rng.between(60, 90) * 25, allocator);
    if (rng.chance(0.4)) offer.AddMember("until", rng.between(30, 60) * 100, allocator);
    return data::to_json_text(offer);
}

std::string random_stock(Rng& rng) {
    static const std::vector<std::string> kLocations = {"s0", "s1", "s2", "S3", "s4"};
    return R"({"location":")" + rng.pick(kLocations) + R"(","quantity":)" +
           (rng.chance(0.1) ? "null" : std::to_string(static_cast<int>(rng.below(6)) - 1)) + "}";
}

/// One line of a feed, made here and in the records.
std::string random_line(Records& records, Rng& rng) {
    auto at = records.begin();
    std::advance(at, rng.below(static_cast<std::uint32_t>(records.size())));
    auto record = data::parse_json(at->second);
    std::string address = R"("objectID":")" + at->first + "\"";
    std::string sku;
    const Value* row = &record;
    const auto* variants = data::find_member(record, "variants");
    if (variants != nullptr && !variants->Empty() && rng.chance(0.7)) {
        row = &(*variants)[rng.below(variants->Size())];
        sku = data::string_of(*data::find_member(*row, "sku"));
        address = R"("sku":")" + sku + "\"";
    }
    const char* const name = rng.chance(0.5) ? "prices" : "inventory";
    const auto* prices = data::find_member(*row, "prices");
    if (prices == nullptr) prices = data::find_member(record, "prices");
    const std::string value =
        name == std::string("prices") ? random_offer(prices, rng) : random_stock(rng);
    fold(record, sku.empty() ? nullptr : sku.c_str(), name, data::parse_json(value));
    at->second = data::to_json_text(record);
    return "{" + address + R"(,"attribute":")" + name + R"(","value":)" + value + "}\n";
}

class HotCommerce : public testing::TestWithParam<std::uint64_t> {};

TEST_P(HotCommerce, shows_in_everything_whatever_happens) {
    Rng rng(GetParam());
    LiveStoreOptions options;
    options.seal_after_products = rng.pick(std::vector<std::uint64_t>{5, 1'000'000});
    options.trim_after_operations = rng.pick(std::vector<std::uint64_t>{4, 1'000'000});
    options.limits.background_products =
        rng.pick(std::vector<std::uint64_t>{1, 4, kBackgroundProducts});
    RunningStore store(support::shop_settings().stored_json(), options);
    support::CatalogueShape shape;
    shape.num_products = 40;
    shape.offers = 0.6;
    if (rng.chance(0.3)) shape.variants = 0;
    Records records;
    std::vector<RecordAction> actions;
    for (const auto& json : support::random_catalogue(GetParam(), shape)) {
        const auto id = support::object_id_of(json);
        records[id] = json;
        actions.push_back({RecordAction::Kind::kReplace, id, json});
    }
    store.write(kind::kBatch, write_actions(actions));
    for (int step = 0; step < 25; ++step) {
        SCOPED_TRACE("step " + std::to_string(step));
        std::string lines;
        for (auto n = rng.between(1, 10); n > 0; --n) lines += random_line(records, rng);
        store.write(kind::kHot, lines);
        const auto choice = rng.below(8);
        auto at = records.begin();
        std::advance(at, rng.below(static_cast<std::uint32_t>(records.size())));
        if (choice == 0) {
            at->second = support::random_record(at->first, shape, rng);
            store.save(at->first, at->second);
        }
        if (choice == 1 && records.size() > 20) {
            store.remove(at->first);
            records.erase(at);
        }
        if (choice == 2) store.restart();
        if (choice < 5) {
            ASSERT_NO_FATAL_FAILURE(expect_records(*store.snapshot(), records));
        }
        if (step % 8 == 7) {
            ASSERT_NO_FATAL_FAILURE(expect_answers(*store.snapshot(), records, rng));
        }
    }
    store.restart();
    ASSERT_NO_FATAL_FAILURE(expect_records(*store.snapshot(), records));
    ASSERT_NO_FATAL_FAILURE(expect_answers(*store.snapshot(), records, rng));
    EXPECT_EQ(store.problems(), std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Seeds, HotCommerce, testing::Range<std::uint64_t>(1, 6));

std::string line(const std::string& address, const std::string& attribute, const std::string& value,
                 const std::string& more = {}) {
    return "{" + address + R"(,"attribute":")" + attribute + R"(","value":)" + value + more + "}\n";
}

constexpr const char* kById = R"("objectID":"a")";

TEST(HotCommerceTest, changes_what_a_row_has_in_place) {
    RunningStore store(support::shop_settings().stored_json());
    store.save("a", R"({"objectID":"a","prices":[{"currency":"EUR","amount":100}],
                        "variants":[{"sku":"a-0","inventory":[{"location":"s","quantity":1}]},
                                    {"sku":"a-1","prices":[{"currency":"EUR","amount":200}]}]})");
    const auto before = store.snapshot();
    store.write(kind::kHot,
                line(R"("sku":"a-0")", "inventory", R"({"location":"s","quantity":7})") +
                    line(R"("sku":"a-1")", "prices", R"({"currency":"EUR","amount":150})") +
                    line(kById, "prices", R"({"currency":"EUR","amount":90,"was":100})"));
    const auto after = store.snapshot();
    EXPECT_EQ(before->segments.front().segment, after->segments.front().segment);
    EXPECT_EQ(before->segments.front().stock_quantities()[0], 1);
    EXPECT_EQ(after->segments.front().stock_quantities()[0], 7);
    const auto amounts = after->segments.front().offer_amounts();
    EXPECT_EQ(std::vector<std::int64_t>(amounts.begin(), amounts.end()),
              (std::vector<std::int64_t>{90, 150}));
    EXPECT_EQ(after->segments.front().offer_was(0), 100);
    store.write(kind::kHot, line(R"("sku":"a-0")", "prices", R"({"currency":"EUR","amount":80})"));
    EXPECT_NE(before->segments.front().segment, store.snapshot()->segments.front().segment)
        << "a variant gets offers of its own";
}

TEST(HotCommerceTest, tells_a_sale_from_the_price_it_ends) {
    RunningStore store(support::shop_settings().stored_json());
    const auto shown = [&] { return normal_form(support::records_in(*store.snapshot()).at("a")); };
    store.save("a", R"({"objectID":"a","prices":[{"currency":"EUR","amount":100},
                        {"currency":"EUR","amount":80,"from":1000,"until":2000}]})");
    static_cast<void>(store.snapshot());
    store.write(kind::kHot, line(kById, "prices", R"({"currency":"EUR","amount":110})"));
    EXPECT_EQ(shown(), " some [\"default\"\"EUR\"/1   110  ] [\"default\"\"EUR\"/1 1000 2000 80  ]"
                       " none");
    store.write(kind::kHot, line(kById, "prices", R"({"currency":"EUR","amount":85,"from":1000})") +
                                line(kById, "prices", R"({"currency":"EUR","amount":null})"));
    EXPECT_EQ(shown(), " some [\"default\"\"EUR\"/1 1000  85  ] none");
    store.write(kind::kHot, line(kById, "prices", R"({"currency":"EUR","amount":99,"from":3000})"));
    EXPECT_EQ(shown(), " some [\"default\"\"EUR\"/1 3000  99  ] none");
}

TEST(HotCommerceTest, an_older_one_changes_nothing) {
    RunningStore store(support::shop_settings().stored_json());
    const std::string record = R"({"objectID":"a","prices":[{"currency":"EUR","amount":1}],
                                   "inventory":[{"location":"s","quantity":1}]})";
    store.save("a", record);
    const auto set = [&](int number, int older_than) {
        const std::string more = ",\"ifOlderThan\":" + std::to_string(older_than);
        const std::string text = std::to_string(number);
        store.write(
            kind::kHot,
            line(kById, "prices", R"({"currency":"EUR","amount":)" + text + "}", more) +
                line(kById, "inventory", R"({"location":"s","quantity":)" + text + "}", more));
    };
    const auto expect = [&](std::int64_t number) {
        const auto shown = data::parse_json(support::records_in(*store.snapshot()).at("a"));
        EXPECT_EQ(shown["prices"][0]["amount"].GetInt64(), number);
        EXPECT_EQ(shown["inventory"][0]["quantity"].GetInt64(), number);
    };
    static_cast<void>(store.snapshot());
    set(5, 100);
    set(6, 50);
    expect(5);
    store.save("b", R"({"objectID":"b"})"); // both are merged into one segment
    store.restart();
    set(7, 100);
    expect(5);
    set(8, 101);
    expect(8);
}

TEST(HotCommerceLines, are_refused_by_number_when_they_are_wrong) {
    const std::vector<std::string> allowed = {"price"};
    const auto refused = [&](const std::string& attribute, const std::string& value) {
        try {
            static_cast<void>(
                parse_hot_updates("\n" + line(R"("sku":"s")", attribute, value), &allowed));
            return std::string("no error");
        } catch (const data::Error& error) {
            return std::string(error.what());
        }
    };
    EXPECT_EQ(refused("prices", R"({"currency":"EUR","amount":null})"), "no error");
    EXPECT_EQ(refused("variants.inventory", R"({"location":"s","quantity":-1})"), "no error");
    EXPECT_THAT(refused("prices", "5"), HasSubstr("line 2.value: expected an object"));
    EXPECT_THAT(refused("prices", R"({"amount":5})"),
                HasSubstr("line 2.value: currency is missing"));
    EXPECT_THAT(refused("prices", R"({"currency":"EUR","amount":1.5})"),
                HasSubstr("line 2.value: amount expected a whole number"));
    EXPECT_THAT(refused("prices", R"({"currency":"EUR","amount":1,"from":9,"until":9})"),
                HasSubstr("from must be before until"));
    EXPECT_THAT(refused("prices", R"({"currency":"EUR","amount":1,"price":2})"),
                HasSubstr("line 2.value.price: unknown member"));
    EXPECT_THAT(refused("inventory", R"({"quantity":5})"), HasSubstr("location is missing"));
}

} // namespace
} // namespace aisle::api
