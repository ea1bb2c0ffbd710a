#pragma once

#include <rapidjson/document.h>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/attribute_selection.h"
#include "api/highlight_writer.h"
#include "api/json_writer.h"
#include "data/search_params.h"
#include "search/result.h"
#include "search/snapshot.h"

namespace aisle::api {

/// Writes a number, without a fraction where it is whole.
void write_number(double number, JsonWriter& writer);

/// Writes a score with two decimals.
void write_score(double score, JsonWriter& writer);

/// Why a product is recommended.
struct RecommendationNote {
    double score = 0;       ///< 0 to 100
    std::string_view model; ///< that had it: a request may be filled up by others
    std::string because;    ///< objectID of the product that speaks for it most, or empty
};

/// Writes the hits of one answer: records, highlights, snippets, ranking information.
/// Threads: one per request; borrows its arguments.
class HitWriter {
public:
    /// `highlighter` is null where hits are not highlighted; `see_all`: unretrievable
    /// attributes may be shown.
    HitWriter(const search::Snapshot& snapshot, const data::SearchParams& params,
              search::Highlighter* highlighter, bool see_all);

    /// `note`: why the product is recommended, null in answers to searches.
    void write(const search::Hit& hit, JsonWriter& writer,
               const RecommendationNote* note = nullptr);

private:
    [[nodiscard]] std::string record_of(const search::Candidate& of) const;
    void write_parsed(const search::Hit& hit, std::string& json, JsonWriter& writer);
    void write_ranking_info(const search::Hit& hit, JsonWriter& writer) const;

    const search::Snapshot& snapshot_;
    const data::SearchParams& params_;
    search::Highlighter* highlighter_;
    std::vector<std::string> unretrievable_;
    AttributeSelection selection_;
    AttributeSelection variant_selection_; ///< of `_variant`
    std::optional<HighlightWriter> highlights_;
    std::optional<HighlightWriter> snippets_;
    /// Records are parsed one after the other, most of them without asking for memory.
    std::array<char, 32 * 1024> arena_;
    rapidjson::MemoryPoolAllocator<> pool_{arena_.data(), arena_.size()};
};

} // namespace aisle::api
