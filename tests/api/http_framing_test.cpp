// Properties of the framing:
//   1. However the bytes are split, the same requests (or the same refusal) come out.
//   2. Random and mutated bytes never crash it, and it never holds more than its limits allow.
//   3. Chunked bodies of any chunk size, with extensions and trailers, yield the plain body.
//   4. Requests sent back to back come out one by one, in order.
//   5. Everything that could be read as two different requests is refused.
//   6. Heads and bodies over their limits are refused, announced ones before they are sent.
#include "api/http_framing.h"

#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aisle::api {
namespace {

using Progress = RequestFramer::Progress;
using testing::ElementsAre;
using testing::StartsWith;

const FramingLimits kSmall{.max_head_bytes = 512, .max_body_bytes = 2048};

std::string described(const FramedRequest& framed) {
    const Request& r = framed.request;
    std::string out = r.method + ' ' + r.path + '?' + r.query;
    for (const Header& header : r.headers) out += '|' + header.name + '=' + header.value;
    out += "|" + r.body + (framed.keep_alive ? "|keep" : "|close");
    return out + (framed.is_http_1_0 ? "|1.0" : "|1.1");
}

/// Takes all that is complete; returns whether the framer is still willing.
bool drain(RequestFramer& framer, std::vector<std::string>& out) {
    for (;;) {
        switch (framer.advance()) {
        case Progress::kNeedMore:
            return true;
        case Progress::kComplete:
            out.push_back(described(framer.take()));
            break;
        case Progress::kRefused:
            out.push_back("refused " + std::to_string(framer.refusal().status));
            return false;
        }
    }
}

/// What comes out if the bytes come in the given pieces.
std::vector<std::string> framed(const std::vector<std::string_view>& pieces,
                                const FramingLimits& limits = kSmall) {
    RequestFramer framer(limits);
    std::vector<std::string> out;
    for (const std::string_view piece : pieces) {
        framer.append(piece);
        if (!drain(framer, out)) break;
    }
    return out;
}

std::string status_of(std::string_view bytes) {
    const auto out = framed({bytes});
    return out.empty() ? "waiting" : out.back();
}

std::string get(std::string_view extra_headers = "") {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(extra_headers) + "\r\n";
}

std::string chunked_post(const std::string& chunks) {
    return "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
}

std::string hex(std::size_t number) {
    char text[20];
    std::snprintf(text, sizeof text, "%zx", number);
    return text;
}

/// Good and bad streams that the split tests cut up.
std::vector<std::string> streams() {
    const std::string post = "POST /1/indexes/a%2Fb/query?x=1&x=2 HTTP/1.1\r\nHost: h:1\r\n"
                             "Content-Length: 11\r\nX-Two: 1\r\nX-Two: 2\r\n\r\nhello world";
    return {
        get(),
        post + get() + post,
        get("Connection: close\r\n") + get(),
        "\r\n" + get() + "\r\n" + post,
        "\r\n\r\n" + get(),
        "GET /old HTTP/1.0\r\n\r\nGET /old2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "HEAD http://shop.example/p/1?q=a%20b HTTP/1.1\r\nHost: shop.example\r\n\r\n",
        chunked_post("5\r\nhello\r\n6;name=value;flag\r\n world\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n") +
            get(),
        chunked_post("00a;q=\"a;b\"\r\n0123456789\r\n0;last\r\n\r\n") + post,
        chunked_post("5\r\nhelloXX0\r\n\r\n"),
        chunked_post("zz\r\n"),
        chunked_post("3\nabc\r\n0\r\n\r\n"),
        chunked_post("0\r\nbad trailer\r\n\r\n") + get(),
        chunked_post("800\r\n" + std::string(2048, 'a') + "\r\n1\r\nb\r\n0\r\n\r\n"),
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET /\r\n\r\n",
        "GET / HTT\r\n\r\n" + get(),
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        get("A : b\r\n"),
        get("Folded: a\r\n b\r\n"),
        get("X: a\rb\r\n"),
        get(std::string("X: a\0b\r\n", 8)),
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\nabc",
        get("X: " + std::string(600, 'y') + "\r\n"),
        "\x16\x03\x01\x02",
    };
}

TEST(HttpFraming, EverySplitPointGivesTheSameResult) {
    for (const std::string& stream : streams()) {
        const auto whole = framed({stream});
        const std::string_view bytes = stream;
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
            ASSERT_EQ(framed({bytes.substr(0, cut), bytes.substr(cut)}), whole)
                << "cut at " << cut << " of " << stream;
        }
    }
}

TEST(HttpFraming, ByteByByteAndRandomPiecesGiveTheSameResult) {
    for (const std::string& stream : streams()) {
        const auto whole = framed({stream});
        for (unsigned seed = 0; seed < 40; ++seed) {
            std::mt19937 random(seed);
            std::vector<std::string_view> pieces;
            std::string_view rest = stream;
            while (!rest.empty()) {
                const std::size_t size = seed == 0 ? 1 : 1 + random() % 9;
                pieces.push_back(rest.substr(0, size));
                rest.remove_prefix(pieces.back().size());
            }
            ASSERT_EQ(framed(pieces), whole) << "seed " << seed << " of " << stream;
        }
    }
}

TEST(HttpFraming, ReadsARequestWordForWord) {
    EXPECT_THAT(framed({streams()[1]}),
                ElementsAre("POST /1/indexes/a%2Fb/query?x=1&x=2|host=h:1|content-length=11|"
                            "x-two=1|x-two=2|hello world|keep|1.1",
                            "GET /?|host=a||keep|1.1", StartsWith("POST /1/indexes")));
    EXPECT_THAT(framed({streams()[5]}),
                ElementsAre("GET /old?||close|1.0", "GET /old2?|connection=keep-alive||keep|1.0"));
    EXPECT_THAT(framed({streams()[6]}),
                ElementsAre("HEAD /p/1?q=a%20b|host=shop.example||keep|1.1"));
}

TEST(HttpFraming, KeepsTheTargetAsSentBesideItsParts) {
    RequestFramer framer(kSmall);
    framer.append("OPTIONS https://h?a=b?c HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_EQ(framer.advance(), Progress::kComplete);
    const Request request = framer.take().request;
    EXPECT_EQ(request.target, "https://h?a=b?c");
    EXPECT_EQ(request.path, "/");
    EXPECT_EQ(request.query, "a=b?c");
    EXPECT_EQ(request.header("host"), "h");
    EXPECT_EQ(request.header("cookie"), std::nullopt);
}

TEST(HttpFraming, JoinsChunksOfEverySize) {
    std::string body;
    for (int i = 0; i < 700; ++i) body += static_cast<char>(i);
    for (std::size_t size = 1; size <= body.size(); size += size < 20 ? 1 : 37) {
        std::string chunks;
        for (std::size_t at = 0; at < body.size(); at += size) {
            const std::string chunk = body.substr(at, size);
            chunks += hex(chunk.size()) + "\r\n" + chunk + "\r\n";
        }
        RequestFramer framer(kSmall);
        framer.append(chunked_post(chunks + "0\r\n\r\n") + get());
        ASSERT_EQ(framer.advance(), Progress::kComplete) << "chunks of " << size;
        EXPECT_EQ(framer.take().request.body, body);
        EXPECT_EQ(framer.advance(), Progress::kComplete);
    }
}

TEST(HttpFraming, RefusesWhatTwoServersCouldReadDifferently) {
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n";
    for (const std::string lengths : {
             "Content-Length: 3\r\nContent-Length: 3\r\n",
             "Content-Length: 3\r\nContent-Length: 4\r\n",
             "Content-Length: 3, 3\r\n",
             "Content-Length: +3\r\n",
             "Content-Length: -1\r\n",
             "Content-Length: 0x3\r\n",
             "Content-Length: 3a\r\n",
             "Content-Length:\r\n",
             "Content-Length: 99999999999999999999999\r\n",
             "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
             "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
         }) {
        EXPECT_EQ(status_of(head + lengths + "\r\nabc"), "refused 400") << lengths;
    }
    for (const std::string coding :
         {"gzip", "identity", "gzip, chunked", "chunked, gzip", "xchunked", "\"chunked\"", ""}) {
        EXPECT_THAT(status_of(head + "Transfer-Encoding: " + coding + "\r\n\r\n"),
                    testing::AnyOf("refused 501", "refused 400"))
            << coding;
    }
    EXPECT_EQ(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
              "refused 400");
}

TEST(HttpFraming, WantsExactlyOneHost) {
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), "refused 400");
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), "refused 400");
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"), "refused 400");
    EXPECT_THAT(status_of("GET / HTTP/1.1\r\nHost:\r\n\r\n"), StartsWith("GET"));
    EXPECT_THAT(status_of("GET / HTTP/1.1\r\nHost: [::1]:8108\r\n\r\n"), StartsWith("GET"));
    EXPECT_THAT(status_of("GET / HTTP/1.0\r\n\r\n"), StartsWith("GET"));
}

TEST(HttpFraming, RefusesOtherTargetForms) {
    EXPECT_EQ(status_of("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"), "refused 400");
    EXPECT_EQ(status_of("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), "refused 400");
    EXPECT_EQ(status_of("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"), "refused 505");
    EXPECT_THAT(status_of("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("OPTIONS *?"));
}

TEST(HttpFraming, RefusesEveryControlCharacterInAHead) {
    for (int byte = 0; byte < 0x21; ++byte) {
        if (byte == '\t' || byte == ' ') continue;
        const std::string control(1, static_cast<char>(byte));
        EXPECT_EQ(status_of(get("X: a" + control + "b\r\n")), "refused 400") << byte;
        EXPECT_EQ(status_of("GET /" + control + " HTTP/1.1\r\nHost: a\r\n\r\n"), "refused 400")
            << byte;
    }
    EXPECT_EQ(status_of(get("X: \x7f\r\n")), "refused 400");
}

TEST(HttpFraming, AsksForTheBodyOnlyWhenTheClientWaits) {
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n";
    RequestFramer framer(kSmall);
    framer.append(head + "Expect: 100-Continue\r\n\r\n");
    EXPECT_FALSE(framer.expects_continue());
    EXPECT_EQ(framer.advance(), Progress::kNeedMore);
    EXPECT_TRUE(framer.expects_continue());
    framer.append("a");
    EXPECT_EQ(framer.advance(), Progress::kNeedMore);
    EXPECT_FALSE(framer.expects_continue());
    framer.append("bc");
    EXPECT_EQ(framer.advance(), Progress::kComplete);

    EXPECT_EQ(status_of(head + "Expect: a-miracle\r\n\r\nabc"), "refused 417");
    EXPECT_EQ(status_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n"
                        "Expect: 100-continue\r\n\r\n"),
              "refused 413");
}

TEST(HttpFraming, HoldsTheHeadToItsLimitExactly) {
    const std::string frame = get("X: \r\n");
    const auto padded = [&](std::size_t total) {
        return get("X: " + std::string(total - frame.size(), 'y') + "\r\n");
    };
    EXPECT_THAT(status_of(padded(512)), StartsWith("GET"));
    EXPECT_EQ(status_of(padded(513)), "refused 431");
    EXPECT_EQ(status_of("GET /" + std::string(600, 'a')), "refused 431");
    std::string many_headers = get();
    many_headers.resize(many_headers.size() - 2);
    for (int i = 0; i < 1000; ++i) many_headers += "A: b\r\n";
    EXPECT_EQ(status_of(many_headers), "refused 431");
}

TEST(HttpFraming, HoldsBodiesToTheirLimitExactly) {
    const auto post = [](std::size_t size) {
        return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) +
               "\r\n\r\n" + std::string(size, 'b');
    };
    EXPECT_THAT(status_of(post(2048)), StartsWith("POST"));
    EXPECT_EQ(status_of(post(2049)), "refused 413");
    EXPECT_EQ(status_of(chunked_post("7fffffffffffffff\r\n")), "refused 413");
    EXPECT_EQ(status_of(chunked_post("ffffffffffffffffff\r\n")), "refused 400");
    EXPECT_EQ(status_of(chunked_post("1;" + std::string(3000, 'x'))), "refused 431");
    EXPECT_EQ(status_of(chunked_post("0\r\nX: " + std::string(3000, 'x'))), "refused 431");
}

TEST(HttpFraming, AsksTheRouteForItsBodyLimit) {
    const FramingLimits limits{.max_body_bytes = 10, .body_limit_for = [](const Request& head) {
                                   return head.path == "/bulk" ? std::size_t{100} : 10;
                               }};
    const auto post = [](const std::string& path, std::size_t size) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) +
               "\r\n\r\n" + std::string(size, 'b');
    };
    EXPECT_THAT(framed({post("/bulk", 100)}, limits), ElementsAre(StartsWith("POST /bulk")));
    EXPECT_THAT(framed({post("/bulk", 101)}, limits), ElementsAre("refused 413"));
    EXPECT_THAT(framed({post("/other", 11)}, limits), ElementsAre("refused 413"));
}

TEST(HttpFraming, RandomAndMutatedBytesNeverCrashIt) {
    const auto seeds = streams();
    for (unsigned seed = 0; seed < 20'000; ++seed) {
        std::mt19937 random(seed);
        std::string bytes = seeds[random() % seeds.size()];
        for (unsigned i = random() % 8; i > 0; --i) {
            const std::size_t at = random() % bytes.size();
            switch (random() % 4) {
            case 0:
                bytes[at] = static_cast<char>(random());
                break;
            case 1:
                bytes.erase(at, 1 + random() % 3);
                break;
            case 2:
                bytes.insert(at, 1, "\r\n :;0,"[random() % 7]);
                break;
            default:
                bytes.insert(at, seeds[random() % seeds.size()].substr(0, random() % 40));
            }
            if (bytes.empty()) bytes.push_back('x');
        }
        const std::size_t cut = random() % (bytes.size() + 1);
        const std::string_view view = bytes;
        RequestFramer framer(kSmall);
        std::vector<std::string> out;
        framer.append(view.substr(0, cut));
        if (drain(framer, out)) {
            ASSERT_LE(framer.buffered_bytes(), kSmall.max_head_bytes);
            framer.append(view.substr(cut));
            drain(framer, out);
        }
        ASSERT_EQ(out, framed({view})) << "seed " << seed;
    }
}

} // namespace
} // namespace aisle::api
