// Properties of the server under clients that misbehave:
//   1. No response ever reaches another client, though clients vanish and their sockets' numbers
//      are reused at once.
//   2. Clients that leave in the middle of anything do not crash or leak.
//   3. Clients that read slowly, or not at all, slow nobody else and cost bounded memory; so do
//      many that upload at once.
//   4. Clients that write slowly are ended; honest slow transfers are not.
//   5. Clients that connect at the same moment are all served, though no other comes after them.
//   6. Beyond the connection limit new clients are told so, and later ones are served again.
#include <atomic>
#include <barrier>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/api/raw_client.h"
#include "tests/api/test_server.h"

namespace aisle::api {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::IsEmpty;
using testing::StartsWith;
using testing_support::body_of;
using testing_support::get;
using testing_support::post;
using testing_support::RawClient;
using testing_support::TestServer;

constexpr seconds kStressTime{4};   ///< and longer where that is too little for
constexpr int kFewestChecked = 100; ///< as many clients, as on a machine that is busy

/// Sockets only: Pistache itself leaves a few event descriptors behind per server.
std::size_t num_sockets() {
    std::size_t num = 0;
    for (const auto& file : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code gone; // the iterator's own descriptor
        const auto target = std::filesystem::read_symlink(file.path(), gone);
        num += target.string().starts_with("socket:") ? 1 : 0;
    }
    return num;
}

std::size_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

ServerOptions busy_options(std::size_t num_io_threads) {
    ServerOptions options;
    options.num_io_threads = num_io_threads;
    options.queries = {.num_threads = 4, .max_waiting = 64, .deadline = milliseconds(5000)};
    return options;
}

/// Sends a request that names its client, and vanishes without reading the reply.
void vanish(std::uint16_t port, std::mt19937& random) {
    static constexpr const char* kPaths[] = {"/inline/vanished", "/pool/vanished", "/sleep?ms=1",
                                             "/sleep?ms=3", "/big?n=200000"};
    RawClient client(port);
    if (!client.is_connected()) return;
    client.send(get(kPaths[random() % 5]));
    if (random() % 4 == 0) client.send(get("/pool/vanished-too"));
    if (random() % 4 == 0) client.send("GET /half");
    if (random() % 2 == 0) client.finish_sending();
    if (random() % 2 == 0) client.close_with_reset();
}

/// A new client hears nothing before it asks, and then its own name. Returns what else it heard.
std::optional<std::string> heard_of_others(std::uint16_t port, const std::string& name) {
    RawClient client(port);
    if (!client.is_connected()) return {};
    std::string unasked = client.read_some(1000, 1);
    if (!unasked.empty()) { // only ever the refusal of one connection too many
        if (unasked.find("too many connections") != std::string::npos) return {};
        return "before it asked: " + unasked;
    }
    client.send(get(name));
    std::string reply = client.read_response();
    if (reply.starts_with("HTTP/1.1 503 ") || body_of(reply) == "GET " + name + "? ") return {};
    return "in reply to " + name + ": " + reply;
}

class Misdelivery : public testing::TestWithParam<std::size_t> {};

TEST_P(Misdelivery, NeverHappensThoughDescriptorsAreReused) {
    TestServer server(busy_options(GetParam()));
    const auto end = steady_clock::now() + kStressTime;
    std::atomic<int> num_vanished{0};
    std::atomic<int> num_checked{0};
    std::mutex mutex;
    std::vector<std::string> wrong;
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < 4; ++seed) {
        threads.emplace_back([&, seed] {
            std::mt19937 random(seed);
            while (steady_clock::now() < end || num_checked < kFewestChecked) {
                // Few enough at a time that the next client gets one of their descriptors.
                for (unsigned i = random() % 16; i > 0; --i, ++num_vanished) {
                    vanish(server.port(), random);
                }
                const int n = ++num_checked;
                const std::string name = (n % 2 == 0 ? "/pool/" : "/inline/") + std::to_string(n);
                if (auto heard = heard_of_others(server.port(), name)) {
                    const std::lock_guard lock(mutex);
                    wrong.push_back(std::move(*heard));
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(wrong, IsEmpty());
    std::printf("%d clients vanished, %d others checked\n", num_vanished.load(),
                num_checked.load());
}

INSTANTIATE_TEST_SUITE_P(IoThreads, Misdelivery, testing::Values(1, 2));

class Together : public testing::TestWithParam<std::size_t> {};

TEST_P(Together, AllClientsAreServedThoughNoOtherComesAfterThem) {
    constexpr int kClients = 3;
    constexpr int kRounds = 1000;
    TestServer server(busy_options(GetParam()));
    std::barrier round(kClients);
    std::atomic<int> num_served{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < kClients; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < kRounds; ++n) {
                round.arrive_and_wait();
                RawClient client(server.port());
                client.send(get("/inline"));
                num_served += client.read_response().starts_with("HTTP/1.1 200 ") ? 1 : 0;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(num_served, kClients * kRounds);
}

INSTANTIATE_TEST_SUITE_P(IoThreads, Together, testing::Values(1, 2));

TEST(HttpServerStress, ForgetsClientsThatLeaveInTheMiddleOfAnything) {
    const std::size_t sockets_before = num_sockets();
    {
        TestServer server(busy_options(2));
        std::vector<std::thread> threads;
        for (unsigned seed = 0; seed < 4; ++seed) {
            threads.emplace_back([&, seed] {
                std::mt19937 random(seed);
                const std::string request = post("/pool/churn", std::string(6000, 'c'));
                for (int i = 0; i < 500; ++i) {
                    RawClient client(server.port());
                    client.send(request.substr(0, random() % (request.size() + 1)));
                    if (random() % 2 == 0) client.close_with_reset();
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
        RawClient client(server.port());
        client.send(get("/pool/still-here"));
        EXPECT_EQ(body_of(client.read_response()), "GET /pool/still-here? ");
        EXPECT_TRUE(server.shows("aisle_http_connections 1"));
        EXPECT_TRUE(server.shows("aisle_http_in_flight{lane=\"query\"} 0"));
    }
    EXPECT_EQ(num_sockets(), sockets_before);
}

TEST(HttpServerStress, SlowReadersOfLargeRepliesHoldUpNobody) {
    TestServer server(busy_options(1));
    constexpr std::size_t kSize = 5'000'000;
    std::vector<RawClient> slow;
    for (int i = 0; i < 8; ++i) {
        slow.emplace_back(server.port(), 4096);
        slow.back().send(get("/big?n=" + std::to_string(kSize)));
        ASSERT_FALSE(slow.back().read_some(1000, 5000).empty());
    }
    std::vector<milliseconds> times;
    for (int i = 0; i < 200; ++i) {
        const auto before = steady_clock::now();
        RawClient quick(server.port());
        quick.send(get(i % 2 == 0 ? "/pool" : "/inline"));
        EXPECT_THAT(quick.read_response(), StartsWith("HTTP/1.1 200 "));
        times.push_back(std::chrono::duration_cast<milliseconds>(steady_clock::now() - before));
    }
    std::sort(times.begin(), times.end());
    EXPECT_LT(times[times.size() / 2], milliseconds(50));
    EXPECT_LT(times.back(), milliseconds(1000));
    std::size_t total = 1000; // and they get it all in the end
    while (const std::size_t got = slow[0].read_some(100'000, 5000).size()) {
        total += got;
        if (total >= kSize) break;
    }
    EXPECT_GE(total, kSize);
}

TEST(HttpServerStress, AClientThatNeverReadsCostsBoundedMemory) {
    TestServer server(busy_options(1));
    const std::size_t before = resident_bytes();
    RawClient deaf(server.port(), 4096);
    std::string many;
    for (int i = 0; i < 500; ++i) many += get("/inline/" + std::string(400, 'a'));
    // The server stops parsing when a reply does not fit, then ends the client for sending on.
    int num_sent = 0;
    while (num_sent < 400 && deaf.send(many)) ++num_sent;
    EXPECT_LT(num_sent, 400);
    EXPECT_LT(resident_bytes(), before + 30'000'000);
}

TEST(HttpServerStress, ManyUploadsTogetherAreHeldToOneBudget) {
    ServerOptions options;
    options.max_buffered_bytes = 1'000'000;
    TestServer server(options);
    std::vector<RawClient> uploads;
    for (int i = 0; i < 20; ++i) {
        uploads.emplace_back(server.port());
        uploads.back().send("POST /pool HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" +
                            std::string(100'000, 'b'));
    }
    int num_refused = 0;
    for (RawClient& upload : uploads) {
        num_refused += upload.read_response(false, 200).starts_with("HTTP/1.1 503 ") ? 1 : 0;
    }
    EXPECT_GE(num_refused, 10);
    EXPECT_LT(num_refused, 20);
    uploads.clear();
    EXPECT_TRUE(server.shows("aisle_http_buffered_bytes 0"));
    RawClient later(server.port());
    later.send(post("/pool", std::string(900'000, 'b')));
    EXPECT_THAT(later.read_response(), StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServerStress, EndsClientsThatDribbleTheirRequest) {
    ServerOptions options;
    options.timeouts.read = milliseconds(400);
    options.timeouts.idle = milliseconds(800);
    TestServer server(options);
    RawClient head(server.port());
    RawClient body(server.port());
    RawClient idle(server.port());
    RawClient fresh(server.port());
    idle.send(get("/pool"));
    EXPECT_THAT(idle.read_response(), StartsWith("HTTP/1.1 200 "));
    head.send("GET /inline HT");
    body.send("POST /inline HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
    for (int i = 0; i < 12; ++i) {
        std::this_thread::sleep_for(milliseconds(100));
        head.send("T");
        body.send("b");
    }
    EXPECT_THAT(head.read_to_end(3000), StartsWith("HTTP/1.1 408 "));
    EXPECT_THAT(body.read_to_end(3000), StartsWith("HTTP/1.1 408 "));
    EXPECT_TRUE(idle.is_closed_within(3000));
    EXPECT_TRUE(fresh.is_closed_within(3000));
}

TEST(HttpServerStress, LetsAnHonestSlowUploadFinish) {
    ServerOptions options;
    options.timeouts.read = milliseconds(300);
    TestServer server(options);
    RawClient client(server.port());
    client.send("POST /pool HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    for (int i = 0; i < 10; ++i) { // 100 KB/s: slower than the timeout, faster than the minimum
        client.send(std::string(10'000, 'b'));
        std::this_thread::sleep_for(milliseconds(100));
    }
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServerStress, TurnsAwayConnectionsOverTheLimit) {
    ServerOptions options;
    options.max_connections = 20;
    TestServer server(options);
    {
        std::vector<RawClient> clients;
        for (int i = 0; i < 20; ++i) {
            clients.emplace_back(server.port());
            clients.back().send(get("/inline"));
            ASSERT_THAT(clients.back().read_response(), StartsWith("HTTP/1.1 200 "));
        }
        RawClient refused(server.port());
        EXPECT_THAT(refused.read_to_end(), StartsWith("HTTP/1.1 503 "));
        EXPECT_TRUE(refused.is_closed_within(0));
        clients[3].send(get("/inline"));
        EXPECT_THAT(clients[3].read_response(), StartsWith("HTTP/1.1 200 "));
    }
    std::this_thread::sleep_for(milliseconds(300));
    RawClient later(server.port());
    later.send(get("/inline"));
    EXPECT_THAT(later.read_response(), StartsWith("HTTP/1.1 200 "));
}

} // namespace
} // namespace aisle::api
