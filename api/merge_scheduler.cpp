#include "api/merge_scheduler.h"

#include <filesystem>
#include <utility>

namespace aisle::api {

namespace {

/// After a merge that failed, on a full disk for instance.
constexpr std::chrono::seconds kRetryAfter{60};

/// Changed products that are carried over at a time: some milliseconds between two operations.
/// Portions grow by this part of them, so that a feed that never rests is overtaken.
constexpr std::size_t kCarriedProducts = 500;
constexpr std::size_t kCarryGrowth = 64;

} // namespace

MergeScheduler::MergeScheduler(Store store) : store_(std::move(store)), merger_(store_.wake) {}

/// The index whose merge is under way, if that is still of use.
LiveIndex* MergeScheduler::wanting_index() {
    auto& all = store_.indexes.all();
    const auto& task = *merger_.task();
    const auto found = all.find(task.index_name);
    const bool is_wanted = found != all.end() && found->second.is_merging(task) &&
                           !store_.is_blocked(found->first) && !found->second.is_outdated();
    return is_wanted ? &found->second : nullptr;
}

void MergeScheduler::begin_where_due() {
    if (merger_.task()) {
        if (wanting_index() == nullptr) merger_.task()->is_cancelled = true;
        return;
    }
    if (Clock::now() < not_before_) return;
    auto& all = store_.indexes.all();
    auto at = all.upper_bound(last_index_);
    for (std::size_t i = 0; i < all.size(); ++i, ++at) {
        if (at == all.end()) at = all.begin();
        auto& [name, live] = *at;
        if (store_.is_blocked(name) || live.is_outdated()) continue;
        if (auto task = live.begin_merge(num_merges_)) {
            ++num_merges_;
            last_index_ = name;
            carry_limit_ = kCarriedProducts;
            task->recent_requests = store_.indexes.parts().recent_requests(name);
            return merger_.start(std::move(task));
        }
    }
}

void MergeScheduler::take_in() {
    const auto outcome = merger_.outcome();
    if (!outcome) return;
    auto* const live = merger_.task()->is_cancelled ? nullptr : wanting_index();
    if (live != nullptr && outcome->merged) return take_in(*live, *outcome->merged);
    if (live != nullptr) {
        store_.on_problem("merging segments of index " + merger_.task()->index_name + ": " +
                          outcome->problem);
        not_before_ = Clock::now() + kRetryAfter;
    }
    give_up();
}

void MergeScheduler::take_in(LiveIndex& live, const search::SegmentView& merged) {
    if (!live.finish_merge(merged, carry_limit_)) {
        carry_limit_ += carry_limit_ / kCarryGrowth;
        return store_.wake();
    }
    const std::string name = merger_.task()->index_name;
    const bool is_large = merger_.task()->num_products() >= store_.seal_from_products;
    merger_.put_away();
    if (auto snapshot = live.flush()) store_.registry.put(name, std::move(snapshot));
    if (is_large && live.try_seal(store_.indexes.applied())) {
        store_.registry.put(name, live.snapshot());
    }
}

void MergeScheduler::give_up() {
    const auto found = store_.indexes.all().find(merger_.task()->index_name);
    if (found != store_.indexes.all().end()) found->second.cancel_merge(*merger_.task());
    std::error_code error;
    std::filesystem::remove_all(merger_.task()->directory, error);
    merger_.put_away();
}

} // namespace aisle::api
