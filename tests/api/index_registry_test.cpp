// Properties of the registry of snapshots:
//   1. A replica shows its primary's records under the settings of both, whichever was put last.
//   2. Records that change leave the settings of replicas as they are; settings that change do
//      not.
//   3. A displaced snapshot is freed as soon as nobody holds it, and not before.

#include "api/index_registry.h"

#include <gtest/gtest.h>

namespace aisle::api {
namespace {

std::shared_ptr<search::Snapshot> snapshot_of(const std::string& name, const std::string& settings,
                                              std::uint64_t generation = 0) {
    auto snapshot = std::make_shared<search::Snapshot>();
    snapshot->index_name = name;
    snapshot->settings = data::Settings::parse(settings);
    snapshot->generation = generation;
    return snapshot;
}

std::uint32_t hits_per_page(const IndexRegistry& registry, const char* index) {
    return registry.find(index)->settings.query_defaults.hits_per_page;
}

TEST(IndexRegistry, ShowsReplicasOfWhateverWasPutLast) {
    IndexRegistry registry;
    registry.put("p", snapshot_of("p", R"({"replicas":["r"],"hitsPerPage":7})"));
    EXPECT_TRUE(registry.is_replica("r"));
    EXPECT_FALSE(registry.is_replica("p"));
    EXPECT_EQ(registry.find("r")->settings.primary, "p");
    EXPECT_EQ(hits_per_page(registry, "r"), 7U);
    registry.put("r", snapshot_of("r", R"({"hitsPerPage":3})"));
    EXPECT_EQ(hits_per_page(registry, "r"), 3U);
    registry.put("p", snapshot_of("p", R"({"replicas":["r"],"maxValuesPerFacet":9})", 5));
    EXPECT_EQ(hits_per_page(registry, "r"), 3U);
    EXPECT_EQ(registry.find("r")->settings.query_defaults.max_values_per_facet, 9U);
    EXPECT_EQ(registry.find("r")->generation, 5U);
    registry.put("p", snapshot_of("p", R"({"replicas":["r"],"maxValuesPerFacet":9})", 6));
    EXPECT_EQ(registry.find("r")->generation, 6U);
    EXPECT_EQ(hits_per_page(registry, "r"), 3U);
    EXPECT_EQ(registry.all().size(), 2U);
    registry.put("p", snapshot_of("p", "{}"));
    EXPECT_FALSE(registry.is_replica("r"));
    EXPECT_EQ(registry.find("r")->settings.primary, "");
    registry.remove("p");
    EXPECT_EQ(registry.find("p"), nullptr);
}

TEST(IndexRegistry, TellsAVirtualReplicaFromAPlainOneOfTheSameName) {
    IndexRegistry registry;
    registry.put("p", snapshot_of("p", R"({"replicas":["r"]})"));
    EXPECT_NE(registry.find("r")->settings.query_defaults.ranking.front(), "custom");
    registry.put("p", snapshot_of("p", R"j({"replicas":["virtual(r)"]})j"));
    EXPECT_EQ(registry.find("r")->settings.query_defaults.ranking.front(), "custom");
}

TEST(IndexRegistry, FreesWhatNobodyHoldsAnyMore) {
    IndexRegistry registry;
    const auto put = [&](const char* name, const char* settings) {
        auto snapshot = snapshot_of(name, settings);
        const std::weak_ptr<const search::Snapshot> watched = snapshot;
        registry.put(name, std::move(snapshot));
        return watched;
    };
    const auto other = put("other", "{}");
    const auto first = put("p", R"({"replicas":["r"]})");
    const std::weak_ptr<const search::Snapshot> replica = registry.find("r");
    auto held = registry.find("p");
    for (int i = 0; i < 3; ++i) static_cast<void>(put("p", R"({"replicas":["r"]})"));
    registry.free_displaced();
    EXPECT_FALSE(first.expired());
    EXPECT_TRUE(replica.expired());
    held.reset();
    EXPECT_FALSE(first.expired()) << "freed by a request";
    registry.free_displaced();
    EXPECT_TRUE(first.expired());
    EXPECT_FALSE(other.expired());
    registry.remove("other");
    registry.free_displaced();
    EXPECT_TRUE(other.expired());
}

} // namespace
} // namespace aisle::api
