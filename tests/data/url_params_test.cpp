// Properties of data/url_params.h:
//   1. Every character survives encoding and decoding.
//   2. Broken escapes and text that is not UTF-8 are refused.
//   3. A request is echoed in its order, without what only addresses it.
#include "data/url_params.h"

#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "data/json.h"

namespace aisle::data {
namespace {

using testing::HasSubstr;

std::string error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

TEST(UrlParams, SurviveEncodingAndDecoding) {
    std::string all;
    for (char c = 1; c < 127; ++c) all += c;
    all += "\xC3\xBC";
    EXPECT_EQ(decode_url_params("x=" + encode_url_text(all)), (UrlParams{{"x", all}}));
    EXPECT_EQ(decode_url_params("a=1&&b&c=x+y%2B%e2%82%AC&a=2="),
              (UrlParams{{"a", "1"}, {"b", ""}, {"c", "x y+\xE2\x82\xAC"}, {"a", "2="}}));
    EXPECT_THAT(error_of([] { (void)decode_url_params("a=%4"); }), HasSubstr("two hexadecimal"));
    EXPECT_THAT(error_of([] { (void)decode_url_params("a=%zz"); }), HasSubstr("\"%zz\""));
    EXPECT_THAT(error_of([] { (void)decode_url_params("a=%FF"); }), HasSubstr("not UTF-8"));
}

TEST(UrlParams, EchoARequestInItsOrder) {
    const rapidjson::Document request =
        parse_json(R"({"indexName":"i","query":"a b&c","params":"page=1&facets=%5B%22x%22%5D",)"
                   R"("hitsPerPage":5,"facetFilters":["a:1",["b:2"]],"clickAnalytics":true})");
    EXPECT_EQ(encode_params_echo(request),
              "query=a+b%26c&page=1&facets=%5B%22x%22%5D&hitsPerPage=5&"
              "facetFilters=%5B%22a%3A1%22%2C%5B%22b%3A2%22%5D%5D&clickAnalytics=true");
    EXPECT_EQ(encode_params_echo(parse_json("{}")), "");
}

} // namespace
} // namespace aisle::data
