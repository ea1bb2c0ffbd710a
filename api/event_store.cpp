#include "api/event_store.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "api/operation_kind.h"
#include "data/error.h"
#include "data/event_batch.h"
#include "data/event_parser.h"
#include "data/json.h"

namespace aisle::api {

namespace {

/// The event of the rows that begin with `first`.
data::Event event_at(const data::EventBatch& rows, std::size_t first) {
    data::Event event{rows.kind(first),
                      std::string(rows.index(first)),
                      std::string(rows.user(first)),
                      rows.time_ms(first),
                      {},
                      {}};
    for (std::size_t row = first; row < first + rows.event_size(first) && row < rows.size();
         ++row) {
        event.objects.push_back({std::string(rows.object(row)), 0, rows.quantity(row)});
    }
    return event;
}

} // namespace

EventStore::EventStore(std::filesystem::path data, OnProblem on_problem, EventStoreOptions options)
    : data_(std::move(data)), options_(options), on_problem_(std::move(on_problem)) {
    remember();
}

/// Imports do not come from the log, so that the batch which knows its position may lie far back.
void EventStore::remember() {
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
            on_problem_(std::string("events are left out: ") + error.what());
        }
    }
    for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
        const data::EventBatch& rows = **batch;
        for (std::size_t row = 0; row < rows.size(); row += std::max(1U, rows.event_size(row))) {
            const auto event = event_at(rows, row);
            recent_.add(event);
            pasts_.add(event);
        }
    }
}

bool EventStore::apply(const data::Operation& operation) {
    const bool is_events = operation.kind == operation_kind::kEvents;
    if (!is_events && operation.kind != operation_kind::kForgetUser) return false;
    if (operation.position <= position_) return true;
    if (is_events) {
        receive(operation);
    } else {
        forget(operation);
    }
    position_ = operation.position;
    return true;
}

void EventStore::receive(const data::Operation& operation) {
    // They were young enough when they were received.
    const data::EventRules rules{.now_ms = operation.time_ms, .max_age_ms = 0};
    auto events = data::parse_events(data::parse_json(operation.payload), rules);
    if (waiting_.empty()) waiting_since_ = Clock::now();
    for (auto& event : events) {
        if (!recent_.add(event)) continue;
        pasts_.add(event);
        waiting_.push_back(std::move(event));
    }
}

/// Later events of the same person are nobody's who was forgotten: they wait, while batches have
/// only earlier ones until they are sealed.
void EventStore::forget(const data::Operation& operation) {
    const auto payload = data::parse_json(operation.payload);
    const auto* token = data::find_member(payload, "userToken");
    if (token == nullptr || !token->IsString()) {
        throw data::Error(data::ErrorCode::kCorruptData, "forgetUser: names no userToken");
    }
    const std::string user(data::string_of(*token));
    pasts_.forget(user);
    std::erase_if(waiting_, [&](const data::Event& event) { return event.user_token == user; });
    to_forget_.insert(user);
}

void EventStore::save() {
    const bool is_due = !to_forget_.empty() || waiting_.size() >= options_.seal_after_events ||
                        Clock::now() - waiting_since_ >= options_.seal_after;
    if (is_due) seal();
}

void EventStore::seal() {
    if (waiting_.empty() && to_forget_.empty()) return;
    // In this order: what is replayed after a crash forgets once more.
    for (const auto& path : data::list_event_batches(data_)) {
        if (to_forget_.empty()) break;
        try {
            data::forget_users(path, to_forget_);
        } catch (const data::Error& error) {
            if (error.code() != data::ErrorCode::kCorruptData) throw;
            on_problem_(std::string("nobody is forgotten in a damaged batch: ") + error.what());
        }
    }
    data::append_event_batch(data_, waiting_, position_);
    waiting_.clear();
    to_forget_.clear();
}

} // namespace aisle::api
