#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "api/live_store.h"
#include "api/operation_kind.h"
#include "data/sqlite_log.h"
#include "indexer/index_builder.h"
#include "tests/support/store_model.h"
#include "tests/support/temp_directory.h"

namespace aisle::support {

/// A store that can be restarted.
class TestStore {
public:
    explicit TestStore(api::LiveStoreOptions options = {}) : options_(std::move(options)) {
        start();
    }

    void stop() {
        store_.reset();
        registry_.reset();
        log_.reset();
    }

    void start() {
        options_.scan_interval = std::chrono::milliseconds(5);
        options_.stale_grace = std::chrono::milliseconds(0);
        options_.on_problem = [this](const std::string& problem) {
            const std::lock_guard lock(mutex_);
            problems_.push_back(problem);
        };
        log_ = std::make_unique<data::SqliteLog>(data() / "log.sqlite");
        registry_ = std::make_unique<api::IndexRegistry>();
        store_ = std::make_unique<api::LiveStore>(data(), *log_, *registry_, options_);
    }

    void restart() {
        stop();
        start();
    }

    std::uint64_t submit(data::Operation operation) {
        return last_ = store_->submit(std::move(operation));
    }

    /// Submits the changes to an index as the log has them.
    void write(const std::string& index, const char* operation, std::string payload) {
        submit({0, 0, index, operation, std::move(payload)});
    }

    void wait_until_published() const {
        EXPECT_TRUE(eventually([&] { return is_published(); }));
    }

    [[nodiscard]] bool is_published() const { return last_ == 0 || store_->is_published(last_); }

    /// Waits for `condition` for as long as a busy machine may take.
    template <class Condition>
    static bool eventually(const Condition& condition) {
        for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
             std::chrono::steady_clock::now() < end;
             std::this_thread::sleep_for(std::chrono::milliseconds(1))) {
            if (condition()) return true;
        }
        return false;
    }

    /// Waits until the store shows what `model` has; returns the difference that stays.
    [[nodiscard]] std::string difference(const StoreModel& model) const {
        std::string difference;
        static_cast<void>(eventually([&] {
            difference = is_published() ? model.difference(*registry_) : "not published";
            return difference.empty();
        }));
        return difference;
    }

    /// The records of an index as {objectID: record}; nothing when there is no index.
    [[nodiscard]] std::optional<StoreModel::Records> records(const std::string& index) const {
        const auto snapshot = registry_->find(index);
        if (!snapshot) return std::nullopt;
        return records_in(*snapshot);
    }

    [[nodiscard]] std::vector<std::string> problems() const {
        const std::lock_guard lock(mutex_);
        return problems_;
    }

    [[nodiscard]] const std::filesystem::path& data() const { return directory_.path(); }

    [[nodiscard]] data::SqliteLog& log() { return *log_; }

    [[nodiscard]] api::LiveStore& store() { return *store_; }

    [[nodiscard]] const api::IndexRegistry& registry() const { return *registry_; }

    [[nodiscard]] api::LiveStoreOptions& options() { return options_; }

private:
    TempDirectory directory_;
    api::LiveStoreOptions options_;
    mutable std::mutex mutex_;
    std::vector<std::string> problems_; // guarded by mutex_
    std::unique_ptr<data::SqliteLog> log_;
    std::unique_ptr<api::IndexRegistry> registry_;
    std::unique_ptr<api::LiveStore> store_;
    std::uint64_t last_ = 0;
};

inline std::string save(const std::string& id, const std::string& members = {}) {
    return api::write_actions(
        {{api::RecordAction::Kind::kReplace, id, R"({"objectID":")" + id + "\"" + members + "}"}});
}

inline std::string remove(const std::string& id) {
    return api::write_actions({{api::RecordAction::Kind::kDelete, id, {}}});
}

/// Publishes records as a batch job does.
inline void build(const std::filesystem::path& data, const std::string& index,
                  const StoreModel::Records& records, std::uint64_t log_position) {
    auto at = records.begin();
    const indexer::RecordSupply next = [&]() -> std::optional<indexer::RawRecord> {
        if (at == records.end()) return std::nullopt;
        return indexer::RawRecord{(at++)->second, 1, {}};
    };
    indexer::BuildOptions options;
    options.log_position = [=] { return log_position; };
    const data::IndexDirectory directory(data, index);
    static_cast<void>(
        indexer::build_index(directory, directory.read_settings().settings, {}, next, options));
}

} // namespace aisle::support
