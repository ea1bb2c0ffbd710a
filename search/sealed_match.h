#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/columns.h"
#include "search/expansion.h"
#include "search/ordinal_set.h"
#include "search/query_terms.h"
#include "search/row_sets.h"

namespace aisle::search {

/// What matches in one segment, as a set that the sealed bytes alone decide, and what is gone from
/// it: products that were deleted or replaced, that a rule hides, that are elsewhere on the map.
/// What was counted of such a set stays true for as long as there is the segment.
/// Threads: any, once made.
class SealedMatch {
public:
    /// No other set of the segment has this name.
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    [[nodiscard]] bool is_complete() const noexcept { return base_.is_all(); }

    /// What is in the set and does not match.   Cost: a pass over the products of the segment as
    /// bits, and over those that are gone; nothing where it is complete.
    [[nodiscard]] Matching gone(const SegmentView& view) const;

private:
    friend class SealedMatchBuilder;

    std::string name_;
    data::ColumnSpace space_ = data::ColumnSpace::kProduct;
    OrdinalSet text_;               ///< products
    std::vector<OrdinalSet> cells_; ///< of `space_`, one set a condition
    OrdinalSet base_;               ///< the products that may match at all
};

/// Puts a sealed match together from the text and the conditions.
class SealedMatchBuilder {
public:
    SealedMatchBuilder(data::ColumnSpace space, const std::string& text_name,
                       const OrdinalSet& text_matches);

    /// A condition that has to hold; `name` is empty where not the segment alone decides it.
    void add(const std::string& name, const OrdinalSet& cells);

    /// `base` are the products that may match at all. Null where something had no name, or so many
    /// products are gone that counting those would take as long.
    [[nodiscard]] std::shared_ptr<const SealedMatch> build(const OrdinalSet& base) &&;

private:
    std::vector<const std::string*> names_;
    bool has_unnamed_ = false;
    SealedMatch match_;
};

/// Names what the text of a query matches in a segment: everything, or what stands for one word.
/// Nothing for other texts, whose sets are too many to come again.
/// Requires: no product is taken out by scanning its words.
[[nodiscard]] std::optional<std::string>
name_of_text(const ParsedQuery& query, const std::vector<Alternatives>& alternatives);

} // namespace aisle::search
