// Properties of the server, seen from one client at a time:
//   1. Requests are answered in order, however they arrive: whole, byte by byte, back to back,
//      chunked with a boundary anywhere around the event loop's read size of 4096.
//   2. Every reply, refusals and errors included, can be read by a page of another origin.
//   3. What is too large or malformed is refused, and nothing after it is taken for a request.
//   4. HTTP/1.0, HEAD, Expect, gzip both ways and OPTIONS follow the protocol.
//   5. A handler that throws costs one generic 500, and the connection lives on.
//   6. Full lanes and late requests are answered 503 at once; writes survive their client.
//   7. stop() answers what is in flight and ends in bounded time.
//   8. The metrics are valid text and count what happened.
#include "api/http_server.h"

#include <chrono>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/content_coding.h"
#include "data/error.h"
#include "tests/api/raw_client.h"
#include "tests/api/test_server.h"

namespace aisle::api {
namespace {

using std::chrono::milliseconds;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing_support::body_of;
using testing_support::get;
using testing_support::post;
using testing_support::RawClient;
using testing_support::TestServer;

constexpr std::string_view kCors = "\r\nAccess-Control-Allow-Origin: *\r\n";

std::string once(const TestServer& server, const std::string& request) {
    RawClient client(server.port());
    client.send(request);
    return client.read_response();
}

TEST(HttpServer, AnswersInlineAndPooledRequestsOnOneConnection) {
    TestServer server;
    RawClient client(server.port());
    for (int i = 0; i < 50; ++i) {
        const std::string n = std::to_string(i);
        client.send(get("/inline/" + n));
        EXPECT_EQ(body_of(client.read_response()), "GET /inline/" + n + "? ");
        client.send(post("/pool/a%2Fb?q=" + n, "body " + n));
        EXPECT_EQ(body_of(client.read_response()), "POST /pool/a%2Fb?q=" + n + " body " + n);
    }
}

TEST(HttpServer, ListensOnIpv6AndReportsAnAddressItCannotHave) {
    Metrics metrics;
    AccessLog log({.is_enabled = false});
    const Router router = [](const Request&) { return Plan{}; };
    ServerOptions options;
    options.listen = "[::1]:0";
    const HttpServer server(options, router, metrics, log);
    EXPECT_GT(server.port(), 0);
    options.listen = "[::1]:" + std::to_string(server.port());
    EXPECT_THROW(HttpServer(options, router, metrics, log), data::Error);
    options.listen = "nonsense";
    EXPECT_THROW(HttpServer(options, router, metrics, log), data::Error);
}

TEST(HttpServer, AnswersARequestThatArrivesByteByByte) {
    TestServer server;
    RawClient client(server.port());
    for (const std::string path : {"/inline", "/pool"}) {
        for (const char byte : post(path, "hello")) client.send({&byte, 1});
        EXPECT_EQ(body_of(client.read_response()), "POST " + path + "? hello");
    }
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
    TestServer server;
    RawClient client(server.port());
    std::string all;
    std::vector<std::string> expected;
    for (int i = 0; i < 200; ++i) {
        const std::string path =
            std::string(i % 3 == 0 ? "/pool/" : "/inline/") + std::to_string(i);
        all += i % 2 == 0 ? get(path) : post(path, "b");
        expected.push_back(i % 2 == 0 ? "GET " + path + "? " : "POST " + path + "? b");
    }
    client.send(all);
    for (const std::string& body : expected) ASSERT_EQ(body_of(client.read_response()), body);
}

TEST(HttpServer, AnswersRequestsThatArriveWhileOneIsInThePool) {
    TestServer server;
    RawClient client(server.port());
    client.send(get("/sleep?ms=100"));
    std::this_thread::sleep_for(milliseconds(30));
    client.send(get("/inline/2") + get("/pool/3"));
    EXPECT_EQ(body_of(client.read_response()), "slept?ms=100");
    EXPECT_EQ(body_of(client.read_response()), "GET /inline/2? ");
    EXPECT_EQ(body_of(client.read_response()), "GET /pool/3? ");
}

TEST(HttpServer, ReadsChunksWhoseBoundariesFallAnywhereAroundTheReadSize) {
    TestServer server;
    RawClient client(server.port());
    const std::string head = "POST /pool HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t size = 4096 - head.size() - 30; size <= 4096 - head.size() + 5; ++size) {
        const std::string body(size, 'c');
        char length[20];
        std::snprintf(length, sizeof length, "%zx", size);
        // One segment, so that the event loop cuts it at 4096 bytes: in every CR LF in turn.
        client.send(head + length + "\r\n" + body + "\r\n1;x=y\r\nd\r\n0\r\nT: 1\r\n\r\n");
        ASSERT_EQ(body_of(client.read_response()), "POST /pool? " + body + "d") << size;
    }
}

TEST(HttpServer, LetsEveryOriginReadEveryReply) {
    ServerOptions options;
    options.limits.max_body_bytes = 100;
    TestServer server(options);
    for (const std::string& request :
         {get("/inline"), get("/pool"), get("/nowhere"), get("/throw"), get("/throw-int"),
          get("/error"), get("/inline", "Bad Header: x\r\n"),
          post("/inline", std::string(101, 'x')), std::string("nonsense\r\n\r\n"),
          get("/pool", "Content-Encoding: br\r\n"),
          std::string("OPTIONS /x HTTP/1.1\r\nHost: a\r\n\r\n")}) {
        EXPECT_THAT(once(server, request), HasSubstr(kCors)) << request;
    }
}

TEST(HttpServer, AllowsPreflightsOnAnyPath) {
    TestServer server;
    const std::string reply =
        once(server, "OPTIONS /any/path HTTP/1.1\r\nHost: a\r\nOrigin: http://shop\r\n"
                     "Access-Control-Request-Method: PUT\r\n"
                     "Access-Control-Request-Headers: x-algolia-usertoken\r\n\r\n");
    EXPECT_THAT(reply, StartsWith("HTTP/1.1 204 No Content\r\n"));
    EXPECT_THAT(reply, HasSubstr("\r\nAccess-Control-Allow-Headers: x-algolia-usertoken\r\n"));
}

TEST(HttpServer, SendsErrorsAsJson) {
    TestServer server;
    EXPECT_EQ(body_of(once(server, get("/error"))),
              R"({"message":"Index shoes does not exist","status":404})");
    EXPECT_EQ(body_of(once(server, "GET / HTTP/1.1\r\n\r\n")),
              R"({"message":"host: missing","status":400})");
}

TEST(HttpServer, ClosesAfterARefusalAndReadsNothingMore) {
    ServerOptions options;
    options.limits.max_body_bytes = 100;
    TestServer server(options);
    const std::string smuggled = get("/inline/smuggled");
    for (const std::string& bad :
         {post("/pool", std::string(200, 'x')),
          std::string("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000000\r\n\r\n"),
          get("/", "X: " + std::string(20'000, 'y') + "\r\n"),
          get("/", "Content-Length: 1\r\nContent-Length: 2\r\n"),
          std::string("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "ffff\r\n")}) {
        RawClient client(server.port());
        client.send(bad + smuggled);
        client.send(smuggled);
        const std::string all = client.read_to_end();
        EXPECT_THAT(all, AllOf(StartsWith("HTTP/1.1 4"), HasSubstr("\r\nConnection: close\r\n")));
        EXPECT_THAT(all, Not(HasSubstr("smuggled"))) << bad.substr(0, 80);
    }
    EXPECT_TRUE(server.shows("aisle_http_bad_requests_total 5"));
}

TEST(HttpServer, SendsContinueOnlyIfItWantsTheBody) {
    TestServer server;
    RawClient client(server.port());
    const std::string head =
        "POST /pool HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
    client.send(head + "5\r\n\r\n");
    EXPECT_EQ(client.read_response(true), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hello");
    EXPECT_EQ(body_of(client.read_response()), "POST /pool? hello");
    client.send(head + "5\r\n\r\nhello"); // did not wait
    EXPECT_EQ(body_of(client.read_response()), "POST /pool? hello");
    client.send(head + "99999999\r\n\r\n");
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 413 "));
}

TEST(HttpServer, AnswersHeadWithoutABody) {
    TestServer server;
    RawClient client(server.port());
    for (const std::string path : {"/inline", "/pool"}) {
        client.send("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n" + get("/inline/next"));
        EXPECT_THAT(client.read_response(true), HasSubstr("\r\nContent-Length: "));
        EXPECT_EQ(body_of(client.read_response()), "GET /inline/next? ");
    }
}

TEST(HttpServer, ClosesWhenTheClientAsksOrSpeaksHttp10) {
    TestServer server;
    for (const std::string path : {"/inline", "/pool"}) {
        for (const std::string& request :
             {get(path, "Connection: close\r\n"), "GET " + path + " HTTP/1.0\r\n\r\n"}) {
            RawClient client(server.port());
            client.send(request);
            EXPECT_THAT(client.read_to_end(), EndsWith("GET " + path + "? "));
            EXPECT_TRUE(client.is_closed_within(0));
        }
        RawClient client(server.port());
        const std::string keep = "GET " + path + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
        for (int i = 0; i < 2; ++i) {
            client.send(keep);
            EXPECT_THAT(client.read_response(), HasSubstr("\r\nConnection: keep-alive\r\n"));
        }
    }
}

TEST(HttpServer, SpeaksGzipBothWays) {
    TestServer server;
    const std::string body(5000, 'g');
    for (const std::string path : {"/inline", "/pool"}) {
        const std::string reply = once(
            server, post(path, gzip(body), "Content-Encoding: gzip\r\nAccept-Encoding: gzip\r\n"));
        const std::string expected = "POST " + path + "? " + body;
        if (path == "/inline") {
            EXPECT_EQ(body_of(reply), expected); // I/O threads do not compress
        } else {
            EXPECT_THAT(reply, HasSubstr("\r\nContent-Encoding: gzip\r\n"));
            EXPECT_EQ(gunzip(std::string(body_of(reply)), 10'000), expected);
        }
    }
    const std::string bomb = gzip(std::string(20'000'000, '\0'));
    EXPECT_THAT(once(server, post("/pool", bomb, "Content-Encoding: gzip\r\n")),
                StartsWith("HTTP/1.1 413 "));
    RawClient client(server.port());
    client.send(post("/pool", "not gzip", "Content-Encoding: gzip\r\n"));
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 400 "));
    client.send(get("/pool")); // the framing was sound, so the connection lives on
    EXPECT_EQ(body_of(client.read_response()), "GET /pool? ");
}

TEST(HttpServer, TellsNothingOfAnUnexpectedException) {
    TestServer server;
    RawClient client(server.port());
    for (const std::string path : {"/throw", "/throw-int"}) {
        client.send(get(path));
        const std::string reply = client.read_response();
        EXPECT_THAT(reply, StartsWith("HTTP/1.1 500 "));
        EXPECT_EQ(body_of(reply), R"({"message":"internal error","status":500})");
    }
}

TEST(HttpServer, ShedsWhatItCannotTakeAtOnce) {
    ServerOptions options;
    options.queries = {.num_threads = 1, .max_waiting = 1, .deadline = milliseconds(5000)};
    TestServer server(options);
    RawClient running(server.port());
    running.send(get("/sleep?ms=600"));
    std::this_thread::sleep_for(milliseconds(100));
    RawClient waiting(server.port());
    waiting.send(get("/pool"));
    std::this_thread::sleep_for(milliseconds(100));

    RawClient refused(server.port());
    const auto before = std::chrono::steady_clock::now();
    refused.send(get("/pool"));
    const std::string reply = refused.read_response();
    EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds(300));
    EXPECT_THAT(reply, AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr(kCors),
                             HasSubstr("\r\nRetry-After: 1\r\n")));
    EXPECT_TRUE(server.shows("aisle_http_shed_total{lane=\"query\"} 1"));
    EXPECT_EQ(body_of(once(server, post("/write", "w"))), "POST /write? w");
    EXPECT_EQ(body_of(running.read_response()), "slept?ms=600");
    EXPECT_EQ(body_of(waiting.read_response()), "GET /pool? ");
}

TEST(HttpServer, DoesNotStartWhatIsLate) {
    ServerOptions options;
    options.queries = {.num_threads = 1, .max_waiting = 10, .deadline = milliseconds(100)};
    TestServer server(options);
    RawClient running(server.port());
    running.send(get("/sleep?ms=300"));
    std::this_thread::sleep_for(milliseconds(50));
    RawClient late(server.port());
    late.send(get("/pool"));
    EXPECT_EQ(body_of(late.read_response()),
              R"({"message":"the request ran out of time","status":503})");
    EXPECT_TRUE(server.shows("aisle_http_late_total 1"));
}

TEST(HttpServer, DropsQueriesOfVanishedClientsButNotTheirWrites) {
    ServerOptions options;
    options.queries = {.num_threads = 1, .max_waiting = 10, .deadline = milliseconds(5000)};
    TestServer server(options);
    RawClient running(server.port());
    running.send(get("/sleep?ms=300"));
    std::this_thread::sleep_for(milliseconds(50));
    RawClient query(server.port());
    query.send(get("/pool"));
    RawClient beacon(server.port());
    beacon.send(post("/write", "event"));
    std::this_thread::sleep_for(milliseconds(50));
    query.close_with_reset();
    beacon.close_with_reset();
    EXPECT_TRUE(server.shows("aisle_http_abandoned_total 1"));
    EXPECT_EQ(server.num_writes(), 1);
}

TEST(HttpServer, AnswersWhatIsInFlightBeforeItStops) {
    TestServer server;
    RawClient in_flight(server.port());
    in_flight.send(get("/sleep?ms=300"));
    RawClient idle(server.port());
    idle.send(get("/inline"));
    EXPECT_THAT(idle.read_response(), StartsWith("HTTP/1.1 200 "));
    const auto before = std::chrono::steady_clock::now();
    std::thread stopping([&] { server.stop(); });
    EXPECT_TRUE(idle.is_closed_within(2000));
    const std::string reply = in_flight.read_to_end();
    EXPECT_THAT(reply, AllOf(HasSubstr("\r\nConnection: close\r\n"), EndsWith("slept?ms=300")));
    stopping.join();
    EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds(3000));
    server.stop(); // once more is harmless
    RawClient refused(server.port());
    EXPECT_FALSE(refused.is_connected());
}

TEST(HttpServer, StopsInTimeAlthoughSomebodyDoesNotRead) {
    ServerOptions options;
    options.drain_timeout = milliseconds(300);
    TestServer server(options);
    RawClient deaf(server.port(), 4096);
    deaf.send(get("/big?n=20000000"));
    EXPECT_TRUE(server.shows("aisle_http_slow_replies_total 1"));
    const auto before = std::chrono::steady_clock::now();
    server.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds(3000));
}

TEST(HttpServer, StartsAndStopsAgainAndAgain) {
    for (int i = 0; i < 15; ++i) {
        TestServer server;
        EXPECT_THAT(once(server, get("/pool")), StartsWith("HTTP/1.1 200 "));
    }
}

TEST(HttpServer, ShowsItsMetricsAsPrometheusText) {
    TestServer server;
    RawClient client(server.port());
    for (const std::string path : {"/inline", "/pool", "/error", "/nowhere"}) {
        client.send(get(path));
        (void)client.read_response();
    }
    client.send(get("/metrics"));
    const std::string reply = client.read_response();
    std::istringstream lines{std::string(body_of(reply))};
    std::set<std::string> typed;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# TYPE ")) {
            EXPECT_TRUE(typed.insert(line.substr(7, line.rfind(' ') - 7)).second) << line;
        } else if (!line.starts_with("# HELP ")) {
            std::string name = line.substr(0, line.find_first_of("{ "));
            for (const std::string_view suffix : {"_bucket", "_sum", "_count"}) {
                if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
            }
            EXPECT_TRUE(typed.contains(name)) << line;
            EXPECT_NO_THROW((void)std::stod(line.substr(line.rfind(' ') + 1))) << line;
        }
    }
    EXPECT_THAT(reply, HasSubstr("\naisle_http_connections 1\n"));
    EXPECT_THAT(reply, HasSubstr("aisle_http_request_seconds_count{route=\"error\",status=\"4xx\"}"
                                 " 1\n"));
    EXPECT_THAT(reply, HasSubstr("aisle_http_queue_wait_seconds_count{lane=\"query\"} 2\n"));
}

} // namespace
} // namespace aisle::api
