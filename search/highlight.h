#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/search_params.h"
#include "search/query_terms.h"

namespace aisle::search {

/// How much of the query one text holds.
enum class MatchLevel : std::uint8_t { kNone, kPartial, kFull };

/// A text with its matches marked.
struct HighlightedText {
    std::string value;
    MatchLevel level = MatchLevel::kNone;
    std::vector<std::string> matched_words; ///< normalised query words, in query order
    bool is_fully_highlighted = false;      ///< nothing but matches and separators
};

/// Marks the words of a query in texts. Markup characters in the text are left as they are:
/// the protocol's clients send placeholder tags and escape the value themselves.
/// Threads: one (it remembers words it has seen); move-only.
class Highlighter {
public:
    /// `splits`: words of the index that stand for one query word when side by side, in addition
    /// to the rewrites of the query.
    Highlighter(const ParsedQuery& query, const std::vector<Rewrite>& splits,
                const data::SearchParams& params, const std::string& separators_to_index);
    Highlighter(Highlighter&&) noexcept;
    Highlighter& operator=(Highlighter&&) noexcept;
    ~Highlighter();

    /// The whole of `text`, matches between the tags of the request. It lasts until the next text.
    [[nodiscard]] const HighlightedText& highlight(std::string_view text);

    /// The terms of the query that `text` holds: bit i for the i-th.
    [[nodiscard]] std::uint64_t find_terms(std::string_view text);

    /// The `num_words` words of `text` around its best match, or from its beginning where it
    /// has none, with an ellipsis on every side that was cut. It lasts until the next text.
    [[nodiscard]] const HighlightedText& snippet(std::string_view text, std::uint32_t num_words);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace aisle::search
