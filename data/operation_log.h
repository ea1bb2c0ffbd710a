#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace aisle::data {

/// One write to the store, as the log keeps it. The state of a store is the fold of its
/// operations in the order of their positions.
struct Operation {
    std::uint64_t position = 0; ///< assigned by the log; ignored when appending
    std::int64_t time_ms = 0;   ///< Unix milliseconds, by the clock of who appends
    std::string index{};        ///< empty: the whole store
    std::string kind{};         ///< a short word, such as "batch" or "settings"
    std::string payload{};      ///< JSON or any bytes
};

/// The append-only log of everything that was ever written to a store.
///
/// Positions start at 1, have no gaps and are never given twice, not after trimming and not
/// after a restart. What was appended is durable before the call returns; what failed to be
/// appended is not in the log, and the log stays usable.
/// Threads: any, all functions at once.
class OperationLog {
public:
    using Visitor = std::function<void(const Operation&)>;

    OperationLog() = default;
    virtual ~OperationLog() = default;
    OperationLog(const OperationLog&) = delete;
    OperationLog& operator=(const OperationLog&) = delete;

    /// Returns the position of the operation once it is durable.
    /// Throws: see append_all.
    std::uint64_t append(const Operation& operation) { return append_all({&operation, 1}); }

    /// Appends all operations or none, one after the other with nothing between them, and
    /// returns the position of the last once they are durable.
    /// Requires: at least one operation.
    /// Throws:   Error{kUnavailable} when they cannot be stored now, {kTooLarge} when one never
    ///           can, {kConflict} when the log is open for reading only.
    virtual std::uint64_t append_all(std::span<const Operation> operations) = 0;

    /// Visits the operations after position `after` in order, up to the last one that was
    /// durable when the call began. The visitor may append, read and trim.
    /// Throws: Error{kNotFound} when some of them were trimmed: what `after` stands for is too
    ///         old to catch up; {kCorruptData} when one is damaged or missing, or when the log
    ///         ends before `after`, that is, lost what someone has already read.
    virtual void read_from(std::uint64_t after, const Visitor& visit) const = 0;

    /// Position of the newest operation ever appended, trimmed or not; 0 when there is none.
    [[nodiscard]] virtual std::uint64_t last_position() const = 0;

    /// Position of the oldest operation that is still there; last_position() + 1 when none is.
    [[nodiscard]] virtual std::uint64_t first_position() const = 0;

    /// Forgets the operations up to and including position `up_to`.
    /// Throws: as append_all; those that it forgot until then remain forgotten.
    virtual void trim(std::uint64_t up_to) = 0;

    /// Space that the log takes.
    [[nodiscard]] virtual std::uint64_t size_bytes() const = 0;
};

} // namespace aisle::data
