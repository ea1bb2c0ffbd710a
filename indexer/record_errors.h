#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/record_parser.h"

namespace aisle::indexer {

/// What a run does about a record that is refused.
enum class OnError {
    kSkip, ///< leaves it out, counts it and goes on
    kFail, ///< ends
};

/// The policy called "skip" or "fail". Throws: Error{kInvalidRequest} for any other name.
[[nodiscard]] OnError parse_on_error(std::string_view name);

/// The refused records of one run. Threads: any.
class RecordErrors {
public:
    /// What the report of a run shows.
    struct Summary {
        std::uint64_t count = 0;
        /// How many of them were refused for what: the field with its positions left out, and
        /// the reason up to the value found. What comes after the first thousand kinds is
        /// counted under "other".
        std::map<std::string, std::uint64_t> count_by_reason;
        /// The first few in the order of their lines.
        std::vector<RecordError> examples;
    };

    RecordErrors(OnError policy, std::size_t max_examples)
        : policy_(policy), max_examples_(max_examples) {}

    /// Notes a refused record.
    /// Throws: Error{kInvalidRequest} with the record's error when the policy is kFail.
    void add(RecordError error);

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

    [[nodiscard]] Summary summary() const;

private:
    const OnError policy_;
    const std::size_t max_examples_;
    std::atomic<std::uint64_t> count_ = 0;
    mutable std::mutex mutex_;
    std::map<std::string, std::uint64_t> count_by_reason_; // guarded by mutex_
    std::vector<RecordError> examples_;                    // guarded by mutex_; ascending lines
};

} // namespace aisle::indexer
