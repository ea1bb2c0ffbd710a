#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "data/search_params.h"
#include "search/matching.h"
#include "search/row_sets.h"
#include "search/snapshot.h"
#include "search/token_scan.h"

namespace aisle::search {

/// One product among the matches of a request.
struct Candidate {
    std::uint32_t segment = 0;
    data::Ordinal product = 0;
};

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

/// What ranking needs to know of one segment's matches.
struct SegmentMatches {
    const SegmentView* view = nullptr;
    TextMatches text;
    Matching matching;
    TokenScanner* scanner = nullptr;
    const std::vector<Alternatives>* alternatives = nullptr; ///< one entry a term
    /// Groups of optional filters: the products each member holds for, and what it adds.
    std::vector<std::vector<std::pair<OrdinalSet, int>>> optional_filters;
    bool sum_optional_filters = false; ///< a group adds the sum of its members, not the best
};

/// Orders the matches of one request, lexicographically by the criteria and then by objectID.
///
/// Only as much as needed is ranked: a criterion is computed for a group of products that tie
/// in all criteria before it, and only when the group reaches into the wanted part.
/// Threads: one ranker per request.
class Ranker {
public:
    Ranker(const Snapshot& snapshot, const data::SearchParams& params,
           std::vector<SegmentMatches>& matches);

    /// The first `count` matches, in order.
    [[nodiscard]] std::vector<Candidate> top(std::size_t count);

    /// How one of the matches matches the text.
    [[nodiscard]] const MatchDetails& details(const Candidate& candidate);

    /// What the optional filters give a match.
    [[nodiscard]] int filter_score(const Candidate& candidate) const;

private:
    struct Entry {
        Candidate candidate;
        std::int64_t details = -1; ///< index into details_
        double key = 0;
    };

    using Iterator = std::vector<Entry>::iterator;

    void refine(Iterator begin, Iterator end, std::size_t criterion, std::size_t count);
    void compute_keys(Iterator begin, Iterator end, const Criterion& criterion);
    void compute_attribute_keys(Iterator begin, Iterator end);
    void find_places(std::size_t num_entries);
    void compute_value_keys(Iterator begin, Iterator end, const Criterion& criterion);
    void compute_text_value_keys(Iterator begin, Iterator end, const Criterion& criterion);
    [[nodiscard]] double numeric_key(const Candidate& candidate, const Criterion& criterion) const;
    [[nodiscard]] std::int64_t text_value(const Candidate& candidate,
                                          const Criterion& criterion) const;
    [[nodiscard]] double distance_key(const Candidate& candidate) const;
    [[nodiscard]] bool is_available(const Candidate& candidate) const;
    [[nodiscard]] const MatchDetails& details_of(Entry& entry);
    [[nodiscard]] bool id_before(const Candidate& a, const Candidate& b) const;
    [[nodiscard]] std::string_view object_id(const Candidate& candidate) const;

    const Snapshot& snapshot_;
    const data::SearchParams& params_;
    std::vector<SegmentMatches>& matches_;
    std::vector<Criterion> criteria_;
    std::deque<MatchDetails> details_;
    /// Of the only term, one entry a segment; empty until worth having. See find_places().
    std::vector<std::vector<data::Place>> places_;
};

} // namespace aisle::search
