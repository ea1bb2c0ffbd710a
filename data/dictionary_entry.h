#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle::data {

class JsonAt;

/// The store's own dictionaries of words, on top of the built-in ones.
enum class Dictionary : std::uint8_t { kStopWords, kPlurals, kCompounds };

inline constexpr std::size_t kNumDictionaries = 3;

/// One entry. Which members it has depends on its dictionary.
struct DictionaryEntry {
    std::string object_id;
    std::string language;                   ///< ISO 639-1
    std::string word;                       ///< stop word or compound
    std::vector<std::string> words;         ///< forms of one word; of a plural
    std::vector<std::string> decomposition; ///< parts of a compound, in their order
    bool enabled = true;                    ///< a disabled stop word is none, built-in or not
    friend bool operator==(const DictionaryEntry&, const DictionaryEntry&) = default;
};

/// The dictionary of that name in the protocol: stopwords, plurals or compounds.
/// Throws: Error{kNotFound} for any other.
[[nodiscard]] Dictionary parse_dictionary_name(std::string_view name);

/// The protocol's name of a dictionary.
[[nodiscard]] std::string_view to_string(Dictionary dictionary) noexcept;

/// Reads one language code.   Throws: as parse_dictionary_entry.
[[nodiscard]] std::string read_language(const JsonAt& at);

/// Reads one entry of `dictionary` as clients send it.
/// Throws: Error{kInvalidRequest} naming the member, its value and what would be right.
[[nodiscard]] DictionaryEntry parse_dictionary_entry(Dictionary dictionary, const JsonAt& at);

/// The entry as the protocol writes it.
[[nodiscard]] std::string to_json(Dictionary dictionary, const DictionaryEntry& entry);

/// Which entries are looked for.
struct DictionarySearch {
    std::string query; ///< in any word of the entry, letter case and accents aside
    std::optional<std::string> language;
    std::uint32_t page = 0;
    std::uint32_t hits_per_page = 20;
};

/// Reads the body of a search in a dictionary.   Throws: as parse_dictionary_entry.
[[nodiscard]] DictionarySearch parse_dictionary_search(std::string_view json);

} // namespace aisle::data
