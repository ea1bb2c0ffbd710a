#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/search_params.h"
#include "search/candidates.h"
#include "search/criteria.h"
#include "search/criterion_keys.h"
#include "search/pair_distances.h"
#include "search/snapshot.h"

namespace aisle::search {

/// Products in all sets together.
[[nodiscard]] inline std::size_t num_products_in(const std::vector<OrdinalSet>& sets) noexcept {
    std::size_t count = 0;
    for (const auto& set : sets) count += set.size();
    return count;
}

/// Orders the matches of one request, lexicographically by the criteria and then by objectID.
///
/// Only as much as needed is ranked: a criterion is computed for a group of products that tie
/// in all criteria before it, and only when the group reaches into the wanted part.
/// Threads: one ranker per request.
class Ranker {
public:
    Ranker(const Snapshot& snapshot, const data::SearchParams& params,
           const std::vector<SegmentMatches>& matches);

    /// The first `count` matches, in order.
    [[nodiscard]] std::vector<Candidate> top(std::size_t count);

    /// Numbers matches by the steps up to `filters`: equal numbers tie in all of them, smaller ones
    /// are better. Empty when the ranking has no such step.   Requires: they are in order.
    [[nodiscard]] std::vector<std::uint32_t> tiers_up_to_filters(std::span<const Candidate> ranked);

    /// How one of the matches matches the text.
    [[nodiscard]] MatchDetails details(const Candidate& candidate) const {
        return keys_.scan(candidate);
    }

    /// What the optional filters give a match.
    [[nodiscard]] int filter_score(const Candidate& candidate) const {
        return keys_.filter_score(candidate);
    }

private:
    using Sets = std::vector<OrdinalSet>; ///< products that tie so far, one set a segment
    using Lists = std::vector<std::vector<data::Ordinal>>; ///< products, one list a segment
    using Iterator = std::vector<RankEntry>::iterator;

    /// Of which the first are kept: all products of a segment with typos as `levels` says.
    struct KeptFront {
        const OrdinalSet& all;
        std::size_t segment;
        TypoLevels levels;
    };

    /// What is kept of the words of ties, by term; see pair_distances.h.
    struct KeptPairs {
        TypoLevels levels = 0; ///< of the ties
        std::optional<TermPairs> pairs;
    };

    [[nodiscard]] std::vector<Candidate> rank(Sets ties, std::size_t criterion, std::size_t count);
    [[nodiscard]] std::vector<Candidate> rank_entries(const Sets& ties, std::size_t criterion,
                                                      std::size_t count);
    [[nodiscard]] std::vector<Candidate> rank_first(Lists first, const Sets& ties,
                                                    std::size_t criterion, std::size_t count);
    [[nodiscard]] std::vector<Candidate> rank_by_typos(const Sets& ties, std::size_t criterion,
                                                       std::size_t count);
    [[nodiscard]] std::vector<Candidate> rank_by_proximity(const Sets& ties, std::size_t criterion,
                                                           std::size_t count);
    [[nodiscard]] std::optional<std::vector<Candidate>>
    find_nearest(const Sets& near, std::uint32_t bound, std::size_t criterion, std::size_t count);
    [[nodiscard]] KeptPairs pairs_of(const OrdinalSet& ties, std::size_t segment) const;
    [[nodiscard]] Sets read_cut(const OrdinalSet& ties, std::size_t segment) const;
    [[nodiscard]] std::optional<std::vector<Candidate>>
    rank_by_pairs(const Sets& ties, std::size_t criterion, std::size_t count);
    [[nodiscard]] std::optional<std::vector<Candidate>>
    rank_by_pair_fronts(const Sets& ties, const std::vector<KeptPairs>& kept, std::size_t criterion,
                        std::size_t count);
    [[nodiscard]] std::vector<Sets> by_near_bound(const Sets& ties) const;
    [[nodiscard]] bool can_tell_neighbours(const Sets& ties) const;
    [[nodiscard]] Sets side_by_side(const Sets& near) const;
    [[nodiscard]] Sets read_distances(const Sets& near, std::uint32_t distance,
                                      std::vector<Lists>& found) const;
    [[nodiscard]] std::vector<Candidate> rank_by_attribute(const Sets& ties, std::size_t criterion,
                                                           std::size_t count);
    [[nodiscard]] std::optional<std::vector<Candidate>>
    rank_by_fronts(const Sets& ties, std::size_t criterion, std::size_t count);
    [[nodiscard]] bool may_have_fronts(std::size_t criterion) const;
    [[nodiscard]] std::optional<std::vector<data::Ordinal>> first_at_front(const OrdinalSet& ties,
                                                                           const KeptFront& kept,
                                                                           std::size_t criterion,
                                                                           std::size_t count);
    [[nodiscard]] std::shared_ptr<const std::vector<data::Ordinal>>
    find_front(const OrdinalSet& all, std::size_t segment, TypoLevels levels,
               std::size_t criterion);
    [[nodiscard]] std::optional<std::string> spell_terms(std::size_t segment, TypoLevels levels,
                                                         std::size_t criterion) const;
    [[nodiscard]] std::optional<std::vector<Candidate>>
    rank_one_word(const Sets& ties, std::size_t criterion, std::size_t count);
    [[nodiscard]] std::optional<std::vector<Candidate>>
    rank_by_places(const Sets& ties, std::size_t criterion, std::size_t count);
    [[nodiscard]] std::optional<std::vector<Candidate>>
    rank_by_places_and_values(const Sets& ties, std::size_t criterion, std::size_t count);
    [[nodiscard]] std::vector<Candidate> rank_by_all_places(const Sets& ties, std::size_t criterion,
                                                            std::size_t count);
    [[nodiscard]] std::optional<std::vector<Candidate>>
    rank_by_exact(const Sets& ties, std::size_t criterion, std::size_t count);
    [[nodiscard]] std::vector<Candidate> rank_cuts(std::vector<Sets> cuts, std::size_t criterion,
                                                   std::size_t count);
    [[nodiscard]] Sets first_in_order(const Sets& ties, std::size_t criterion,
                                      std::size_t count) const;
    void refine(Iterator begin, Iterator end, std::size_t criterion, std::size_t count);
    [[nodiscard]] Iterator keep_first_in_order(Iterator begin, Iterator end, std::size_t criterion,
                                               std::size_t count) const;
    [[nodiscard]] bool sort_in_order(Iterator begin, Iterator end, std::size_t criterion,
                                     std::size_t count) const;
    [[nodiscard]] bool is_static(const Criterion& criterion) const;
    [[nodiscard]] bool is_static_from(std::size_t criterion) const;
    [[nodiscard]] const StaticOrder* order_from(std::size_t criterion, std::size_t segment) const;
    [[nodiscard]] bool id_before(const Candidate& a, const Candidate& b) const;

    const std::vector<SegmentMatches>& matches_;
    CriterionKeys keys_;
    std::vector<Criterion> criteria_;              ///< only those that tell products apart
    std::optional<std::size_t> num_up_to_filters_; ///< of them; none: no step `filters`

    /// An order that was asked for.
    struct KnownOrder {
        std::size_t criterion;
        std::size_t segment;
        std::shared_ptr<const StaticOrder> order; ///< or null
    };

    mutable std::optional<std::size_t> first_static_; ///< of the criteria; once it was asked for
    mutable std::vector<KnownOrder> orders_;
};

} // namespace aisle::search
