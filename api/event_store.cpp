#include "api/event_store.h"

#include <memory>
#include <utility>

#include "api/operation_kind.h"
#include "data/error.h"
#include "data/event_batch.h"
#include "data/event_parser.h"
#include "data/json.h"

namespace aisle::api {

EventStore::EventStore(std::filesystem::path data, const OnProblem& on_problem,
                       EventStoreOptions options)
    : data_(std::move(data)), options_(options) {
    remember(on_problem);
}

/// Imports do not come from the log, so that the batch which knows its position may lie far back.
void EventStore::remember(const OnProblem& on_problem) {
    std::vector<std::unique_ptr<data::EventBatch>> batches; // the newest first
    std::size_t num_rows = 0;
    const auto paths = data::list_event_batches(data_);
    for (auto path = paths.rbegin(); path != paths.rend(); ++path) {
        if (num_rows >= options_.remembered_rows && position_ > 0) break;
        try {
            auto batch = std::make_unique<data::EventBatch>(*path);
            if (position_ == 0) position_ = batch->log_position();
            if (num_rows >= options_.remembered_rows) continue;
            num_rows += batch->size();
            batches.push_back(std::move(batch));
        } catch (const data::Error& error) {
            on_problem(std::string("events are left out: ") + error.what());
        }
    }
    for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
        const data::EventBatch& rows = **batch;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto kind = rows.kind(row);
            if (kind == data::EventKind::kView && rows.event_size(row) > 1) continue;
            pasts_.add(rows.index(row), rows.user(row), {std::string(rows.object(row)), kind});
        }
    }
}

bool EventStore::apply(const data::Operation& operation) {
    if (operation.kind != operation_kind::kEvents) return false;
    if (operation.position <= position_) return true;
    // They were young enough when they were received.
    const data::EventRules rules{.now_ms = operation.time_ms, .max_age_ms = 0};
    auto events = data::parse_events(data::parse_json(operation.payload), rules);
    if (waiting_.empty()) waiting_since_ = Clock::now();
    for (auto& event : events) {
        pasts_.add(event);
        waiting_.push_back(std::move(event));
    }
    position_ = operation.position;
    return true;
}

void EventStore::save() {
    const bool is_due = waiting_.size() >= options_.seal_after_events ||
                        Clock::now() - waiting_since_ >= options_.seal_after;
    if (is_due) seal();
}

void EventStore::seal() {
    if (waiting_.empty()) return;
    data::append_event_batch(data_, waiting_, position_);
    waiting_.clear();
}

} // namespace aisle::api
