// Properties of secured keys and of what they force:
//   1. Keys that the official clients made, version 5 and 4, are taken apart and recognised, and
//      their restrictions read.
//   2. Only the parent recognises its keys; when one byte of what is signed, or of the
//      signature, is another one, nobody does.
//   3. Text that is no secured key is refused, whatever it is.
//   4. What cannot be read as a restriction is an error, never passed over.
//   5. Forced filters hold for random requests: they stay a condition of their own in `filters`.
//   6. Forced parameters win, and with them goes what could undo them.
//   7. Addresses are compared by their first bits, IPv4 and IPv6.
#include "api/secured_key.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/restrictions.h"
#include "data/error.h"
#include "data/filter_parser.h"
#include "data/search_params_parser.h"
#include "tests/api/support/refusal.h"

namespace aisle::api {
namespace {

using data::Filter;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

struct Made {
    const char* parent;
    const char* key;
    const char* restrictions;
};

// From algoliasearch 5.64.0 (the first three) and 4.27.0.
constexpr Made kMade[] = {
    {"parent-key",
     "ZjU3YzNmZDVmYTVhOTdiNDNhNWNjMGU0YzRlYzdiMWFiYzExNTMxMWZmNjNmYmM5YWVlNDk0ZTVlYTUxNTY2MmZpbHRl"
     "cnM9YnJhbmQlM0ElMjJBJTIwJTI2JTIwQiUyMiUyMEFORCUyME5PVCUyMGhpZGRlbiUzQXRydWUmaGl0c1BlclBhZ2U9"
     "NyZyZXN0cmljdEluZGljZXM9cHJvZHVjdHMlMkNhJTJDYiomdXNlclRva2VuPXUlMjAxJTJCMiZ2YWxpZFVudGlsPTQx"
     "MDI0NDQ4MDA=",
     "filters=brand%3A%22A%20%26%20B%22%20AND%20NOT%20hidden%3Atrue&hitsPerPage=7&restrictIndices="
     "products%2Ca%2Cb*&userToken=u%201%2B2&validUntil=4102444800"},
    {"2640659426d5107b6e47d75db9cbaef8",
     "ZWQxMmU0YWViMDUxNTQ3ZDllNDBlYjUxNzJmOTRmMzZkMjdmMjhiMmExNjMyM2M4YzhlOGQ5NWY4ODU3ZGExOQ==",
     ""},
    {"schl\u00fcssel",
     "ZWQ4YTVhY2VjNmZmNDhhYTgxYmZhNzVmYTEzZjA0ZjdjYmRiYmZiMTEwZjIxMWNmOWQyYmE2M2I0NzA4MzU2NWF0dHJp"
     "YnV0ZXNUb1JldHJpZXZlPW5hbWUmZmFjZXRGaWx0ZXJzPWElM0ExJTJDYSUzQTIlMkNiJTNBJUMzJUJDJnF1ZXJ5PXgm"
     "cmVzdHJpY3RTb3VyY2VzPTE5Mi4wLjIuMCUyRjI0",
     "attributesToRetrieve=name&facetFilters=a%3A1%2Ca%3A2%2Cb%3A%C3%BC&query=x&restrictSources="
     "192.0.2.0%2F24"},
    {"parent-key",
     "ZGQ1MGQ3NzNkNDU0Yzk3NjZkZjQ4YWEzOWI5NmY3ODQ4YjljODU4MWRjOGE5NThjMDliOTQ4ZjQ2NTRjNmM3ZXZhbGlk"
     "VW50aWw9NDEwMjQ0NDgwMCZmaWx0ZXJzPWJyYW5kJTNBeCUyME9SJTIwYnJhbmQlM0F5JnJlc3RyaWN0SW5kaWNlcz0l"
     "NUIlMjJwcm9kdWN0cyUyMiUyQyUyMmIqJTIyJTVEJmZhY2V0RmlsdGVycz0lNUIlNUIlMjJhJTNBMSUyMiUyQyUyMmEl"
     "M0EyJTIyJTVEJTJDJTIyYiUzQTElMjIlNUQmdXNlclRva2VuPXVuZGVmaW5lZA==",
     "validUntil=4102444800&filters=brand%3Ax%20OR%20brand%3Ay&restrictIndices=%5B%22products%22%2C"
     "%22b*%22%5D&facetFilters=%5B%5B%22a%3A1%22%2C%22a%3A2%22%5D%2C%22b%3A1%22%5D&userToken="
     "undefined"},
};

TEST(SecuredKey, OfEveryClientIsTakenApartAndRecognised) {
    for (const auto& made : kMade) {
        const auto key = decode_secured_key(made.key);
        ASSERT_TRUE(key) << made.key;
        EXPECT_EQ(key->restrictions, made.restrictions);
        EXPECT_TRUE(is_signed_by(*key, made.parent));
        for (const char* other : {"p", "parent-ke", "parent-key2", "Parent-key"}) {
            EXPECT_FALSE(is_signed_by(*key, other));
        }
    }
}

TEST(SecuredKey, WithAnyChangedCharacterIsSignedByNobody) {
    const std::string original = kMade[0].key;
    std::mt19937 random(1);
    for (std::size_t at = 0; at < original.size(); ++at) {
        std::string changed = original;
        while (changed[at] == original[at]) changed[at] = static_cast<char>(' ' + random() % 95);
        const auto key = decode_secured_key(changed);
        if (!key || !is_signed_by(*key, kMade[0].parent)) continue;
        // The last character before the padding has bits that stand for nothing.
        EXPECT_EQ(at, original.find('=') - 1);
        EXPECT_EQ(key->restrictions, kMade[0].restrictions);
    }
}

TEST(SecuredKey, IsNotWhatHasAnotherForm) {
    const std::string good = kMade[1].key;
    for (const std::string& text :
         {std::string(), std::string("="), std::string("===="), std::string("admin-key"),
          good.substr(0, 84), good.substr(1), good + "====", " " + good, good + "\n",
          std::string(good.size(), 'A'), std::string(100, '\0'), std::string(2U << 20U, 'A')}) {
        EXPECT_FALSE(decode_secured_key(text)) << text.substr(0, 100);
    }
}

TEST(Restrictions, OfVersion5AreRead) {
    const auto restrictions = parse_restrictions(kMade[0].restrictions);
    EXPECT_EQ(restrictions.valid_until_s, 4102444800);
    EXPECT_EQ(restrictions.user_token, "u 1+2");
    EXPECT_EQ(restrictions.filter, data::parse_filters("brand:\"A & B\" AND NOT hidden:true"));
    EXPECT_THAT(restrictions.overrides,
                ElementsAre(Pair("hitsPerPage", "7"), Pair("userToken", "u 1+2")));
    for (const char* index : {"products", "a", "b", "b2"}) {
        EXPECT_TRUE(restrictions.allows_index(index)) << index;
    }
    for (const char* index : {"products2", "ab", "", "*"}) {
        EXPECT_FALSE(restrictions.allows_index(index)) << index;
    }
}

TEST(Restrictions, OfVersion4AreRead) {
    const auto restrictions = parse_restrictions(kMade[3].restrictions);
    EXPECT_EQ(restrictions.user_token, "");
    EXPECT_TRUE(restrictions.overrides.empty());
    EXPECT_TRUE(restrictions.allows_index("bicycles"));
    EXPECT_FALSE(restrictions.allows_index("[\"products\""));
    ASSERT_EQ(restrictions.filter.kind, Filter::Kind::kAnd);
    EXPECT_EQ(restrictions.filter.children.size(), 2U);
}

TEST(Restrictions, ThatRepeatHoldTogether) {
    const auto restrictions =
        parse_restrictions("filters=a:1&filters=b:1&validUntil=9&validUntil=5&validUntil=7"
                           "&restrictIndices=x*&restrictIndices=*y");
    EXPECT_EQ(restrictions.filter, data::parse_filters("a:1 AND b:1"));
    EXPECT_EQ(restrictions.valid_until_s, 5);
    EXPECT_TRUE(restrictions.allows_index("x.y"));
    EXPECT_FALSE(restrictions.allows_index("x"));
    EXPECT_FALSE(restrictions.allows_index("y"));
}

TEST(Restrictions, ToNoIndexAllowNone) {
    for (const char* text : {"restrictIndices=", "restrictIndices=[]"}) {
        EXPECT_FALSE(parse_restrictions(text).allows_index("products")) << text;
        EXPECT_FALSE(parse_restrictions(text).allows_index("")) << text;
    }
}

TEST(Restrictions, ThatCannotBeReadAreRefused) {
    const std::pair<const char*, const char*> wrong[] = {
        {"validUntil=soon", "validUntil: expected Unix seconds, got soon"},
        {"validUntil=", "validUntil"},
        {"validUntil=5.5", "validUntil"},
        {"validUntil=99999999999999999999", "validUntil"},
        {"filters=a:", "filters"},
        {"facetFilters=nocolon", "facetFilters"},
        {"numericFilters=price", "numericFilters"},
        {"restrictSources=shop.example", "restrictSources: expected addresses or ranges"},
        {"restrictSources=192.0.2.0/33", "restrictSources"},
        {"restrictIndexes=a", "restrictIndexes: unknown parameter"},
        {"hitsPerPage=many", "hitsPerPage"},
        {"searchableAttributes=name", "searchableAttributes"},
        {"params=filters%3Da:1", "params"},
        {"filters=%zz", "hexadecimal"},
        {"filters=%ff", "UTF-8"},
    };
    for (const auto& [text, message] : wrong) {
        EXPECT_THAT(refusal([&, sent = text] { (void)parse_restrictions(sent); }),
                    HasSubstr(message))
            << text;
    }
}

data::SearchParams forced(const char* restrictions, const char* request) {
    const data::Settings settings;
    data::SearchParams params = settings.query_defaults;
    data::apply_search_params(request, params);
    force(parse_restrictions(restrictions), settings, params);
    data::finish_search_params(settings, params);
    return params;
}

/// True when `filter` cannot hold without `condition`.
bool demands(const Filter& filter, const Filter& condition) {
    if (filter == condition) return true;
    const bool is_single = filter.kind == Filter::Kind::kOr && filter.children.size() == 1;
    return (filter.kind == Filter::Kind::kAnd || is_single) &&
           std::any_of(filter.children.begin(), filter.children.end(),
                       [&](const Filter& child) { return demands(child, condition); });
}

TEST(Restrictions, StayAConditionOfEveryRequest) {
    const char* const pieces[] = {
        "filters=brand:x OR NOT brand:y",
        "filters=",
        "filters=undefined",
        "facetFilters=brand:-x",
        "facetFilters=[]",
        "facetFilters=brand:x",
        "numericFilters=price>0",
        "tagFilters=[[]]",
        "optionalFilters=brand:-x",
        "disjunctiveFacets=brand",
        "facets=*",
        "distinct=0",
        "query=x",
        "params=x",
        "sumOrFiltersScores=true",
        "insideBoundingBox=0,0,1,1",
        "aroundRadius=all",
        "enableRules=false",
    };
    for (unsigned seed = 0; seed < 300; ++seed) {
        std::mt19937 random(seed);
        std::string request;
        for (auto i = random() % 8; i > 0; --i) {
            request +=
                std::string(request.empty() ? "" : "&") + pieces[random() % std::size(pieces)];
        }
        const auto params = forced(
            "filters=brand:x&facetFilters=color:red&numericFilters=price<9&tagFilters=-secret",
            request.c_str());
        for (const char* condition : {"brand:x", "price < 9", "NOT secret"}) {
            EXPECT_TRUE(demands(params.filters, data::parse_filters(condition)))
                << request << " lost " << condition;
        }
        data::SearchParams plain;
        data::apply_search_params(std::string_view(request), plain);
        EXPECT_EQ(params.facet_filters, plain.facet_filters) << request;
    }
}

TEST(Restrictions, WinOverTheRequestAndWhatCouldUndoThem) {
    EXPECT_EQ(forced("hitsPerPage=5", "hitsPerPage=1000").hits_per_page, 5U);
    EXPECT_EQ(forced("hitsPerPage=5", "offset=3&length=1000").length, 5U);
    EXPECT_EQ(forced("length=7", "offset=3&length=1000").length, 7U);
    EXPECT_EQ(forced("userToken=ann", "userToken=bob").user_token, "ann");
    EXPECT_THAT(
        forced("attributesToRetrieve=name", "attributesToRetrieve=*").attributes_to_retrieve,
        ElementsAre("name"));

    const auto here = forced("aroundLatLng=1,2&aroundRadius=10",
                             "insideBoundingBox=-90,-180,90,180&aroundRadius=all&aroundLatLng=8,9");
    EXPECT_TRUE(here.geo.boxes.empty());
    EXPECT_EQ(here.geo.around, (data::GeoPoint{1, 2}));
    EXPECT_EQ(here.geo.radius_m, 10);
    EXPECT_FALSE(here.geo.radius_is_all);

    const auto words = forced("query=tent", "query=&similarQuery=x&optionalWords=tent");
    EXPECT_EQ(words.query, "tent");
    EXPECT_EQ(words.similar_query, "");
    EXPECT_TRUE(words.optional_words.empty());
    EXPECT_THAT(forced("facets=color", "facets=*&disjunctiveFacets=brand").facets,
                ElementsAre("color"));

    const auto price = forced(R"(priceContext={"lists":["retail"]})",
                              R"(priceContext={"lists":["staff"],"missing":"keep","at":5})");
    EXPECT_THAT(price.price_context->lists, ElementsAre("retail"));
    EXPECT_FALSE(price.price_context->keep_missing);
    EXPECT_FALSE(price.price_context->at);
}

TEST(Restrictions, ThatOnlyNameTheUserHideNothing) {
    EXPECT_FALSE(parse_restrictions("userToken=ann&hitsPerPage=5").hides_products());
    EXPECT_TRUE(parse_restrictions("filters=a:1").hides_products());
    EXPECT_TRUE(parse_restrictions("insideBoundingBox=0,0,1,1").hides_products());
    EXPECT_TRUE(parse_restrictions(R"(availability={"locations":["a"]})").hides_products());
}

TEST(Restrictions, OnSourcesCompareTheFirstBits) {
    const auto allows = [](const char* sources, const char* ip) {
        return parse_restrictions(std::string("restrictSources=") + sources).allows_source(ip);
    };
    EXPECT_TRUE(allows("192.0.2.0/24", "192.0.2.255"));
    EXPECT_FALSE(allows("192.0.2.0/24", "192.0.3.0"));
    EXPECT_TRUE(allows("192.0.2.77/25", "192.0.2.127"));
    EXPECT_FALSE(allows("192.0.2.77/25", "192.0.2.128"));
    EXPECT_TRUE(allows("192.0.2.1", "::ffff:192.0.2.1"));
    EXPECT_FALSE(allows("192.0.2.1", "192.0.2.2"));
    EXPECT_TRUE(allows("0.0.0.0/0", "203.0.113.9"));
    EXPECT_FALSE(allows("0.0.0.0/0", "2001:db8::1"));
    EXPECT_TRUE(allows("10.0.0.0/8,2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(allows("10.0.0.0/8,2001:db8::/33", "2001:db8:8000::1"));
    EXPECT_TRUE(allows("::/0", "2001:db8::1"));
    EXPECT_FALSE(allows("", "192.0.2.1"));
    EXPECT_FALSE(allows("0.0.0.0/0", "not an address"));
    EXPECT_FALSE(allows("0.0.0.0/0", ""));
}

} // namespace
} // namespace aisle::api
