// Properties of the log of requests:
//   1. It gives the latest entries that fit, newest first, and forgets older ones.
//   2. No key is in an entry, wherever in a request it was: in headers, in the query string in any
//      spelling, in the body, in the answer, across the place where texts are cut, or in the path
//      of the endpoints for keys.
//   3. Texts are cut between characters.
//   4. Threads may add and look at once.

#include "api/request_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace aisle::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kKey = "0123456789abcdef-the-key";

Request request(std::string path, std::string query = "", std::string body = "") {
    Request request;
    request.id = "1";
    request.method = "POST";
    request.path = std::move(path);
    request.query = std::move(query);
    request.body = std::move(body);
    request.peer_ip = "192.0.2.1";
    return request;
}

const auto kAny = [](const LoggedRequest&) { return true; };

std::vector<std::string> targets(const std::vector<RequestLog::Entry>& entries) {
    std::vector<std::string> targets;
    for (const auto& entry : entries) targets.push_back(entry->target);
    return targets;
}

/// The entry of one request.
LoggedRequest logged(const RequestFacts& facts, const Request& sent, std::string answer = "{}") {
    RequestLog log;
    log.add(facts, sent, json_response(std::move(answer)), std::chrono::microseconds(1));
    return *log.find(0, 1, kAny).at(0);
}

std::string everything_in(const LoggedRequest& entry) {
    return entry.id + entry.method + entry.target + entry.index + entry.peer_ip + entry.headers +
           entry.body + entry.answer;
}

TEST(RequestLog, GivesTheLatestThatFitNewestFirst) {
    RequestLog log(3);
    EXPECT_TRUE(log.find(0, 10, kAny).empty());
    for (const char* path : {"/a", "/b", "/c", "/d"}) {
        log.add({}, request(path), json_response("{}"), std::chrono::microseconds(1));
    }
    EXPECT_THAT(targets(log.find(0, 10, kAny)), ElementsAre("/d", "/c", "/b"));
    EXPECT_THAT(targets(log.find(1, 1, kAny)), ElementsAre("/c"));
    EXPECT_TRUE(log.find(3, 1, kAny).empty());
    const auto not_c = [](const LoggedRequest& entry) { return entry.target != "/c"; };
    EXPECT_THAT(targets(log.find(1, 10, not_c)), ElementsAre("/b"));
}

TEST(RequestLog, HoldsNoKeys) {
    auto in_header =
        request("/1/indexes/a/query", "", std::string(R"({"apiKey":")") + kKey + "\"}");
    in_header.headers = {{"x-algolia-api-key", kKey}, {"user-agent", "test"}};
    const auto entry = logged({}, in_header, std::string("{\"message\":\"") + kKey + "\"}");
    EXPECT_THAT(everything_in(entry), Not(HasSubstr(kKey)));
    EXPECT_EQ(entry.headers, "x-algolia-api-key: ***\nuser-agent: test\n");
    EXPECT_EQ(entry.body, R"({"apiKey":"***"})");
    EXPECT_EQ(entry.answer, R"({"message":"***"})");

    for (const char* name : {"x-algolia-api-key", "X-Algolia-API-Key", "x%2Dalgolia-api%2dkey"}) {
        const auto in_url = logged({}, request("/1/indexes/a", std::string("hitsPerPage=3&") +
                                                                   name + "=" + kKey + "&page=1"));
        EXPECT_EQ(in_url.target, "/1/indexes/a?hitsPerPage=3&x-algolia-api-key=***&page=1");
    }
    const auto broken =
        logged({}, request("/1/indexes/a", std::string("x-algolia-api-key=%") + kKey));
    EXPECT_THAT(everything_in(broken), Not(HasSubstr(kKey)));

    const auto of_keys =
        logged({.is_about_keys = true}, request(std::string("/1/keys/") + kKey, "", kKey), kKey);
    EXPECT_THAT(everything_in(of_keys), Not(HasSubstr(kKey)));
    EXPECT_EQ(of_keys.target, "/1/keys");
}

TEST(RequestLog, HoldsNoPartOfAKeyWhereTextsAreCut) {
    const std::string key = kKey;
    for (std::size_t before = RequestLog::kMaxShownBytes - key.size() - 2;
         before <= RequestLog::kMaxShownBytes; ++before) {
        auto sent = request("/1/indexes/a/query", "", std::string(before, 'x') + key + "tail");
        sent.headers = {{"filler", std::string(before, 'x')}, {"x-algolia-api-key", key}};
        const auto entry = logged({}, sent);
        EXPECT_THAT(everything_in(entry), Not(HasSubstr(key.substr(0, 4)))) << before;
        EXPECT_LE(entry.body.size(), RequestLog::kMaxShownBytes);
        EXPECT_LE(entry.headers.size(), RequestLog::kMaxShownBytes);
    }
}

TEST(RequestLog, CutsBetweenCharacters) {
    std::string body = "x";
    while (body.size() < 3 * RequestLog::kMaxShownBytes) body += "€";
    const auto entry = logged({}, request("/a", "", body), body);
    EXPECT_EQ(entry.body.size(), 1 + 3 * ((RequestLog::kMaxShownBytes - 1) / 3));
    EXPECT_EQ(entry.answer, entry.body);
}

TEST(RequestLog, TakesManyThreads) {
    RequestLog log(10);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 500; ++n) {
                log.add({}, request("/a"), json_response("{}"), std::chrono::microseconds(1));
                EXPECT_LE(log.find(0, 20, kAny).size(), 10U);
            }
        });
    }
    threads.clear();
    EXPECT_EQ(log.find(0, 20, kAny).size(), 10U);
}

} // namespace
} // namespace aisle::api
