#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "data/deadline.h"
#include "data/search_params.h"
#include "search/filter_plan.h"
#include "search/ranking.h"
#include "search/snapshot.h"
#include "search/token_scan.h"

namespace aisle::search {

struct TextSearchOptions {
    std::vector<OrdinalSet> hidden; ///< products that never match, one set a segment, or no sets
    MatchCache* cache = nullptr;    ///< of searches that arrive together; null: none
    bool is_counted = true;         ///< facets of the matches will be; see Matching::sealed()
};

/// The matches of one request in all segments, and what is needed to rank and count them.
/// Borrows the snapshot and the parameters; not movable, because scanners borrow from it.
/// Threads: one per request.
class TextSearch {
public:
    TextSearch(const Snapshot& snapshot, const data::SearchParams& params,
               const data::Deadline& deadline, TextSearchOptions options = {});
    TextSearch(const TextSearch&) = delete;
    TextSearch& operator=(const TextSearch&) = delete;

    /// Shapes: one entry a segment.
    [[nodiscard]] std::vector<SegmentMatches>& matches() noexcept { return matches_; }

    [[nodiscard]] const ShopRules& shop_rules() const noexcept { return shop_rules_; }

    /// Products in matches(), over all segments.
    [[nodiscard]] std::uint64_t num_products() const noexcept;

    /// The query as matched, after words were removed.
    [[nodiscard]] const ParsedQuery& query() const noexcept { return query_; }

    /// Words that were removed because nothing had all of them.
    [[nodiscard]] const std::vector<QueryTerm>& removed() const noexcept { return removed_; }

    [[nodiscard]] std::optional<double> automatic_radius_m() const noexcept {
        return automatic_radius_m_;
    }

    [[nodiscard]] const std::vector<std::vector<Alternatives>>& alternatives() const noexcept {
        return alternatives_;
    }

    /// What matches when the refinements on `attribute` are left out. One entry a segment.
    [[nodiscard]] std::vector<Matching> matching_without(std::string_view attribute);
    /// The same in one segment.
    [[nodiscard]] Matching matching_without(std::string_view attribute, std::size_t segment);
    /// See FilterRun::sealed().
    [[nodiscard]] std::shared_ptr<const SealedMatch> sealed_without(std::string_view attribute,
                                                                    std::size_t segment) const;
    /// See FilterRun::rows_without().
    [[nodiscard]] const CellWords* rows_without(std::string_view attribute, std::size_t segment);
    [[nodiscard]] bool has_refinements_on(std::string_view attribute) const;

    /// What matches when the filters were those of `edited`. One entry a segment; without shops.
    /// Requires: `edited` differs from the request in filters at most.
    [[nodiscard]] std::vector<Matching> matching_with(const data::SearchParams& edited) const;

    /// True when a product passes the filters, whatever its text.
    [[nodiscard]] bool passes_filters(data::Ordinal product, std::uint32_t segment) const;

private:
    void plan_filters();
    [[nodiscard]] FilterPlan plan(std::size_t segment, const data::SearchParams& params) const;
    void match();
    bool remove_a_word();
    void apply_typo_limit();
    void add_optional_filters();
    [[nodiscard]] double inverse_document_frequency(std::size_t term) const;

    const Snapshot& snapshot_;
    const data::SearchParams& params_;
    const data::Deadline& deadline_;
    std::shared_ptr<const data::SynonymIndex> synonyms_; ///< null: none
    Vocabulary vocabulary_;
    ParsedQuery query_;
    std::vector<QueryTerm> removed_;
    std::optional<double> automatic_radius_m_;
    ShopRules shop_rules_;
    TextSearchOptions options_;
    bool is_first_match_ = true;
    double radius_m_ = 0;                                 ///< see products_inside()
    std::deque<FilterPlan> filters_;                      ///< one a segment
    std::deque<FilterRun> runs_;                          ///< one a segment
    std::vector<std::vector<Alternatives>> alternatives_; ///< one a segment
    std::vector<double> idf_;                             ///< one a term
    std::deque<TokenScanner> scanners_;                   ///< one a segment
    std::vector<SegmentMatches> matches_;
};

} // namespace aisle::search
