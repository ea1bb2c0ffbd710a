// Properties of the key ring:
//   1. A created key does what its rights, indexes, referers and validity allow, and no more.
//   2. Deleted and expired keys are as if they had never been, and can be restored.
//   3. Keys survive a restart, whether kept in the file or replayed from the operations; replaying
//      them twice is replaying them once, for random histories.
//   4. An operation that could not be made durable changes nothing.
//   5. A secured key needs a normal parent that is valid; it can do what that can, within what it
//      was signed for.
//   6. A limit counts per key and address, or per user where the key names one.
//   7. Damaged files and operations are errors that say so.
//   8. Requests may come while keys change.
#include "api/keys.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/random_hex.h"
#include "tests/api/support/refusal.h"
#include "tests/api/support/signing.h"

namespace aisle::api {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* kUnknown = "Invalid Application-ID or API key";

ApiKey make_key(const std::string& value, Acl acl) {
    ApiKey key;
    key.value = value;
    key.acl = {acl};
    return key;
}

class Keys : public testing::Test {
protected:
    Keys() {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        ring_ = open();
    }

    ~Keys() override { fs::remove_all(folder_); }

    std::unique_ptr<KeyRing> open() {
        auto ring = std::make_unique<KeyRing>(folder_, [this] { return now_ms_; });
        ring->set_persist([this](const KeyOperation& operation) {
            log_.push_back(
                {log_.size() + 1, 0, {}, std::string(operation.kind), operation.payload});
            return log_.size();
        });
        return ring;
    }

    std::string add(const char* json) {
        const auto document = data::parse_json(json);
        return ring_->add(parse_api_key(data::JsonAt(document))).value;
    }

    Request request(const std::string& key, const std::string& ip = "192.0.2.1") const {
        return {.headers = {{"x-algolia-application-id", ring_->application_id()},
                            {"x-algolia-api-key", key}},
                .peer_ip = ip};
    }

    Access access(const std::string& key) const { return ring_->authenticate(request(key)); }

    std::string refused(const std::string& key) const {
        return refusal([&] { (void)access(key); });
    }

    bool take(const std::string& key, const std::string& ip) const {
        return refusal([&] { ring_->charge(ring_->authenticate(request(key, ip))); }) == "no error";
    }

    std::int64_t now_ms_ = 1'700'000'000'000;
    fs::path folder_ = fs::temp_directory_path() / ("aisle-keys-" + random_hex(8));
    std::vector<data::Operation> log_;
    std::unique_ptr<KeyRing> ring_;
};

TEST_F(Keys, OfANewStoreAreMadeOnceAndKeptPrivate) {
    const auto again = open();
    EXPECT_EQ(again->admin_key(), ring_->admin_key());
    EXPECT_EQ(again->search_key(), ring_->search_key());
    EXPECT_EQ(fs::status(folder_ / "keys.json").permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_TRUE(access(ring_->admin_key()).allows(Acl::kAdmin));
    EXPECT_TRUE(access(ring_->search_key()).allows(Acl::kSearch));
    EXPECT_FALSE(access(ring_->search_key()).allows(Acl::kBrowse));
    EXPECT_FALSE(access(ring_->search_key()).allows(Acl::kAdmin));
}

TEST_F(Keys, DoWhatTheirRightsSay) {
    const auto key = add(R"({"acl":["browse","listIndexes"],"indexes":["products*"]})");
    const Access held = access(key);
    EXPECT_FALSE(held.is_admin);
    for (const auto name : all_acl_names()) {
        EXPECT_EQ(held.allows(*find_acl(name)), name == "browse" || name == "listIndexes") << name;
    }
    EXPECT_TRUE(held.allows(Acl::kAnyKey));
    EXPECT_FALSE(held.allows(Acl::kAdmin));
    EXPECT_TRUE(held.allows_index("products_by_price"));
    EXPECT_FALSE(held.allows_index("orders"));
    EXPECT_EQ(refusal([&] { held.require_index("orders"); }),
              "Index not allowed with this API key");
    EXPECT_EQ(refusal([&] { held.require(Acl::kSearch); }), "Method not allowed with this API key");
}

TEST_F(Keys, OfStrangersAreRefused) {
    const auto key = add(R"({"acl":["search"]})");
    EXPECT_EQ(refused(""), kUnknown);
    EXPECT_EQ(refused(key + "0"), kUnknown);
    EXPECT_EQ(refused(key.substr(1)), kUnknown);
    auto elsewhere = request(key);
    elsewhere.headers[0].value = "ANOTHER";
    EXPECT_EQ(refusal([&] { (void)ring_->authenticate(elsewhere); }), kUnknown);
    EXPECT_FALSE(Access().allows(Acl::kAnyKey));
    EXPECT_FALSE(Access().allows_index("products"));
}

TEST_F(Keys, ExpireDisappearAndComeBack) {
    const auto key = add(R"({"acl":["search"],"validity":60})");
    now_ms_ += 59'999;
    EXPECT_EQ(refused(key), "no error");
    now_ms_ += 1;
    EXPECT_EQ(refused(key), kUnknown);
    EXPECT_EQ(refusal([&] { (void)ring_->get(key); }), "Key does not exist");
    EXPECT_EQ(ring_->list().size(), 1U);
    EXPECT_EQ(ring_->restore(key).validity_s, 0);
    now_ms_ += 1'000'000;
    EXPECT_EQ(refused(key), "no error");
    EXPECT_EQ(refusal([&] { ring_->restore(key); }), "Key does not exist among the deleted ones");
}

TEST_F(Keys, AreUpdatedAsAWhole) {
    const auto key = add(R"({"acl":["search"],"description":"old","validity":60})");
    now_ms_ += 30'000;
    const auto body = data::parse_json(R"({"acl":["browse"],"validity":60})");
    ring_->update(key, parse_api_key(data::JsonAt(body)));
    const ApiKey now = ring_->get(key)->key;
    EXPECT_EQ(now.description, "");
    EXPECT_EQ(now.created_at_ms, now_ms_ - 30'000);
    EXPECT_EQ(now.expires_at_ms, now_ms_ + 60'000);
    EXPECT_FALSE(access(key).allows(Acl::kSearch));
}

TEST_F(Keys, AreDeletedAndRestored) {
    const auto key = add(R"({"acl":["search"],"description":"mine"})");
    ring_->remove(key);
    EXPECT_EQ(refused(key), kUnknown);
    EXPECT_EQ(refusal([&] { ring_->remove(key); }), "Key does not exist");
    EXPECT_EQ(ring_->restore(key).description, "mine");
    EXPECT_EQ(refused(key), "no error");
    EXPECT_THAT(refusal([&] { ring_->remove(ring_->search_key()); }), HasSubstr("default search"));
    EXPECT_EQ(refusal([&] { ring_->remove(ring_->admin_key()); }), "Key does not exist");
    EXPECT_EQ(refusal([&] { (void)ring_->get(ring_->admin_key()); }), "Key does not exist");
}

TEST_F(Keys, CheckTheReferer) {
    const auto key = add(R"({"acl":["search"],"referers":["https://shop.example/*"]})");
    const auto with = [&](const char* name, const char* value) {
        auto sent = request(key);
        if (name != nullptr) sent.headers.push_back({name, value});
        return refusal([&] { (void)ring_->authenticate(sent); });
    };
    const char* const wrong = "Method not allowed with this referer";
    EXPECT_EQ(with("referer", "https://shop.example/tents?x=1"), "no error");
    EXPECT_EQ(with("origin", "https://shop.example"), "no error");
    EXPECT_EQ(with("referer", "https://shop.example.evil/"), wrong);
    EXPECT_EQ(with(nullptr, nullptr), wrong);
}

TEST_F(Keys, SurviveARestart) {
    const auto kept = add(R"({"acl":["search"],"indexes":["a*"],"queryParameters":"filters=b:1"})");
    const auto gone = add(R"({"acl":["browse"]})");
    ring_->remove(gone);
    const auto before = to_json(*ring_->state());
    ring_->save();
    ring_ = open();
    EXPECT_EQ(to_json(*ring_->state()), before);
    EXPECT_TRUE(access(kept).hides_products());
    EXPECT_EQ(ring_->restore(gone).value, gone);
    EXPECT_EQ(fs::status(folder_ / "api_keys.json").permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(Keys, AreTheFoldOfTheirOperations) {
    for (unsigned seed = 0; seed < 30; ++seed) {
        std::mt19937 random(seed);
        log_.clear();
        fs::remove(folder_ / "api_keys.json");
        ring_ = open();
        std::vector<std::string> values;
        for (int step = 0; step < 40; ++step) {
            now_ms_ += static_cast<std::int64_t>(random() % 40'000);
            if (values.empty() || random() % 3 == 0) {
                values.push_back(add(random() % 2 == 0 ? R"({"acl":["search"]})"
                                                       : R"({"acl":["browse"],"validity":60})"));
                continue;
            }
            if (random() % 10 == 0) ring_->save();
            const auto& value = values[random() % values.size()];
            (void)refusal([&] {
                const auto what = random() % 3;
                if (what == 0) ring_->remove(value);
                if (what == 1) ring_->restore(value);
                if (what == 2) ring_->update(value, make_key("", Acl::kLogs));
            });
        }
        KeyState replayed;
        for (const auto& operation : log_) {
            replayed = apply_operation(std::move(replayed), operation.kind, operation.payload);
        }
        EXPECT_EQ(to_json(replayed), to_json(*ring_->state())) << "seed " << seed;
        const auto reopened = open();
        for (const auto& operation : log_) EXPECT_TRUE(reopened->apply(operation));
        EXPECT_EQ(to_json(replayed), to_json(*reopened->state())) << "seed " << seed;
        EXPECT_EQ(to_json(parse_key_state(to_json(replayed))), to_json(replayed));
    }
}

TEST_F(Keys, DoNotChangeWhenTheChangeCannotBeKept) {
    const auto key = add(R"({"acl":["search"]})");
    ring_->set_persist([](const KeyOperation&) -> std::uint64_t {
        throw data::Error(data::ErrorCode::kUnavailable, "the disk is full");
    });
    EXPECT_EQ(refusal([&] { ring_->remove(key); }), "the disk is full");
    EXPECT_EQ(refused(key), "no error");
}

TEST_F(Keys, AreRememberedUpToALimitOnceDeleted) {
    KeyState state;
    for (std::size_t i = 0; i < kMaxDeletedKeys + 5; ++i) {
        const std::string value = "key" + std::to_string(i);
        state = apply_operation(std::move(state), kAddKey,
                                to_stored_json(make_key(value, Acl::kSearch)));
        state = apply_operation(std::move(state), kDeleteKey, make_delete(value).payload);
    }
    EXPECT_EQ(state.deleted.size(), kMaxDeletedKeys);
    EXPECT_EQ(state.find_gone("key4", now_ms_), nullptr);
    EXPECT_NE(state.find_gone("key5", now_ms_), nullptr);
}

TEST_F(Keys, AreAsManyAsCanBeCheckedQuickly) {
    for (std::size_t i = 1; i <= kMaxKeys; ++i) {
        const auto key = make_key("key" + std::to_string(i), Acl::kSearch);
        log_.push_back({i, 0, {}, std::string(kAddKey), to_stored_json(key)});
        ring_->apply(log_.back());
    }
    EXPECT_THAT(refusal([&] { add(R"({"acl":["search"]})"); }), HasSubstr("1000 API keys already"));
    ring_->remove("key7");
    EXPECT_EQ(refused(add(R"({"acl":["search"]})")), "no error");
}

TEST_F(Keys, MaySignSecuredKeys) {
    const auto parent = add(R"({"acl":["search","addObject"],"indexes":["products*"],
                                "maxHitsPerQuery":50,"queryParameters":"filters=public:true"})");
    const auto held =
        access(sign_key(parent, "filters=brand%3Ax&restrictIndices=*_a&hitsPerPage=80"));
    EXPECT_TRUE(held.is_secured());
    EXPECT_TRUE(held.allows(Acl::kSearch));
    EXPECT_FALSE(held.allows(Acl::kBrowse));
    EXPECT_FALSE(held.allows(Acl::kAddObject)); // no write is checked against a filter
    EXPECT_TRUE(held.allows_index("products_a"));
    EXPECT_FALSE(held.allows_index("products_b"));
    EXPECT_FALSE(held.allows_index("other_a"));
    const auto body = data::parse_json(R"({"filters":"color:red","hitsPerPage":1000})");
    const auto params = held.search_params(data::JsonAt(body), data::Settings());
    EXPECT_EQ(params.hits_per_page, 50U);
    ASSERT_EQ(params.filters.children.size(), 3U);
    for (const auto* attribute : {"color", "brand", "public"}) {
        EXPECT_TRUE(std::any_of(params.filters.children.begin(), params.filters.children.end(),
                                [&](const auto& f) { return f.attribute == attribute; }))
            << attribute;
    }
    EXPECT_TRUE(access(sign_key(ring_->search_key(), "userToken=ann")).allows(Acl::kSearch));
}

TEST_F(Keys, ThatAreNotNormalSignNothing) {
    const auto parent = add(R"({"acl":["search"],"validity":60})");
    const auto secured = sign_key(parent, "userToken=ann");
    EXPECT_EQ(refused(sign_key(ring_->admin_key(), "userToken=ann")), kUnknown);
    EXPECT_EQ(refused(sign_key(secured, "userToken=bob")), kUnknown);
    EXPECT_EQ(refused(sign_key("somebody", "")), kUnknown);
    EXPECT_EQ(refused(secured), "no error");
    now_ms_ += 60'000;
    EXPECT_EQ(refused(secured), kUnknown);
    const auto next = add(R"({"acl":["search"]})");
    ring_->remove(next);
    EXPECT_EQ(refused(sign_key(next, "")), kUnknown);
}

TEST_F(Keys, ThatWereSignedForATimeAndPlaceEndThere) {
    const auto& parent = ring_->search_key();
    const auto until = [&](std::int64_t second) {
        return refused(sign_key(parent, "validUntil=" + std::to_string(second)));
    };
    EXPECT_EQ(until(now_ms_ / 1000), "no error");
    EXPECT_EQ(until(now_ms_ / 1000 - 1),
              "\"validUntil\" parameter expired (less than current date)");
    EXPECT_EQ(refused(sign_key(parent, "restrictSources=192.0.2.0%2F24")), "no error");
    EXPECT_EQ(refused(sign_key(parent, "restrictSources=198.51.100.0%2F24")),
              "IP address not allowed with this API key");
    EXPECT_THAT(refused(sign_key(parent, "nonsense=1")), HasSubstr("secured API key: nonsense"));
    const auto at_home =
        add(R"({"acl":["search"],"queryParameters":"restrictSources=10.0.0.0/8"})");
    EXPECT_EQ(refused(at_home), "IP address not allowed with this API key");
    EXPECT_EQ(refused(sign_key(at_home, "restrictSources=0.0.0.0%2F0")),
              "IP address not allowed with this API key");
}

TEST_F(Keys, LimitQueriesPerAddressOrUser) {
    const auto key = add(R"({"acl":["search"],"maxQueriesPerIPPerHour":2})");
    for (const char* ip : {"192.0.2.1", "192.0.2.2", "2001:db8:0:1::1"}) {
        EXPECT_TRUE(take(key, ip));
        EXPECT_TRUE(take(key, ip));
        EXPECT_FALSE(take(key, ip));
    }
    EXPECT_FALSE(take(key, "2001:db8:0:1:ffff::2")); // the same subscriber
    EXPECT_TRUE(take(key, "2001:db8:0:2::1"));
    const auto ann = sign_key(key, "userToken=ann");
    EXPECT_TRUE(take(ann, "192.0.2.1"));
    EXPECT_TRUE(take(ann, "192.0.2.9"));
    EXPECT_FALSE(take(ann, "192.0.2.8"));
    EXPECT_THAT(refusal([&] { ring_->charge(access(key)); }), HasSubstr("allows 2 queries"));
    EXPECT_TRUE(take(ring_->search_key(), "192.0.2.1"));
    now_ms_ += 3'600'000;
    EXPECT_TRUE(take(key, "192.0.2.1"));
}

TEST_F(Keys, ReportDamage) {
    const std::string good = R"({"version":1,"keys":[],"deleted":[]})";
    const auto refused_file = [&](const std::string& text) {
        std::ofstream(folder_ / "api_keys.json") << text;
        return refusal([&] { (void)open(); });
    };
    for (const auto* text :
         {"[]", "{}", R"({"version":2,"keys":[],"deleted":[]})", R"({"version":1,"keys":[]})",
          R"({"version":1,"keys":[{}],"deleted":[]})"}) {
        const auto file = std::string(R"({"logPosition":1,"api_keys":)") + text + "}";
        EXPECT_THAT(refused_file(file), HasSubstr("api_keys.json: damaged")) << text;
    }
    EXPECT_THAT(refused_file(good), HasSubstr("expected logPosition and api_keys"));
    EXPECT_EQ(refused_file(R"({"logPosition":1,"api_keys":)" + good + "}"), "no error");
    const auto refused_operation = [&](std::string_view kind, std::string payload) {
        return refusal([&] { ring_->apply({1, 0, {}, std::string(kind), std::move(payload)}); });
    };
    EXPECT_THAT(refused_operation(kDeleteKey, "{}"), HasSubstr("damaged key"));
    EXPECT_THAT(refused_operation(kAddKey, "{\"value\""), HasSubstr("damaged key"));
    EXPECT_FALSE(ring_->apply({1, 0, {}, "batch", {}})) << "another part's";
}

TEST_F(Keys, ServeRequestsWhileTheyChange) {
    const auto steady = add(R"({"acl":["search"]})");
    std::jthread writer([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) ring_->remove(add(R"({"acl":["browse"]})"));
    });
    for (int i = 0; i < 2'000; ++i) ASSERT_TRUE(access(steady).allows(Acl::kSearch));
}

} // namespace
} // namespace aisle::api
