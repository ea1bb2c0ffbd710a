#pragma once

#include <chrono>

#include "data/error.h"

namespace aisle::data {

/// The moment a request must not outlive. Passed down by value and asked between stages.
class Deadline {
public:
    using Clock = std::chrono::steady_clock;

    /// Never expires: batch jobs and tests.
    Deadline() = default;

    explicit Deadline(Clock::time_point at) noexcept : at_(at) {}

    [[nodiscard]] bool has_passed() const noexcept {
        return at_ != Clock::time_point::max() && Clock::now() > at_;
    }

    /// Throws: Error{kDeadline} once the moment has passed.
    void check() const {
        if (has_passed()) throw Error(ErrorCode::kDeadline, "the request ran out of time");
    }

private:
    Clock::time_point at_ = Clock::time_point::max();
};

} // namespace aisle::data
