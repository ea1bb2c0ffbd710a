// Properties of content coding:
//   1. gunzip(gzip(x)) = x, for bodies of any size, also in several members.
//   2. A stream that is cut, damaged or followed by garbage is refused, never half accepted.
//   3. A bomb is stopped at the limit.
//   4. Accept-Encoding is read with its weights and wildcard.
//   5. A text with kept pieces in it, of any size and number, is inflated to what it was.
#include "api/content_coding.h"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "data/error.h"

namespace aisle::api {
namespace {

std::string random_text(unsigned seed, std::size_t size) {
    std::mt19937 random(seed);
    std::string text(size, '\0');
    for (char& c : text) c = "abcdefgh \n"[random() % 10];
    return text;
}

data::ErrorCode code_of(const std::string& compressed, std::size_t max_bytes = 1'000'000) {
    try {
        (void)gunzip(compressed, max_bytes);
    } catch (const data::Error& error) {
        return error.code();
    }
    ADD_FAILURE() << "accepted";
    return data::ErrorCode::kInternal;
}

TEST(ContentCoding, InflatesWhatItDeflated) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        const std::string text = random_text(seed, seed * seed * 40);
        EXPECT_EQ(gunzip(gzip(text), text.size() + 100), text) << "seed " << seed;
    }
    EXPECT_EQ(gunzip(gzip("one ") + gzip("two"), 100), "one two");
}

TEST(ContentCoding, PutsKeptPiecesIntoOneStream) {
    std::mt19937 random(7);
    for (unsigned seed = 0; seed < 200; ++seed) {
        const std::string text = random_text(seed, random() % 3 == 0 ? 0 : random() % 5000);
        KeptPieces pieces;
        std::vector<std::size_t> places(random() % 4);
        for (auto& at : places) at = random() % (text.size() + 1);
        std::sort(places.begin(), places.end());
        for (const auto at : places) {
            pieces.push_back({at, keep_text(random_text(seed + 1000, random() % 100'000))});
        }
        std::string whole;
        append_body({.body = text, .kept = pieces}, whole);
        EXPECT_EQ(gunzip(gzip(text, pieces), whole.size() + 1000), whole) << "seed " << seed;
    }
}

TEST(ContentCoding, RefusesEveryTruncation) {
    const std::string compressed = gzip(random_text(1, 300));
    for (std::size_t size = 0; size < compressed.size(); ++size) {
        EXPECT_EQ(code_of(compressed.substr(0, size)), data::ErrorCode::kInvalidRequest) << size;
    }
}

TEST(ContentCoding, RefusesDamageAndGarbage) {
    EXPECT_EQ(code_of("plainly not compressed"), data::ErrorCode::kInvalidRequest);
    EXPECT_EQ(code_of(gzip("x") + "garbage"), data::ErrorCode::kInvalidRequest);
    std::string damaged = gzip(random_text(2, 300));
    damaged[damaged.size() - 6] ^= 1; // the checksum
    EXPECT_EQ(code_of(damaged), data::ErrorCode::kInvalidRequest);
}

TEST(ContentCoding, StopsABombAtTheLimit) {
    const std::string bomb = gzip(std::string(50'000'000, '\0'));
    EXPECT_LT(bomb.size(), 300'000u);
    EXPECT_EQ(code_of(bomb, 1'000'000), data::ErrorCode::kTooLarge);
    EXPECT_EQ(gunzip(gzip(std::string(1000, 'a')), 1000).size(), 1000u);
    EXPECT_EQ(code_of(gzip(std::string(1001, 'a')), 1000), data::ErrorCode::kTooLarge);
}

TEST(ContentCoding, DecodesOnlyWhatTheRequestNames) {
    Request request{.headers = {{"content-encoding", " GZIP"}}, .body = gzip("{}")};
    decode_body(request, 100);
    EXPECT_EQ(request.body, "{}");
    Request plain{.headers = {{"content-encoding", "identity"}}, .body = "{}"};
    decode_body(plain, 100);
    EXPECT_EQ(plain.body, "{}");
    Request other{.headers = {{"content-encoding", "br"}}, .body = "{}"};
    EXPECT_THROW(decode_body(other, 100), data::Error);
}

TEST(ContentCoding, ReadsAcceptEncoding) {
    for (const char* yes : {"gzip", "deflate, GZip", "br;q=1.0 , gzip;q=0.001", "*", "x-gzip"}) {
        EXPECT_TRUE(accepts_gzip(yes)) << yes;
    }
    for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000, *", "*;q=0", "identity", ",;,"}) {
        EXPECT_FALSE(accepts_gzip(no)) << no;
    }
}

} // namespace
} // namespace aisle::api
