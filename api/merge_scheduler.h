#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "api/index_registry.h"
#include "api/live_indexes.h"
#include "api/segment_merger.h"

namespace aisle::api {

/// Decides which index has segments merged in the background, and takes in what comes of it.
/// Threads: the writer's only.
class MergeScheduler {
public:
    /// Says of an index that it is not to be changed by merges now.
    using IsBlocked = std::function<bool(const std::string&)>;

    /// What it needs of the store; all outlive it.
    struct Store {
        LiveIndexes& indexes;
        IndexRegistry& registry;
        IsBlocked is_blocked;
        std::function<void()> wake; ///< has the writer come by again.   Threads: any.
        LiveIndexes::OnProblem on_problem;
        std::uint64_t seal_from_products; ///< a merge of so many is sealed at once
    };

    explicit MergeScheduler(Store store);

    /// Begins a merge where one is called for and none is under way, and gives up one that is
    /// not wanted any more.
    void begin_where_due();

    /// Takes in what a merge came to, when it has ended.
    /// Requires: the registry shows all that was applied.
    void take_in();

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] LiveIndex* wanting_index();
    void take_in(LiveIndex& live, const search::SegmentView& merged);
    void give_up();

    const Store store_;
    std::string last_index_; ///< merged last: the others come first
    std::uint64_t num_merges_ = 0;
    std::size_t carry_limit_ = 0; ///< products a portion
    Clock::time_point not_before_ = Clock::now();
    SegmentMerger merger_;
};

} // namespace aisle::api
