#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "data/ids.h"
#include "data/records.h"
#include "search/bounded_cache.h"

namespace aisle::search {

/// The records of one segment that were shown lately, inflated: what sells is found by many
/// queries. Only their texts: with their parts, words and plain highlights a record took eight
/// times as much, which saved a sixth of an answer more where all of them were kept, and cost half
/// of it where not (bench answer_all).
/// Threads: any.
class RecentRecords {
public:
    /// Throws: as Records::read().
    [[nodiscard]] std::shared_ptr<const std::string> find(const data::Records& records,
                                                          data::Ordinal product);

    /// What all kept records may take, in bytes.
    static constexpr std::size_t kMaxBytes = std::size_t{64} << 20U;

private:
    /// So that many threads rarely wait for one another.
    static constexpr std::size_t kNumShards = 16;

    std::array<BoundedCache<std::string>, kNumShards> shards_; ///< by the product's number
};

} // namespace aisle::search
