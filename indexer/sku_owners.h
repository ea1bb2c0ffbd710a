#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "indexer/segment_part.h"

namespace aisle::indexer {

/// Which product of a build has which sku: no two have the same.
///
/// A record that another one with its objectID replaces keeps its skus to the end of the build.
/// Cost: about 40 bytes a sku.   Threads: one.
class SkuOwners {
public:
    /// A product of a part whose sku another one has.
    struct Conflict {
        std::uint32_t product = 0;
        std::string sku;
        std::string owner; ///< the other one's objectID
    };

    /// Takes the skus of the next part, unless there are conflicts: those, in order, one a
    /// product. `parts`: those before it.
    [[nodiscard]] std::vector<Conflict> add(const SegmentPart& part,
                                            const std::vector<SegmentPart>& parts);

private:
    struct Owner {
        std::uint32_t part;
        std::uint32_t product;
        std::uint32_t value; ///< the sku among those of the part
    };

    [[nodiscard]] const std::string* find(const std::string& sku,
                                          const std::vector<SegmentPart>& parts) const;

    std::unordered_multimap<std::uint64_t, Owner> by_hash_;
};

} // namespace aisle::indexer
