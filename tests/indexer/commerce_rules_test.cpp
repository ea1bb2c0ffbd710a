// Properties of check_reserved_attributes:
//   1. Everything that the commerce reference allows is accepted, null included.
//   2. Everything else is refused with the path of the value, the value, and what would be
//      right, to the letter.
//   3. A long value is cut short in a message, between characters.
#include "indexer/commerce_rules.h"

#include <string_view>

#include <gtest/gtest.h>

namespace aisle::indexer {
namespace {

rapidjson::Document parsed(std::string_view json) {
    rapidjson::Document document;
    document.Parse(json.data(), json.size());
    EXPECT_FALSE(document.HasParseError()) << json;
    return document;
}

std::string error_of(std::string_view json) {
    const auto document = parsed(json);
    const auto error = check_reserved_attributes(document);
    return error ? error->field + ": " + error->reason : "";
}

std::string offer_error(const std::string& members) {
    return error_of(R"({"prices":[{"amount":1,"currency":"EUR"},{)" + members + "}]}");
}

TEST(CommerceRules, accepts_what_the_reference_allows) {
    for (const char* json : {
             R"({})",
             R"({"variants":[],"prices":[],"inventory":[],"_geoloc":[],"_tags":[]})",
             R"({"variants":null,"prices":null,"inventory":null,"_geoloc":null,"_tags":null})",
             R"({"prices":[{"list":"default","currency":"EUR","amount":1999,"from":1764547200,
                 "until":1767225600,"minQuantity":1,"location":"store-1","seller":"s1",
                 "was":2499},{"amount":0,"currency":"JPY","from":"2026-01-01",
                 "until":"2026-01-01T00:00:01Z","was":null,"note":"kept"}]})",
             R"({"variants":[{"sku":"a","color":"red","prices":[],"inventory":
                 [{"location":"s1","quantity":3},{"location":"s2","quantity":0}]},{"sku":"b"}]})",
             R"({"inventory":[{"location":"s1","quantity":-2}]})",
             R"({"_geoloc":{"lat":-90,"lng":180.0},"_tags":"one"})",
             R"({"_geoloc":[{"lat":1.5,"lng":2},{"lat":0,"lng":0}],"_tags":["a","b"]})",
         }) {
        EXPECT_EQ(error_of(json), "") << json;
    }
}

TEST(CommerceRules, refuses_offers_that_cannot_be_priced) {
    const std::string whole = "expected a whole number from 0 to 9007199254740991, found ";
    const std::string time = "expected Unix seconds or ISO 8601 in UTC such as "
                             "\"2026-01-31T09:30:00Z\", found ";
    const std::string euro = "\"amount\":1,\"currency\":\"EUR\",";
    const std::string at = "prices[1].";
    EXPECT_EQ(offer_error(R"("currency":"EUR")"), at + "amount: is missing");
    EXPECT_EQ(offer_error(R"("amount":-1)"), at + "amount: " + whole + "-1");
    EXPECT_EQ(offer_error(R"("amount":19.99)"), at + "amount: " + whole + "19.99");
    EXPECT_EQ(offer_error(R"("amount":"5")"), at + "amount: " + whole + "\"5\"");
    EXPECT_EQ(offer_error(R"("amount":9007199254740992)"),
              at + "amount: " + whole + "9007199254740992");
    EXPECT_EQ(offer_error(euro + R"("was":1.5)"), at + "was: " + whole + "1.5");
    EXPECT_EQ(offer_error(euro + R"("minQuantity":0)"),
              at + "minQuantity: expected a whole number from 1 to 9007199254740991, found 0");
    EXPECT_EQ(offer_error(R"("amount":1)"), at + "currency: is missing");
    EXPECT_EQ(offer_error(R"("amount":1,"currency":"eur")"),
              at + "currency: expected an ISO 4217 code such as \"EUR\", found \"eur\"");
    EXPECT_EQ(offer_error(R"("amount":1,"currency":978)"),
              at + "currency: expected an ISO 4217 code such as \"EUR\", found 978");
    EXPECT_EQ(offer_error(euro + R"("from":"yesterday")"), at + "from: " + time + "\"yesterday\"");
    EXPECT_EQ(offer_error(euro + R"("until":1.5)"), at + "until: " + time + "1.5");
    EXPECT_EQ(offer_error(euro + R"("from":"1970-01-02","until":86400)"),
              at + "from: must be before until, found from \"1970-01-02\" and until 86400");
    EXPECT_EQ(offer_error(euro + R"("list":7)"),
              at + "list: expected a string that is not empty, found 7");
    EXPECT_EQ(offer_error(euro + R"("seller":"")"),
              at + "seller: expected a string that is not empty, found \"\"");
    EXPECT_EQ(error_of(R"({"prices":{"amount":1}})"),
              "prices: expected an array of offers, found {\"amount\":1}");
    EXPECT_EQ(error_of(R"({"prices":[5]})"), "prices[0]: expected an offer object, found 5");
}

TEST(CommerceRules, refuses_inventory_that_cannot_be_counted) {
    const std::string two = R"({"inventory":[{"location":"s","quantity":1},)";
    EXPECT_EQ(error_of(two + R"({"location":"s","quantity":2}]})"),
              "inventory[1].location: comes twice in one inventory, found \"s\"");
    EXPECT_EQ(error_of(two + R"({"quantity":2}]})"), "inventory[1].location: is missing");
    EXPECT_EQ(error_of(two + R"({"location":"t"}]})"), "inventory[1].quantity: is missing");
    EXPECT_EQ(error_of(two + R"({"location":7,"quantity":2}]})"),
              "inventory[1].location: expected a string that is not empty, found 7");
    EXPECT_EQ(error_of(two + R"({"location":"t","quantity":0.5}]})"),
              "inventory[1].quantity: expected a whole number from -9007199254740991 to "
              "9007199254740991, found 0.5");
    EXPECT_EQ(error_of(two + R"([]]})"),
              "inventory[1]: expected an object with location and quantity, found []");
}

TEST(CommerceRules, refuses_variants_that_cannot_be_told_apart) {
    EXPECT_EQ(error_of(R"({"variants":{}})"), "variants: expected an array of objects, found {}");
    EXPECT_EQ(error_of(R"({"variants":["a"]})"),
              "variants[0]: expected a variant object, found \"a\"");
    EXPECT_EQ(error_of(R"({"variants":[{"sku":"a"},{}]})"), "variants[1].sku: is missing");
    EXPECT_EQ(error_of(R"({"variants":[{"sku":"a"},{"sku":"b"},{"sku":"a"}]})"),
              "variants[2].sku: comes twice in one record, found \"a\"");
    EXPECT_EQ(error_of(R"({"variants":[{"sku":5}]})"),
              "variants[0].sku: expected a string of 1 to 512 bytes, found 5");
    EXPECT_EQ(error_of(R"({"variants":[{"sku":"a","prices":[{"amount":-1}]}]})"),
              "variants[0].prices[0].amount: expected a whole number from 0 to "
              "9007199254740991, found -1");
    EXPECT_EQ(error_of(R"({"variants":[{"sku":"a","inventory":7}]})"),
              "variants[0].inventory: expected an array of objects, found 7");
}

TEST(CommerceRules, refuses_places_and_tags_that_are_none) {
    EXPECT_EQ(error_of(R"({"_geoloc":{"lat":90.1,"lng":0}})"),
              "_geoloc.lat: expected degrees from -90 to 90, found 90.1");
    EXPECT_EQ(error_of(R"({"_geoloc":[{"lat":0,"lng":0},{"lat":0,"lng":"1"}]})"),
              "_geoloc[1].lng: expected degrees from -180 to 180, found \"1\"");
    EXPECT_EQ(error_of(R"({"_geoloc":{"lat":1}})"), "_geoloc.lng: is missing");
    EXPECT_EQ(error_of(R"({"_geoloc":"here"})"),
              "_geoloc: expected an object with lat and lng, found \"here\"");
    EXPECT_EQ(error_of(R"({"_tags":7})"), "_tags: expected an array of strings, found 7");
    EXPECT_EQ(error_of(R"({"_tags":["a",7]})"), "_tags[1]: expected a string, found 7");
}

TEST(CommerceRules, cuts_long_values_between_characters) {
    std::string name;
    for (int i = 0; i < 100; ++i) name += "é";
    const std::string quote = "\"";
    const auto document = parsed("[" + quote + name + "\",\"x" + name + "\"]");
    EXPECT_EQ(shown(document[0]), quote + name.substr(0, 58) + "…");
    EXPECT_EQ(shown(document[1]), quote + "x" + name.substr(0, 58) + "…");
}

} // namespace
} // namespace aisle::indexer
