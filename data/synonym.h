#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle::data {

class JsonAt;

/// What a synonym says; see Synonym.
enum class SynonymType : std::uint8_t {
    kSynonym,        ///< all words stand for one another
    kOneWay,         ///< the words stand for `source`, which does not stand for them
    kAltCorrection1, ///< like kOneWay, and a match counts as one typo
    kAltCorrection2, ///< like kOneWay, and a match counts as two typos
    kPlaceholder,    ///< `source`, "<name>" in a record, stands for each of the words
};

/// One entry of a store's synonyms. Every text in it is one word or several in a row.
struct Synonym {
    std::string object_id;
    SynonymType type = SynonymType::kSynonym;
    std::string source;             ///< `input`, `word` or `placeholder`; empty for kSynonym
    std::vector<std::string> words; ///< `synonyms`, `corrections` or `replacements`
    friend bool operator==(const Synonym&, const Synonym&) = default;
};

/// Texts in one entry. Each of them may become an alternative of a query's words.
inline constexpr std::size_t kMaxSynonymWords = 1000;

/// Reads one entry as clients send it. The type may be spelled in any case; members of other
/// names are refused, except those with an underscore in front (what a search added).
/// Throws: Error{kInvalidRequest} naming the member, its value and what would be right.
[[nodiscard]] Synonym parse_synonym(const JsonAt& at);

/// The entry as the protocol writes it.
[[nodiscard]] std::string to_json(const Synonym& synonym);

/// The protocol's name of a type.
[[nodiscard]] std::string_view to_string(SynonymType type) noexcept;

/// Which entries are looked for.
struct SynonymSearch {
    std::string query;              ///< in any text of the entry, letter case and accents aside
    std::vector<SynonymType> types; ///< empty: all
    std::uint32_t page = 0;
    std::uint32_t hits_per_page = 100;
};

/// Reads the body of a search among synonyms.   Throws: as parse_synonym.
[[nodiscard]] SynonymSearch parse_synonym_search(std::string_view json);

} // namespace aisle::data
