#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace aisle::data {

/// A boolean condition on one row, as the `filters` grammar and the three array forms
/// (facetFilters, numericFilters, tagFilters) express it.
///
/// A comparison on a missing value is false, `!=` included; kNot negates the result.
struct Filter {
    enum class Kind : std::uint8_t {
        kTrue,    ///< no condition
        kAnd,     ///< all children
        kOr,      ///< at least one child
        kNot,     ///< not the only child
        kFacet,   ///< `attribute` holds `value`; values are equal case-insensitively
        kTag,     ///< `_tags` holds `value`, case-sensitively
        kCompare, ///< `attribute` `op` `low`, for at least one of its numbers
        kRange,   ///< `low` <= number <= `high`, for at least one of its numbers
    };
    enum class Op : std::uint8_t { kLess, kLessEqual, kEqual, kNotEqual, kGreaterEqual, kGreater };

    Kind kind = Kind::kTrue;
    Op op = Op::kEqual;
    std::string attribute;
    std::string value;
    double low = 0;
    double high = 0;
    int score = 1; ///< `<score=N>` of optionalFilters; meaningless elsewhere
    std::vector<Filter> children;

    friend bool operator==(const Filter&, const Filter&) = default;
};

} // namespace aisle::data
