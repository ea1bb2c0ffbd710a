#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/numbered_texts.h"
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

    /// A product of a part, and one of its skus as a number among those of the part.
    using ProductSku = std::pair<std::uint32_t, std::uint32_t>;

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

    /// Those of one part.
    struct Skus {
        const TextList* texts; ///< null: there are none
        std::vector<ProductSku> of_products;
        std::vector<std::uint32_t> hashes; ///< of the texts
    };

    [[nodiscard]] static Skus look_at(const SegmentPart& part);
    [[nodiscard]] std::vector<Conflict> find_conflicts(const Skus& skus, const SegmentPart& part,
                                                       const std::vector<SegmentPart>& parts) const;

    /// The sku of the owner of that number.
    [[nodiscard]] std::string_view sku_of(std::uint32_t owner) const {
        return (*skus_of_part_[owners_[owner].part])[owners_[owner].value];
    }

    TextNumbers numbers_;                       ///< of the skus: places in owners_
    std::vector<Owner> owners_;                 ///< the first of every sku
    std::vector<const TextList*> skus_of_part_; ///< null: none; their addresses do not change
};

} // namespace aisle::indexer
