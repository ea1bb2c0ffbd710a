#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "api/live_store.h"
#include "api/operation_kind.h"
#include "data/sqlite_log.h"
#include "tests/support/temp_directory.h"

namespace aisle::support {

/// A store on a log of its own, with one index "i", that can be restarted.
class RunningStore {
public:
    /// `settings`: the index's, as JSON.
    explicit RunningStore(const std::string& settings, api::LiveStoreOptions options = {})
        : options_(std::move(options)) {
        options_.scan_interval = std::chrono::milliseconds(5);
        options_.stale_grace = std::chrono::milliseconds(0);
        options_.on_problem = [this](const std::string& text) { problems += text + "\n"; };
        start();
        write(api::operation_kind::kSettings, R"({"forward":false,"settings":)" + settings + "}");
    }

    void restart() {
        store_.reset();
        registry_.reset();
        log_.reset();
        start();
    }

    void write(const char* kind, std::string payload, const std::string& index = "i") {
        task_ = store_->submit({0, 0, index, kind, std::move(payload)});
    }

    void save(const std::string& id, const std::string& json) {
        write(api::operation_kind::kBatch,
              api::write_actions({{api::RecordAction::Kind::kReplace, id, json}}));
    }

    void remove(const std::string& id) {
        write(api::operation_kind::kBatch,
              api::write_actions({{api::RecordAction::Kind::kDelete, id, {}}}));
    }

    /// What searches see once all that was written is.
    [[nodiscard]] api::SnapshotPointer snapshot() {
        while (!store_->is_published(task_)) {
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
        return registry_->find("i");
    }

    std::string problems;

private:
    void start() {
        log_ = std::make_unique<data::SqliteLog>(directory_.path() / "log.sqlite");
        registry_ = std::make_unique<api::IndexRegistry>();
        store_ = std::make_unique<api::LiveStore>(directory_.path(), *log_, *registry_, options_);
    }

    TempDirectory directory_;
    api::LiveStoreOptions options_;
    std::unique_ptr<data::SqliteLog> log_;
    std::unique_ptr<api::IndexRegistry> registry_;
    std::unique_ptr<api::LiveStore> store_;
    std::uint64_t task_ = 0;
};

} // namespace aisle::support
