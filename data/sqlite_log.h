#pragma once

#include <filesystem>
#include <memory>

#include "data/operation_log.h"

namespace aisle::data {

/// The log of a single machine: one SQLite file, with PATH-wal and PATH-shm beside it while it
/// is open, and PATH.lock.
///
/// One process may have it open for writing, and any number may read it meanwhile.
class SqliteLog final : public OperationLog {
public:
    enum class Access { kReadWrite, kReadOnly };

    /// For writing, creates a log that does not exist yet, and its directory.
    /// Throws: Error{kConflict} when it is open for writing already, {kCorruptData} when it is
    ///         damaged or no log, {kUnavailable} when it cannot be opened or created, {kNotFound}
    ///         when it is opened for reading and does not exist.
    explicit SqliteLog(std::filesystem::path path, Access access = Access::kReadWrite);
    ~SqliteLog() override;

    std::uint64_t append_all(std::span<const Operation> operations) override;
    void read_from(std::uint64_t after, const Visitor& visit) const override;
    [[nodiscard]] std::uint64_t last_position() const override;
    [[nodiscard]] std::uint64_t first_position() const override;
    void trim(std::uint64_t up_to) override;
    /// Of the files on the disk.
    [[nodiscard]] std::uint64_t size_bytes() const override;

private:
    class Writer;

    [[nodiscard]] Writer& writer() const;

    const std::filesystem::path path_;
    const std::unique_ptr<Writer> writer_; // null when open for reading only
};

} // namespace aisle::data
