#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/search_params.h"
#include "data/settings.h"
#include "tests/support/json_record.h"

namespace aisle::support {

// Text matching by brute force: every word of every record is compared with every word of the
// query, by rules written down once more from the protocol, without dictionary or postings.

/// One word of a query.
struct QueryWord {
    std::string text;
    bool is_prefix = false;
    std::uint32_t max_typos = 0;
    bool is_optional = false;
    bool is_in_phrase = false;
};

struct Query {
    std::vector<QueryWord> words;
    std::vector<std::pair<std::size_t, std::size_t>> phrases; ///< half-open, in `words`
    std::vector<std::string> excluded;
};

[[nodiscard]] Query read_query(const data::SearchParams& params);

/// One searched attribute.
struct TextAttribute {
    std::string path;
    std::uint32_t rank = 0;
    bool ordered = true;
};

/// One word of a record.
struct TextWord {
    std::string text;
    std::size_t attribute = 0;
    std::uint32_t position = 0;
    std::size_t value = 0; ///< words of one value share it
    bool is_whole_value = false;
};

/// The searched attributes of an index over `records`.
[[nodiscard]] std::vector<TextAttribute> text_attributes(const std::vector<JsonRecord>& records,
                                                         const data::Settings& settings);

[[nodiscard]] std::vector<TextWord> words_of(const JsonRecord& record,
                                             const std::vector<TextAttribute>& attributes,
                                             bool everything_is_searched);

/// How a record matches.
struct TextScore {
    std::uint32_t typos = 0;
    std::uint32_t words = 0;
    std::uint32_t proximity = 0;
    std::uint32_t attribute_rank = 31;
    std::uint32_t attribute_position = 1023;
    std::uint32_t exact = 0;
};

/// Nothing when the record does not match.
[[nodiscard]] std::optional<TextScore> match_words(const Query& query,
                                                   const std::vector<TextWord>& words,
                                                   const std::vector<TextAttribute>& attributes,
                                                   const data::SearchParams& params);

/// Edits between two words: insert, delete, replace, swap of neighbours, one each.
[[nodiscard]] std::uint32_t plain_edit_distance(std::string_view a, std::string_view b);

/// The fewest typos by which `word` stands for `typed`, nothing when more than `max_edits`.
[[nodiscard]] std::optional<std::uint32_t> typos_between(std::string_view typed,
                                                         std::string_view word, bool is_prefix,
                                                         std::uint32_t max_edits);

} // namespace aisle::support
