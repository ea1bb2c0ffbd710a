#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "bench/eval/judgements.h"

namespace aisle::bench {

/// How well one list of hits answers one judged query. Hits without a judgement gain nothing.
struct QueryScore {
    double ndcg10 = 0;    ///< of the first 10 hits
    double recall100 = 0; ///< share of the relevant products among the first 100 hits
    double reciprocal_rank = 0;
};

/// Scores ranked product ids against the gains of a query; nothing when no product is judged
/// relevant (a gain above 0), because then no list of hits is better than another.
///
/// NDCG = DCG / DCG of the best possible list, DCG = sum of gain / log2(rank + 1).
/// Source: Järvelin and Kekäläinen (2002), with the gains as they are, not their powers of two.
[[nodiscard]] std::optional<QueryScore> score_hits(std::span<const std::string> hits,
                                                   const Gains& gains);

/// The means over the queries that can be scored, and how many queries there were.
struct MeanScore {
    QueryScore mean;
    std::uint64_t num_queries = 0; ///< all of them
    std::uint64_t num_empty = 0;   ///< without any hit
    std::uint64_t num_scored = 0;  ///< with a relevant product
};

/// Adds up scores query by query.
class ScoreSum {
public:
    /// `score` is what score_hits() said.
    void add(std::size_t num_hits, const std::optional<QueryScore>& score) noexcept;

    /// All zero before the first score.
    [[nodiscard]] MeanScore mean() const noexcept;

private:
    MeanScore sum_;
};

} // namespace aisle::bench
