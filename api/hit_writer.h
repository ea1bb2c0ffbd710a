#pragma once

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/highlight_tree.h"
#include "data/search_params.h"
#include "search/result.h"
#include "search/snapshot.h"

namespace aisle::api {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

/// Which attributes of a record an answer shows: names, `*`, `-name`; dotted names reach into
/// objects. objectID is always shown.
class AttributeSelection {
public:
    AttributeSelection(const std::vector<std::string>& wanted,
                       const std::vector<std::string>& unretrievable);

    enum class Verdict : std::uint8_t { kWhole, kPartly, kNot };

    /// Whether the attribute at `path` is shown: with all that is inside it, in part, or not.
    [[nodiscard]] Verdict judge(std::string_view path) const;

private:
    bool takes_all_ = false;
    std::vector<std::string> shown_;
    std::vector<std::string> hidden_;
};

/// Writes the members of a record that are selected, inside an object that is open.
void write_selected(const rapidjson::Value& record, const AttributeSelection& selection,
                    JsonWriter& writer);

/// A member of an object: its name, and its path from the record.
struct MemberName {
    std::string_view name;
    const std::string& path;
};

/// Writes one member, as far as it is selected.
void write_selected_member(const MemberName& member, const rapidjson::Value& value,
                           const AttributeSelection& selection, JsonWriter& writer);

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
    void write_ranking_info(const search::Hit& hit, JsonWriter& writer) const;

    const search::Snapshot& snapshot_;
    const data::SearchParams& params_;
    search::Highlighter* highlighter_;
    std::vector<std::string> unretrievable_;
    AttributeSelection selection_;
    std::optional<HighlightTree> highlights_;
    std::optional<HighlightTree> snippets_;
};

} // namespace aisle::api
