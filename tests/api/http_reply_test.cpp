// Properties of replies:
//   1. Every reply carries the CORS header, a date and, if it has a body, its exact length.
//   2. HEAD, 204 and 304 send no body; HEAD announces the length that GET would have.
//   3. A header value cannot start another header.
//   4. Preflights are allowed whatever they ask for.
//   5. Text is compressed if the client accepts it and the handler has not done so.
#include "api/http_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/content_coding.h"
#include "api/http_error.h"

namespace aisle::api {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

Request accepting(std::string value) {
    Request request;
    request.headers.push_back({"accept-encoding", std::move(value)});
    return request;
}

Response large_json() {
    return json_response("[\"" + std::string(4000, 'a') + "\"]");
}

TEST(HttpReply, CarriesCorsDateTypeAndLength) {
    EXPECT_THAT(serialise(json_response("{}"), {.request_id = "7-1"}),
                MatchesRegex("HTTP/1.1 200 OK\r\n"
                             "Date: ..., .. ... .... ..:..:.. GMT\r\n"
                             "Access-Control-Allow-Origin: \\*\r\n"
                             "X-Request-Id: 7-1\r\n"
                             "Content-Type: application/json\r\n"
                             "Content-Length: 2\r\n\r\n\\{\\}"));
}

TEST(HttpReply, SaysHowTheConnectionGoesOn) {
    const Response ok = json_response("{}");
    EXPECT_THAT(serialise(ok, {}), Not(HasSubstr("Connection:")));
    EXPECT_THAT(serialise(ok, {.is_http_1_0 = true}), HasSubstr("\r\nConnection: keep-alive\r\n"));
    EXPECT_THAT(serialise(ok, {.keep_alive = false}), HasSubstr("\r\nConnection: close\r\n"));
    Response last = ok;
    last.close = true;
    EXPECT_THAT(serialise(last, {}), HasSubstr("\r\nConnection: close\r\n"));
}

TEST(HttpReply, SendsNoBodyWhereThereIsNone) {
    EXPECT_THAT(serialise(json_response("{}"), {.without_body = true}),
                AllOf(HasSubstr("Content-Length: 2\r\n"), EndsWith("\r\n\r\n")));
    for (const int status : {204, 304}) {
        EXPECT_THAT(serialise(json_response("{}", status), {}),
                    AllOf(Not(HasSubstr("Content-Length")), EndsWith("\r\n\r\n")));
    }
}

TEST(HttpReply, KeepsLineBreaksOutOfHeaderValues) {
    Response response = json_response("{}");
    response.headers.push_back({"X-Echo", "a\r\nSet-Cookie: b"});
    EXPECT_THAT(serialise(response, {}), HasSubstr("\r\nX-Echo: a  Set-Cookie: b\r\n"));
}

TEST(HttpReply, AllowsWhateverAPreflightAsksFor) {
    Request request;
    request.headers.push_back({"access-control-request-headers", "x-algolia-api-key,x-other"});
    const std::string bytes = serialise(preflight_response(request), {});
    EXPECT_THAT(bytes, StartsWith("HTTP/1.1 204 No Content\r\n"));
    EXPECT_THAT(bytes, HasSubstr("Access-Control-Allow-Origin: *\r\n"));
    EXPECT_THAT(bytes, HasSubstr("Access-Control-Allow-Headers: x-algolia-api-key,x-other\r\n"));
    EXPECT_THAT(bytes, HasSubstr("Allow-Methods: GET, POST, PUT, DELETE, OPTIONS\r\n"));
    EXPECT_THAT(bytes, HasSubstr("Access-Control-Max-Age: 86400\r\n"));
}

TEST(HttpReply, CompressesLargeTextForClientsThatAcceptIt) {
    Response response = large_json();
    compress_if_accepted(accepting("br, gzip;q=0.8"), 1024, response);
    EXPECT_LT(response.body.size(), 200u);
    EXPECT_EQ(gunzip(response.body, 10'000), large_json().body);
    EXPECT_THAT(serialise(response, {}),
                AllOf(HasSubstr("Content-Encoding: gzip\r\n"), HasSubstr("Vary: Accept-Encoding")));
}

TEST(HttpReply, LeavesOtherBodiesAlone) {
    Response refused = large_json();
    compress_if_accepted(accepting("br"), 1024, refused);
    EXPECT_EQ(refused.body, large_json().body);

    Response small = json_response("{}");
    compress_if_accepted(accepting("gzip"), 1024, small);
    EXPECT_TRUE(small.headers.empty());

    Response picture{.content_type = "image/png", .body = std::string(4000, 'a')};
    compress_if_accepted(accepting("gzip"), 1024, picture);
    EXPECT_EQ(picture.body.size(), 4000u);

    Response encoded = large_json();
    encoded.headers.push_back({"content-encoding", "br"});
    compress_if_accepted(accepting("gzip"), 1024, encoded);
    EXPECT_EQ(encoded.body, large_json().body);
}

TEST(HttpError, TellsClientsTheirMistakesAndKeepsOursToItself) {
    const data::Error theirs(data::ErrorCode::kInvalidRequest, "page: \"x\" is not a number");
    EXPECT_EQ(error_response(theirs).body,
              R"({"message":"page: \"x\" is not a number","status":400})");
    const data::Error ours(data::ErrorCode::kCorruptData, "/var/lib/secret is damaged");
    EXPECT_EQ(error_response(ours).body, R"({"message":"internal error","status":500})");
    const data::Error busy(data::ErrorCode::kUnavailable, "no memory");
    EXPECT_THAT(serialise(error_response(busy), {}), HasSubstr("\r\nRetry-After: 1\r\n"));
}

} // namespace
} // namespace aisle::api
