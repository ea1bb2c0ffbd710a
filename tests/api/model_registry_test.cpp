// Models beside their indexes:
//   1. Models appear, change and go with their file; what is held stays as it was.
//   2. A damaged file is told once, and the models before it stay.
//   3. Threads that ask at the same moment get the same models.
//   4. The products of a segment have the items with their objectIDs, however many there are.

#include "api/model_registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "data/ids.h"
#include "tests/support/built_index.h"
#include "tests/support/plain_models.h"
#include "tests/support/temp_directory.h"

namespace aisle::api {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string id_of(std::uint32_t number) {
    return "p" + std::to_string(1000 + number);
}

/// Models of products 0, step, 2 * step, ... that know nothing: what they say is not what these
/// tests are about, and training would take minutes under ThreadSanitizer.
void write_models(const fs::path& path, std::uint32_t num_items, std::uint32_t step = 1) {
    std::vector<std::string> ids;
    for (std::uint32_t i = 0; i < num_items; ++i) ids.push_back(id_of(i * step));
    fs::create_directories(path.parent_path());
    recommend::write_model_set(path, ids,
                               support::plain_models(1, std::vector<float>(num_items, 1)));
}

class Models : public testing::Test {
protected:
    void touch(int seconds) {
        fs::last_write_time(path_,
                            fs::file_time_type::clock::now() + std::chrono::seconds(seconds));
    }

    support::TempDirectory directory_;
    fs::path path_ = directory_.path() / "indexes" / "shop" / "models.bin";
    std::vector<std::string> problems_;
    ModelRegistry registry_{directory_.path(),
                            [this](const std::string& problem) { problems_.push_back(problem); },
                            0ms};
};

TEST_F(Models, ComeChangeAndGoWithTheirFile) {
    EXPECT_EQ(registry_.find("shop"), nullptr);
    write_models(path_, 10);
    const auto first = registry_.find("shop");
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->set().num_items(), 10U);
    EXPECT_EQ(registry_.find("shop"), first);
    write_models(path_, 12);
    touch(5);
    EXPECT_EQ(registry_.find("shop")->set().num_items(), 12U);
    EXPECT_EQ(first->set().num_items(), 10U);
    fs::remove(path_);
    EXPECT_EQ(registry_.find("shop"), nullptr);
    EXPECT_EQ(registry_.find("other"), nullptr);
    EXPECT_TRUE(problems_.empty());
}

TEST_F(Models, StayWhenTheirFileIsReplacedByADamagedOne) {
    write_models(path_, 10);
    const auto first = registry_.find("shop");
    fs::remove(path_);
    std::ofstream(path_) << "no models";
    touch(5);
    EXPECT_EQ(registry_.find("shop"), first);
    EXPECT_EQ(registry_.find("shop"), first);
    EXPECT_EQ(problems_.size(), 1U);
}

TEST_F(Models, AreTheSameForAllWhoAskAtOnce) {
    write_models(path_, 10);
    std::vector<std::shared_ptr<const IndexModels>> found(8);
    std::vector<std::jthread> threads;
    for (auto& models : found) {
        threads.emplace_back([&] { models = registry_.find("shop"); });
    }
    threads.clear();
    for (const auto& models : found) {
        ASSERT_NE(models, nullptr);
        EXPECT_EQ(models, found.front());
    }
}

TEST_F(Models, KnowTheProductsOfASegment) {
    write_models(path_, 50, 2);
    const auto models = registry_.find("shop");
    std::vector<std::string> records;
    for (std::uint32_t i = 60; i-- > 20;) {
        records.push_back(R"({"objectID":")" + id_of(i) + R"("})");
    }
    // One run is joined as a whole, the products of the other are looked up one by one.
    const auto index =
        support::build({records, {R"({"objectID":"p1004"})"}}, data::Settings::parse("{}"));
    for (const auto& view : index.snapshot->segments) {
        const auto items = models->items_of(view.segment);
        ASSERT_EQ(items->size(), view.segment->num_products());
        EXPECT_EQ(models->items_of(view.segment), items);
        for (data::Ordinal product = 0; product < items->size(); ++product) {
            const auto id = view.columns().object_id(product);
            EXPECT_EQ((*items)[product], models->set().find(id).value_or(data::kNoId)) << id;
        }
    }
}

} // namespace
} // namespace aisle::api
