// Properties of api/variant_writer.h:
//   1. The variant shown is the first matching row by words of the query in its own attributes,
//      availability, effective price and position, on random catalogues as by brute force; its
//      price, quantity and the price range are those of the JSON.
//   2. Words count as they match: with typos, as prefixes, in any attribute of the variant.
//   3. A record without variants shows a price range under a price context, and no variant.
//   4. A variant has its own attributes only, none that is unretrievable, and neither `prices` nor
//      `inventory`.
#include "api/variant_writer.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/json.h"
#include "data/search_params_parser.h"
#include "data/text.h"
#include "search/searcher.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/random_request.h"
#include "tests/support/reference.h"

namespace aisle::api {
namespace {

using support::ReferenceHit;
using support::ReferenceRow;
using support::Rng;

std::vector<rapidjson::Document> hits_of(const search::Snapshot& snapshot,
                                         const data::SearchParams& params) {
    auto result = search::search(snapshot, params);
    HitWriter hits(snapshot, result.params, &*result.highlighter, false);
    std::vector<rapidjson::Document> documents;
    for (const auto& hit : result.hits) {
        rapidjson::StringBuffer buffer;
        JsonWriter writer(buffer);
        hits.write(hit, writer);
        documents.push_back(data::parse_json({buffer.GetString(), buffer.GetSize()}));
    }
    return documents;
}

const rapidjson::Value* at(const rapidjson::Value& object, const std::string& path) {
    const auto dot = path.find('.');
    const auto* member = data::find_member(object, path.substr(0, dot));
    if (member == nullptr || dot == std::string::npos) return member;
    return at(*member, path.substr(dot + 1));
}

std::string text_at(const rapidjson::Value& object, const std::string& path) {
    const auto* value = at(object, path);
    return value == nullptr ? "none" : data::to_json_text(*value);
}

std::string json_of(double number) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    write_number(number, writer);
    return buffer.GetString();
}

/// Words of the query in the variant's own attributes, typos and prefixes switched off.
std::size_t words_in(const ReferenceRow& row, const std::string& query) {
    std::set<std::string> words;
    const auto& variant =
        row.record->json()["variants"][static_cast<rapidjson::SizeType>(row.number)];
    for (const char* name : {"sku", "color", "size"}) {
        const auto* value = data::find_member(variant, name);
        if (value == nullptr) continue;
        for (const auto& token : data::tokenize(data::string_of(*value))) words.insert(token.word);
    }
    std::size_t found = 0;
    for (const auto& token : data::tokenize(query)) found += words.contains(token.word);
    return found;
}

const ReferenceRow& shown_row(const ReferenceHit& hit, const std::string& query) {
    const auto key = [&](const ReferenceRow& row) {
        return std::tuple(-static_cast<int>(words_in(row, query)), !row.is_available, !row.offer,
                          row.offer ? row.offer->amount : 0.0, row.number);
    };
    return *std::min_element(hit.rows.begin(), hit.rows.end(),
                             [&](const auto& a, const auto& b) { return key(a) < key(b); });
}

void expect_same_price_range(const rapidjson::Value& shown, const ReferenceHit& expected,
                             bool has_context) {
    std::set<double> prices;
    for (const auto& row : expected.rows) {
        if (has_context && row.offer) prices.insert(row.offer->amount);
    }
    EXPECT_EQ(text_at(shown, "_priceRange.min"),
              prices.empty() ? "none" : json_of(*prices.begin()));
    EXPECT_EQ(text_at(shown, "_priceRange.max"),
              prices.empty() ? "none" : json_of(*prices.rbegin()));
}

void expect_same_hit(const rapidjson::Value& shown, const ReferenceHit& expected,
                     const data::SearchParams& params) {
    SCOPED_TRACE(expected.record->id());
    expect_same_price_range(shown, expected, params.price_context.has_value());
    const auto* variants = data::find_member(expected.record->json(), "variants");
    if (variants == nullptr || variants->Empty()) {
        EXPECT_EQ(at(shown, "_variant"), nullptr);
        EXPECT_EQ(at(shown, "_matchingVariants"), nullptr);
        return;
    }
    const auto& row = shown_row(expected, params.query);
    const auto& variant = (*variants)[static_cast<rapidjson::SizeType>(row.number)];
    EXPECT_EQ(text_at(shown, "_variant.sku"), text_at(variant, "sku"));
    EXPECT_EQ(text_at(shown, "_variant.color"), text_at(variant, "color"));
    EXPECT_EQ(text_at(shown, "_matchingVariants"), std::to_string(expected.rows.size()));
    EXPECT_EQ(text_at(shown, "_variant.available"), std::to_string(row.quantity));
    EXPECT_EQ(at(shown, "_variant.prices"), nullptr);
    EXPECT_EQ(at(shown, "_variant.inventory"), nullptr);
    if (!params.price_context) return;
    EXPECT_EQ(text_at(shown, "_variant.price.amount"),
              row.offer ? json_of(row.offer->amount) : "none");
    EXPECT_EQ(text_at(shown, "_variant.price.list"),
              row.offer ? '"' + row.offer->list + '"' : "none");
    EXPECT_EQ(text_at(shown, "_variant.price.currency"),
              row.offer ? '"' + params.price_context->currency + '"' : "none");
    EXPECT_EQ(text_at(shown, "_variant.price.was"),
              row.offer && row.offer->was ? json_of(*row.offer->was) : "none");
}

TEST(VariantWriter, ShowsTheVariantThatBruteForceShows) {
    static const std::vector<std::string> kQueries = {"",      "red", "blue", "red blue",
                                                      "red S", "M",   "lamp", "kettle red"};
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const auto records =
            support::random_catalogue(seed, {.num_products = 40, .variants = 0.8, .offers = 0.7});
        const auto settings = support::shop_settings();
        const auto built = support::build({records}, settings);
        const support::Reference reference(records, settings);
        for (std::uint64_t i = 0; i < 60; ++i) {
            Rng rng(seed * 1000 + i);
            auto params = support::random_shop_request(rng);
            params.query = rng.pick(kQueries);
            params.typo_tolerance = data::TypoTolerance::kOff;
            params.query_type = data::QueryType::kPrefixNone;
            params.optional_words = {"red", "blue", "S"};
            SCOPED_TRACE("seed " + std::to_string(seed) + ", request " + std::to_string(i) + ": " +
                         params.query);
            const auto expected = reference.search(params);
            const auto shown = hits_of(*built.snapshot, params);
            ASSERT_EQ(shown.size(), expected.hits.size());
            for (std::size_t h = 0; h < shown.size(); ++h) {
                expect_same_hit(shown[h], expected.hits[h], params);
            }
            if (::testing::Test::HasFailure()) return;
        }
    }
}

/// The only hit of a small store.
rapidjson::Document only_hit(const std::string& record, const std::string& settings,
                             const std::string& request) {
    const auto built = support::build({{record}}, data::Settings::parse(settings));
    const auto document = data::parse_json(request);
    const auto params = data::parse_search_params(data::JsonAt(document), built.snapshot->settings);
    auto hits = hits_of(*built.snapshot, params);
    EXPECT_EQ(hits.size(), 1U);
    return std::move(hits.front());
}

constexpr const char* kShirt = R"({"objectID":"p","name":"shirt","variants":[
    {"sku":"p-1","color":"crimson","secret":1},{"sku":"p-2","color":"turquoise","fit":"slim"}]})";

TEST(VariantWriter, CountsWordsAsTheyMatch) {
    for (const char* query : {"turquoise", "shirt turquois", "turq", "turqoise shirt"}) {
        const auto hit = only_hit(kShirt, "{}", R"({"query":")" + std::string(query) + R"("})");
        EXPECT_EQ(text_at(hit, "_variant.sku"), R"("p-2")") << query;
    }
    EXPECT_EQ(text_at(only_hit(kShirt, "{}", R"({"query":"shirt"})"), "_variant.sku"), R"("p-1")");
}

TEST(VariantWriter, ShowsAPriceRangeAloneWithoutVariants) {
    const auto hit = only_hit(
        R"({"objectID":"p","prices":[{"currency":"EUR","amount":1999},{"currency":"EUR",
            "amount":999,"list":"vip"}]})",
        "{}", R"({"priceContext":{"lists":["vip","default"]}})");
    EXPECT_EQ(text_at(hit, "_priceRange"), R"({"min":9.99,"max":9.99})");
    EXPECT_EQ(at(hit, "_variant"), nullptr);
    EXPECT_EQ(at(hit, "_matchingVariants"), nullptr);
}

TEST(VariantWriter, ShowsNoAttributeThatIsUnretrievable) {
    const auto hit =
        only_hit(kShirt, R"({"unretrievableAttributes":["secret"]})", R"({"query":"crimson"})");
    EXPECT_EQ(text_at(hit, "_variant"), R"({"sku":"p-1","color":"crimson"})");
}

} // namespace
} // namespace aisle::api
