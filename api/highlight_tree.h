#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>
#include <vector>

#include "data/search_params.h"
#include "data/settings.h"
#include "search/highlight.h"

namespace aisle::api {

/// Makes `_highlightResult` and `_snippetResult`: trees of the shape of a record, with a leaf
/// {value, matchLevel, ...} for every text or number that was asked for. Numbers become texts;
/// booleans and nulls are left out, and so is what has nothing inside.
/// Threads: one per request; borrows everything.
class HighlightTree {
public:
    enum class Form : std::uint8_t { kHighlight, kSnippet };

    HighlightTree(Form form, std::vector<data::SnippetAttribute> attributes,
                  const std::vector<std::string>& unretrievable, bool only_matching_elements,
                  search::Highlighter& highlighter);

    [[nodiscard]] bool is_wanted() const noexcept { return !attributes_.empty(); }

    /// The tree over `record`: an object, empty where nothing was asked for.
    [[nodiscard]] rapidjson::Value make(const rapidjson::Value& record,
                                        rapidjson::Document::AllocatorType& allocator);

private:
    [[nodiscard]] rapidjson::Value make_object(const rapidjson::Value& object,
                                               const std::string& path);
    [[nodiscard]] rapidjson::Value make_array(const rapidjson::Value& array,
                                              const std::string& path);
    [[nodiscard]] rapidjson::Value make_value(const rapidjson::Value& value,
                                              const std::string& path);
    [[nodiscard]] rapidjson::Value make_leaf(std::string_view text, std::uint32_t num_words);
    [[nodiscard]] const data::SnippetAttribute* find(std::string_view path) const;
    [[nodiscard]] bool reaches_inside(std::string_view path) const;

    Form form_;
    std::vector<data::SnippetAttribute> attributes_;
    const std::vector<std::string>& unretrievable_;
    bool only_matching_elements_;
    search::Highlighter& highlighter_;
    rapidjson::Document::AllocatorType* allocator_ = nullptr; ///< during make()
};

/// What is highlighted: the attributes asked for, else the searchable ones, else all.
[[nodiscard]] std::vector<data::SnippetAttribute>
highlighted_attributes(const data::SearchParams& params, const data::Settings& settings);

/// True when `outer` is `inner` or an object around it; "variants." in front does not matter.
[[nodiscard]] bool covers(std::string_view outer, std::string_view inner) noexcept;

} // namespace aisle::api
