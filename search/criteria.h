#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/search_params.h"

namespace aisle::search {

/// One step of the ranking: products are ordered by it where all steps before it tie.
struct Criterion {
    enum class Kind : std::uint8_t {
        kTypo,
        kGeo,
        kWords,
        kFilters,
        kProximity,
        kAttribute,
        kExact,
        kRelevance,
        kValue,     ///< asc(attribute) or desc(attribute)
        kReplaced,  ///< the fewest terms found only through the store's synonyms
        kAvailable, ///< a matching row is available, where the request prefers that
    };
    Kind kind = Kind::kTypo;
    std::string attribute;
    bool descending = false;
    friend bool operator==(const Criterion&, const Criterion&) = default;
};

/// The steps that `params` asks for: `custom` replaced by the custom ranking, `typo` first where
/// the typo tolerance is min or strict, and availability before all where it is to be boosted.
/// Throws: Error{kInvalidRequest} naming a step that does not exist.
[[nodiscard]] std::vector<Criterion> resolve_criteria(const data::SearchParams& params);

} // namespace aisle::search
