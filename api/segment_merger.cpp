#include "api/segment_merger.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <exception>
#include <utility>

#include "api/warm_up.h"
#include "data/error.h"
#include "data/manifest.h"
#include "indexer/delta_segment.h"

// A merge reads the records that were alive when it began, with what was set in place in them,
// and builds them again: columns alone do not say which variant inherits what. It has one thread
// at the lowest priority, and in memory one record at a time and the segment that it makes. What
// a first search works out for a segment is worked out here, before any request sees it.

namespace aisle::api {

namespace {

constexpr int kLowestPriority = 19;

/// Of the whole time of a merge a small part.
constexpr std::chrono::seconds kWarmUp{10};

/// Hands out the records of a task, one after the other.
class SourceRecords {
public:
    explicit SourceRecords(const MergeTask& task) : task_(task) {}

    std::optional<std::string> next() {
        if (task_.is_cancelled) {
            throw data::Error(data::ErrorCode::kConflict, "the merge was cancelled");
        }
        while (at_ == products_.size()) {
            if (source_ == task_.sources.size()) return std::nullopt;
            products_ = task_.sources[source_++].alive.to_vector();
            at_ = 0;
        }
        return task_.sources[source_ - 1].record(products_[at_++]);
    }

private:
    const MergeTask& task_;
    std::size_t source_ = 0; ///< the next
    std::vector<data::Ordinal> products_;
    std::size_t at_ = 0;
};

/// Has the segment ready what is asked of it.
void warm_up(const MergeTask& task, const search::SegmentView& merged) {
    search::Snapshot snapshot;
    snapshot.settings = task.settings;
    snapshot.built_with = task.built_with;
    snapshot.segments.push_back(merged);
    api::warm_up(snapshot, task.recent_requests,
                 {.time = kWarmUp, .is_cancelled = [&] { return task.is_cancelled.load(); }});
}

} // namespace

search::SegmentView merge_segments(const MergeTask& task) {
    const indexer::SegmentSchema schema(task.built_with, task.replica_settings);
    SourceRecords records(task);
    const auto path = task.directory / "segment-0";
    const auto counts = indexer::write_merged_segment(
        schema, [&] { return records.next(); }, task.dictionary, path);
    // As of a generation: sealing takes the checksums from here.
    data::Manifest manifest;
    manifest.num_products = counts.num_products;
    manifest.num_rows = counts.num_rows;
    manifest.segments = {"segment-0"};
    data::seal(task.directory, std::move(manifest));
    search::SegmentView merged(std::make_shared<const data::Segment>(path));
    warm_up(task, merged);
    return merged;
}

SegmentMerger::SegmentMerger(std::function<void()> on_end)
    : on_end_(std::move(on_end)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

SegmentMerger::~SegmentMerger() {
    if (task_) task_->is_cancelled = true;
}

void SegmentMerger::start(std::shared_ptr<const MergeTask> task) {
    task_ = std::move(task);
    const std::lock_guard lock(mutex_);
    next_ = task_;
    wanted_.notify_one();
}

std::shared_ptr<const SegmentMerger::Outcome> SegmentMerger::outcome() const {
    const std::lock_guard lock(mutex_);
    return outcome_;
}

void SegmentMerger::put_away() {
    task_.reset();
    const std::lock_guard lock(mutex_);
    outcome_.reset();
}

void SegmentMerger::run(const std::stop_token& stop) {
    // On Linux a priority is a thread's own. Where it cannot be set, merges have the usual one.
    static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kLowestPriority));
    for (;;) {
        std::shared_ptr<const MergeTask> task;
        {
            std::unique_lock lock(mutex_);
            if (!wanted_.wait(lock, stop, [this] { return next_ != nullptr; })) return;
            task = std::exchange(next_, nullptr);
        }
        auto outcome = std::make_shared<Outcome>();
        try {
            outcome->merged = merge_segments(*task);
        } catch (const std::exception& error) {
            outcome->problem = error.what();
        }
        task.reset(); // the writer frees what it holds
        {
            const std::lock_guard lock(mutex_);
            outcome_ = std::move(outcome);
        }
        on_end_();
    }
}

} // namespace aisle::api
