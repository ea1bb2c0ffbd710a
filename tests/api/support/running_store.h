#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/operation_kind.h"
#include "tests/api/support/test_store.h"

namespace aisle::support {

/// A test store with an index "i".
class RunningStore {
public:
    /// `settings`: the index's, as JSON.
    explicit RunningStore(const std::string& settings, api::LiveStoreOptions options = {})
        : store_(std::move(options)) {
        write(api::operation_kind::kSettings, R"({"forward":false,"settings":)" + settings + "}");
    }

    void restart() { store_.restart(); }

    void write(const char* kind, std::string payload, const std::string& index = "i") {
        store_.write(index, kind, std::move(payload));
    }

    void save(const std::string& id, const std::string& json) {
        write(api::operation_kind::kBatch,
              api::write_actions({{api::RecordAction::Kind::kReplace, id, json}}));
    }

    void remove(const std::string& id) { write(api::operation_kind::kBatch, support::remove(id)); }

    /// What searches see once all that was written is.
    [[nodiscard]] api::SnapshotPointer snapshot() {
        store_.wait_until_published();
        return store_.registry().find("i");
    }

    [[nodiscard]] std::vector<std::string> problems() const { return store_.problems(); }

private:
    TestStore store_;
};

} // namespace aisle::support
