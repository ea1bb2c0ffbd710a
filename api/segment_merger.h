#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "api/segment_merge.h"
#include "search/snapshot.h"

namespace aisle::api {

/// Merges segments on a thread of its own, one task at a time and after everything else that
/// wants the processor.
/// Threads: the writer's.
class SegmentMerger {
public:
    /// `on_end` is called on the merger's thread when a task has ended.
    explicit SegmentMerger(std::function<void()> on_end);
    SegmentMerger(const SegmentMerger&) = delete;
    SegmentMerger& operator=(const SegmentMerger&) = delete;
    /// Cancels what is under way.
    ~SegmentMerger();

    /// The task that was started last and not put away yet; null: none.
    [[nodiscard]] const std::shared_ptr<const MergeTask>& task() const noexcept { return task_; }

    /// Requires: there is no task.
    void start(std::shared_ptr<const MergeTask> task);

    /// What a task came to.
    struct Outcome {
        std::optional<search::SegmentView> merged; ///< all alive; nothing when it failed
        std::string problem;                       ///< why
    };

    /// That of the task; nothing while it is under way, or when there is none.
    [[nodiscard]] std::shared_ptr<const Outcome> outcome() const;

    /// Forgets a task that has ended.
    void put_away();

private:
    void run(const std::stop_token& stop);

    const std::function<void()> on_end_;
    std::shared_ptr<const MergeTask> task_; ///< the writer's

    mutable std::mutex mutex_;
    std::condition_variable_any wanted_;
    std::shared_ptr<const MergeTask> next_;  // guarded by mutex_
    std::shared_ptr<const Outcome> outcome_; // guarded by mutex_

    std::jthread thread_;
};

/// Writes the segment of a task and opens it.   Cost: as building its records.
/// Throws: Error{kUnavailable}; Error{kConflict} when the task was cancelled.
[[nodiscard]] search::SegmentView merge_segments(const MergeTask& task);

} // namespace aisle::api
