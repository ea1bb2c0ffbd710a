#pragma once

#include <deque>
#include <mutex>

#include "data/operation_log.h"

namespace aisle::data {

/// A log that lasts as long as the process: for tests, and the plain model of what every
/// other log must do.
class MemoryLog final : public OperationLog {
public:
    std::uint64_t append_all(std::span<const Operation> operations) override;
    void read_from(std::uint64_t after, const Visitor& visit) const override;
    [[nodiscard]] std::uint64_t last_position() const override;
    [[nodiscard]] std::uint64_t first_position() const override;
    void trim(std::uint64_t up_to) override;
    [[nodiscard]] std::uint64_t size_bytes() const override;

private:
    mutable std::mutex mutex_;
    std::deque<Operation> operations_; // guarded by mutex_; the last ones of those appended
    std::uint64_t last_position_ = 0;  // guarded by mutex_
};

} // namespace aisle::data
