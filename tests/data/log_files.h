#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "data/error.h"
#include "data/operation_log.h"

namespace aisle::data {

inline std::vector<Operation> read_all(const OperationLog& log, std::uint64_t after = 0) {
    std::vector<Operation> operations;
    log.read_from(after, [&](const Operation& operation) { operations.push_back(operation); });
    return operations;
}

/// The code of the error that `work` throws; nothing when it throws none.
inline std::optional<ErrorCode> code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.code();
    }
    return std::nullopt;
}

} // namespace aisle::data
