#include "data/memory_log.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include "data/error.h"

namespace aisle::data {

std::uint64_t MemoryLog::append_all(std::span<const Operation> operations) {
    assert(!operations.empty());
    const std::lock_guard lock(mutex_);
    for (const auto& operation : operations) {
        operations_.push_back(operation);
        operations_.back().position = ++last_position_;
    }
    return last_position_;
}

void MemoryLog::read_from(std::uint64_t after, const Visitor& visit) const {
    const std::uint64_t end = last_position();
    if (after > end) {
        throw Error(ErrorCode::kCorruptData, "the log ends at position " + std::to_string(end) +
                                                 ", before position " + std::to_string(after));
    }
    for (std::uint64_t position = after + 1; position <= end; ++position) {
        // A copy of one at a time: the visitor runs unlocked and may call the log.
        std::optional<Operation> operation;
        {
            const std::lock_guard lock(mutex_);
            const std::uint64_t trimmed = last_position_ - operations_.size();
            if (position > trimmed) operation = operations_[position - trimmed - 1];
        }
        if (!operation) {
            throw Error(ErrorCode::kNotFound,
                        "operation " + std::to_string(position) + " of the log was trimmed");
        }
        visit(*operation);
    }
}

std::uint64_t MemoryLog::last_position() const {
    const std::lock_guard lock(mutex_);
    return last_position_;
}

std::uint64_t MemoryLog::first_position() const {
    const std::lock_guard lock(mutex_);
    return last_position_ - operations_.size() + 1;
}

void MemoryLog::trim(std::uint64_t up_to) {
    const std::lock_guard lock(mutex_);
    while (!operations_.empty() && operations_.front().position <= up_to) operations_.pop_front();
}

std::uint64_t MemoryLog::size_bytes() const {
    const std::lock_guard lock(mutex_);
    std::uint64_t bytes = 0;
    for (const auto& operation : operations_) {
        bytes += sizeof(operation) + operation.index.size() + operation.kind.size() +
                 operation.payload.size();
    }
    return bytes;
}

} // namespace aisle::data
