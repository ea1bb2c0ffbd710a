#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/search_params.h"
#include "data/settings.h"
#include "tests/support/json_record.h"
#include "tests/support/reference_shop.h"
#include "tests/support/reference_text.h"

namespace aisle::support {

/// A hit, and what it was ranked by.
struct ReferenceHit {
    const JsonRecord* record = nullptr;
    std::vector<ReferenceRow> rows; ///< those that match
    TextScore text;
    int filter_score = 0;
    std::optional<double> distance_m;
};

struct ReferenceStats {
    double min = 0;
    double max = 0;
    double avg = 0;
    double sum = 0;
};

struct ReferenceFacet {
    std::string attribute;
    std::vector<std::pair<std::string, std::uint64_t>> values;
    std::optional<ReferenceStats> stats;
};

struct ReferenceRange {
    double from = 0;
    double to = 0;
    std::uint64_t count = 0;
};

struct ReferenceAnswer {
    std::uint64_t num_hits = 0;
    std::vector<ReferenceHit> hits; ///< of the page asked for
    std::vector<ReferenceFacet> facets;
    std::vector<std::pair<std::string, std::vector<ReferenceRange>>> ranges;
    std::vector<ReferenceFacet> impacts; ///< without statistics
    std::vector<ReferenceHit> all;       ///< ranked, before grouping and paging
};

/// Answers searches row by row from the JSON, sorting and counting everything: the definition
/// that the engine is held to. Knows no `relevance`, plurals, stop words or synonyms.
class Reference {
public:
    Reference(const std::vector<std::string>& records, data::Settings settings);

    [[nodiscard]] ReferenceAnswer search(const data::SearchParams& params) const;

    [[nodiscard]] const std::vector<JsonRecord>& records() const noexcept { return records_; }

private:
    /// Which refinements are left out, and how many typos a match may have.
    struct Scope {
        std::optional<std::string> left_out;
        std::optional<std::uint32_t> max_typos;
    };

    [[nodiscard]] std::vector<ReferenceHit>
    match(const Query& query, const data::SearchParams& params, const Scope& scope) const;
    [[nodiscard]] std::optional<std::uint32_t> typo_limit(const std::vector<ReferenceHit>& hits,
                                                          const data::SearchParams& params) const;
    [[nodiscard]] bool is_in_place(const JsonRecord& record, const data::GeoParams& geo) const;
    [[nodiscard]] ReferenceFacet count(const std::string& attribute,
                                       const std::vector<ReferenceHit>& hits,
                                       const data::SearchParams& params) const;
    [[nodiscard]] std::vector<ReferenceRange> count_ranges(const data::FacetRanges& wanted,
                                                           const std::vector<ReferenceHit>& hits,
                                                           const data::SearchParams& params) const;
    [[nodiscard]] ReferenceFacet impact(const ReferenceFacet& facet,
                                        const data::SearchParams& params) const;
    void sort(std::vector<ReferenceHit>& hits, const data::SearchParams& params) const;
    [[nodiscard]] std::string group_of(const JsonRecord& record) const;

    data::Settings settings_;
    std::vector<JsonRecord> records_;
    std::vector<TextAttribute> attributes_;
    std::vector<std::vector<TextWord>> words_; ///< of each record
};

/// True when all members of a refinement are on the attribute, or on levels of its hierarchy.
[[nodiscard]] bool belongs_to(const data::Filter& group, const std::string& attribute);

/// Metres between two places, by the length of the chord between them.
[[nodiscard]] double chord_distance_m(const data::GeoPoint& a, const data::GeoPoint& b);

} // namespace aisle::support
