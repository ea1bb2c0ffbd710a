#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/dictionary_entry.h"

namespace aisle::data {

/// All dictionaries of a store. An immutable value: a change makes a new one.   Threads: any.
class Dictionaries {
public:
    /// Reads what to_json() wrote.   Throws: Error{kInvalidRequest}.
    [[nodiscard]] static Dictionaries parse(std::string_view json);

    /// All entries and the settings as one JSON object: what is stored.
    [[nodiscard]] std::string to_json() const;

    [[nodiscard]] std::size_t size(Dictionary dictionary) const noexcept;

    /// One page of the entries that fit, in the order of their ids, and the number of all.
    struct Found {
        std::vector<const DictionaryEntry*> hits;
        std::size_t num_hits = 0;
    };

    [[nodiscard]] Found search(Dictionary dictionary, const DictionarySearch& search) const;

    /// What the store says about a word: a stop word, none, or nothing.
    [[nodiscard]] std::optional<bool> is_stop_word(std::string_view word,
                                                   std::string_view language) const;

    /// The other forms of a word, ascending.
    [[nodiscard]] std::vector<std::string> plurals(const std::string& word,
                                                   std::string_view language) const;

    /// The parts of a compound, once for every entry that has it; no language: any.
    [[nodiscard]] std::vector<std::vector<std::string>>
    parts(const std::string& word, const std::vector<std::string>& languages) const;

    /// False when the store switched the built-in entries of a language off.
    [[nodiscard]] bool uses_standard(Dictionary dictionary, std::string_view language) const;

    /// The settings as the protocol writes them.
    [[nodiscard]] std::string settings_json() const;

    /// How many entries there are of each language that a dictionary may have, as the protocol
    /// writes it.
    [[nodiscard]] std::string languages_json() const;

    // The writes of the protocol. All throw Error{kInvalidRequest}; nothing is applied then.

    /// Applies a batch: {"clearExistingDictionaryEntries", "requests": [{"action", "body"}]}.
    [[nodiscard]] Dictionaries with_batch(Dictionary dictionary, std::string_view json) const;

    /// Applies settings: {"disableStandardEntries": {"stopwords": {"en": true}, ...}}; a null
    /// for a dictionary resets it.
    [[nodiscard]] Dictionaries with_settings(std::string_view json) const;

private:
    using Entries = std::map<std::string, DictionaryEntry>; ///< by id

    struct Compound {
        std::string language;
        std::vector<std::string> parts;
    };

    void apply(Dictionary dictionary, const JsonAt& request);
    void apply_settings(const JsonAt& at);
    void disable(Dictionary dictionary, const JsonAt& languages);
    void index_words();

    std::array<Entries, kNumDictionaries> entries_;
    /// Per dictionary, by language: whether the built-in entries are off.
    std::array<std::map<std::string, bool, std::less<>>, kNumDictionaries> disabled_;

    // Made from the entries.
    std::map<std::pair<std::string, std::string>, bool> stop_words_; ///< by language and word
    std::map<std::pair<std::string, std::string>, std::set<std::string>> plurals_;
    std::map<std::string, std::vector<Compound>> compounds_;
};

} // namespace aisle::data
