// Properties of one index under writes, beyond those of merges (segment_merge_test.cpp) and of
// stores (live_store_test.cpp):
//   1. A deletion by filters knows attributes that were made facets, or hot, by the settings right
//      before it, though no column has them until the index is rebuilt.
//   2. A full disk is told of, leaves no half of a segment, and loses nothing of what waits.

#include "api/live_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "data/error.h"
#include "data/json.h"
#include "data/search_params_parser.h"
#include "search/searcher.h"
#include "tests/support/file_limit.h"
#include "tests/support/temp_directory.h"

namespace aisle::api {
namespace {

data::SearchParams filtered_by(const std::string& filters, const data::Settings& settings) {
    const auto body = data::parse_json(R"({"filters":")" + filters + "\"}");
    return data::parse_search_params(data::JsonAt(body), settings);
}

std::vector<std::string> ids_of(const search::Snapshot& snapshot) {
    std::vector<std::string> ids;
    for (const auto& view : snapshot.segments) {
        view.alive.for_each(
            [&](data::Ordinal product) { ids.emplace_back(view.columns().object_id(product)); });
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

class StaleColumns : public testing::TestWithParam<int> {};

TEST_P(StaleColumns, do_not_hide_products_from_a_deletion) {
    const int num_products = GetParam();
    const support::TempDirectory directory;
    LiveIndex live(directory.path(), "i", {.rebuild_in_place = 0, .background_products = 1});
    std::vector<std::string> rest;
    for (int i = 0; i < num_products; ++i) {
        const std::string id = "p" + std::to_string(i);
        const bool is_red = i % 3 == 0;
        const bool is_sold = i % 7 == 0;
        live.apply({RecordAction::Kind::kReplace, id,
                    R"({"objectID":")" + id + R"(","color":")" + (is_red ? "Red" : "Blue") +
                        R"(","sold":)" + (is_sold ? "true" : "false") + "}"});
        if (i == num_products / 2) static_cast<void>(live.flush()); // several segments
        if (!is_red && !is_sold) rest.push_back(id);
    }
    static_cast<void>(live.flush());
    live.set_settings(
        data::Settings::parse(R"({"attributesForFaceting":["color"],"hotAttributes":["sold"]})"),
        1);
    const auto settings = live.snapshot()->settings;
    live.delete_matching(filtered_by("color:red", settings));
    static_cast<void>(live.flush());
    live.delete_matching(filtered_by("sold:true", settings));
    const auto snapshot = live.flush();
    EXPECT_FALSE(snapshot->built_with.has_same_schema(settings)) << "it was rebuilt";
    std::sort(rest.begin(), rest.end());
    EXPECT_EQ(ids_of(*snapshot), rest);
}

INSTANTIATE_TEST_SUITE_P(Sizes, StaleColumns, testing::Values(30, 6'000));

TEST(LiveIndex, is_as_it_was_when_the_disk_is_full) {
    const support::TempDirectory directory;
    LiveIndex live(directory.path(), "i", {});
    live.apply({RecordAction::Kind::kReplace, "a", R"({"objectID":"a"})"});
    static_cast<void>(live.flush());
    std::string words;
    for (int i = 0; i < 1'000; ++i) words += "w" + std::to_string(i) + " ";
    live.apply({RecordAction::Kind::kReplace, "b", R"({"objectID":"b","text":")" + words + "\"}"});
    live.apply({RecordAction::Kind::kDelete, "a", {}});
    const auto files = [&] {
        std::set<std::filesystem::path> paths;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(directory.path())) {
            paths.insert(entry.path());
        }
        return paths;
    };
    const auto before = files();
    for (const rlim_t bytes : {0, 1'000, 5'000}) { // the first file of a segment, and later ones
        const support::FileLimit limit(bytes);
        try {
            static_cast<void>(live.flush());
            FAIL() << "there was room in " << bytes << " bytes";
        } catch (const data::Error& error) {
            EXPECT_EQ(error.code(), data::ErrorCode::kUnavailable) << error.what();
        }
        EXPECT_EQ(files(), before);
        EXPECT_EQ(ids_of(*live.snapshot()), std::vector<std::string>{"a"});
    }
    EXPECT_EQ(ids_of(*live.flush()), std::vector<std::string>{"b"});
}

} // namespace
} // namespace aisle::api
