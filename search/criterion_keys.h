#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "data/search_params.h"
#include "search/candidates.h"
#include "search/criteria.h"
#include "search/near_bounds.h"
#include "search/near_words.h"
#include "search/posting_details.h"
#include "search/snapshot.h"

namespace aisle::search {

/// A candidate on its way to its place.
struct RankEntry {
    Candidate candidate;
    double key = 0;                      ///< of the criterion under way; less is better
    std::uint32_t details = data::kNoId; ///< where CriterionKeys keeps what it found out
};

/// Computes what the criteria of one request make of its candidates.
/// Borrows all arguments of the constructor.   Threads: one per request.
class CriterionKeys {
public:
    CriterionKeys(const Snapshot& snapshot, const data::SearchParams& params,
                  const std::vector<SegmentMatches>& matches);

    /// True when all candidates of this request are equal by `criterion`.
    [[nodiscard]] bool is_constant(const Criterion& criterion) const;

    /// Sets the key of every entry.
    void compute(std::span<RankEntry> entries, const Criterion& criterion);

    /// MatchDetails::proximity of a candidate.
    [[nodiscard]] std::uint32_t proximity(const Candidate& candidate) const;

    /// How a candidate matches the text, by scanning it.
    [[nodiscard]] MatchDetails scan(const Candidate& candidate) const;

    /// What the optional filters give a candidate.
    [[nodiscard]] int filter_score(const Candidate& candidate) const;

    /// True when numbers rank by `criterion`, false when texts do.
    [[nodiscard]] bool is_numeric(const Criterion& criterion) const;

    /// Of one segment.   Cost: at the first call, a look-up for every word of the query.
    [[nodiscard]] const PostingDetails& postings(std::size_t segment) const {
        auto& postings = postings_[segment];
        if (!postings) postings.emplace(matches_[segment]);
        return *postings;
    }

    /// Of one segment.
    [[nodiscard]] const NearWords& near_words(std::size_t segment) const { return near_[segment]; }

    /// Of one segment.
    [[nodiscard]] const NearBounds& near_bounds(std::size_t segment) const {
        return bounds_[segment];
    }

    /// True when a product may match without some of the terms.
    [[nodiscard]] bool has_optional_terms() const noexcept { return has_optional_terms_; }

    /// True when only the text of a product tells whether and how it matches.
    [[nodiscard]] bool must_scan() const noexcept { return must_scan_; }

private:
    void compute_values(std::span<RankEntry> entries, const Criterion& criterion) const;
    void compute_texts(std::span<RankEntry> entries, const Criterion& criterion) const;
    void find_details(std::span<RankEntry> entries);
    void find_details_in_segment(std::span<RankEntry* const> entries, std::uint32_t segment);
    [[nodiscard]] bool is_available(const Candidate& candidate) const;
    [[nodiscard]] double distance(const Candidate& candidate) const;
    [[nodiscard]] double number(const Candidate& candidate, const data::NumericColumn& column,
                                bool descending) const;
    [[nodiscard]] std::int64_t text(const Candidate& candidate, const Criterion& criterion) const;
    void add_scanned(RankEntry& entry);

    const Snapshot& snapshot_;
    const data::SearchParams& params_;
    const std::vector<SegmentMatches>& matches_;
    mutable std::vector<std::optional<PostingDetails>> postings_; ///< one a segment, once needed
    std::vector<NearWords> near_;                                 ///< one a segment
    std::vector<NearBounds> bounds_;                              ///< one a segment
    bool has_optional_terms_ = false;
    std::vector<MatchDetails> details_;
    bool has_text_ = false;
    bool must_scan_ = false;
};

} // namespace aisle::search
