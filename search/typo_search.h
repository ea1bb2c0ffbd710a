#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "data/text_index.h"

namespace aisle::search {

/// Words of a dictionary within a few edits of a typed word.
struct TypoMatch {
    data::WordRange words;
    std::uint32_t typos = 0; ///< edits, plus one when the first letter differs
};

/// Finds the dictionary words within `max_edits` edits (insert, delete, replace, swap of two
/// neighbours: one each) of `word`; with `is_prefix`, the words that begin with something that
/// close. Ranges may overlap; the least number of typos holds for a word in several.
///
/// Walks the dictionary's trie, one row of the edit matrix a letter, and leaves a subtree when
/// every cell of the row exceeds `max_edits`.
/// Source: Damerau-Levenshtein with restricted transpositions ("optimal string alignment").
/// Cost:   a few cells of the matrix for every node visited.
[[nodiscard]] std::vector<TypoMatch> find_typos(const data::TextIndex& index, std::string_view word,
                                                std::uint32_t max_edits, bool is_prefix);

/// A bit for each ASCII letter or digit of a word; several share one.
[[nodiscard]] std::uint64_t letter_bits(std::string_view word) noexcept;

/// True only when `typed` is more than `limit` edits away from `word` and from all its prefixes,
/// because too many of its letters are not in there. Tells most words of a text at once.
[[nodiscard]] bool lacks_letters(std::string_view word, std::string_view typed,
                                 std::uint32_t limit) noexcept;

/// Number of edits between two words, or `limit` + 1 when there are more than `limit`.
[[nodiscard]] std::uint32_t edit_distance(std::string_view a, std::string_view b,
                                          std::uint32_t limit);

} // namespace aisle::search
