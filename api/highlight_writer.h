#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>
#include <vector>

#include "api/attribute_plan.h"
#include "api/json_writer.h"
#include "data/search_params.h"
#include "data/settings.h"
#include "search/highlight.h"

namespace aisle::api {

/// Writes `_highlightResult` and `_snippetResult`: trees of the shape of a record, with a leaf
/// {value, matchLevel, ...} for every text or number that was asked for. Numbers become texts;
/// booleans and nulls are left out, and so is what has nothing inside.
/// Threads: one per request; borrows everything.
class HighlightWriter {
public:
    enum class Form : std::uint8_t { kHighlight, kSnippet };

    HighlightWriter(Form form, std::vector<data::SnippetAttribute> attributes,
                    const std::vector<std::string>& unretrievable, bool only_matching_elements,
                    search::Highlighter& highlighter);

    [[nodiscard]] bool is_wanted() const noexcept { return !attributes_.empty(); }

    /// Writes the tree over `record`: an object, empty where nothing was asked for.
    void write(const rapidjson::Value& record, JsonWriter& writer);

private:
    struct Decision {
        bool is_looked_into = false;
        const data::SnippetAttribute* attribute = nullptr; ///< that asks for the text
    };

    using Plan = AttributePlan<Decision>;

    /// What came of a part of a record.
    enum class Part : std::uint8_t { kNothing, kPlain, kMatching };

    [[nodiscard]] Part write_object(const rapidjson::Value& object, Plan& plan);
    [[nodiscard]] Part write_array(const rapidjson::Value& array, Plan& plan);
    [[nodiscard]] Part write_value(const rapidjson::Value& value, Plan& plan);
    [[nodiscard]] Part write_leaf(std::string_view text, std::uint32_t num_words);
    [[nodiscard]] Decision decide(std::string_view path) const;

    Form form_;
    std::vector<data::SnippetAttribute> attributes_;
    const std::vector<std::string>& unretrievable_;
    bool only_matching_elements_;
    search::Highlighter& highlighter_;
    Plan plan_;
    rapidjson::StringBuffer tree_; ///< the one that is being written
};

/// What is highlighted: the attributes asked for, else the searchable ones, else all.
[[nodiscard]] std::vector<data::SnippetAttribute>
highlighted_attributes(const data::SearchParams& params, const data::Settings& settings);

} // namespace aisle::api
