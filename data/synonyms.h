#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "data/synonym.h"
#include "data/synonym_index.h"

namespace aisle::data {

/// The synonyms of one index, by objectID. An immutable value: a change makes a new set, which
/// shares the unchanged entries.   Threads: any.
class SynonymSet {
public:
    SynonymSet() = default;
    SynonymSet(const SynonymSet& other);
    SynonymSet& operator=(const SynonymSet& other) = delete;

    /// Reads what to_json() wrote, or any array of entries.
    /// Throws: Error{kInvalidRequest}; see parse_synonym.
    [[nodiscard]] static SynonymSet parse(std::string_view json);

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

    /// Null when there is none of that id.
    [[nodiscard]] const Synonym* find(std::string_view object_id) const;

    /// One page of the entries that fit, in the order of their ids, and the number of all.
    struct Found {
        std::vector<const Synonym*> hits;
        std::size_t num_hits = 0;
    };

    [[nodiscard]] Found search(const SynonymSearch& search) const;

    /// All entries as a JSON array: what is stored.
    [[nodiscard]] std::string to_json() const;

    /// This set with `added` laid over it; of two entries with one id the later counts.
    [[nodiscard]] SynonymSet with(std::vector<Synonym> added) const;

    /// This set without the entry of that id, if there is one.
    [[nodiscard]] SynonymSet without(std::string_view object_id) const;

    /// The look-up of word sequences, for texts cut into words with these separators.
    /// Cost: linear in the set at the first call for a spelling of the separators, then none.
    [[nodiscard]] std::shared_ptr<const SynonymIndex> index(const std::string& separators) const;

private:
    std::vector<std::shared_ptr<const Synonym>> entries_; ///< ascending by id

    mutable std::mutex index_mutex_; ///< guards the two below
    mutable std::string index_separators_;
    mutable std::shared_ptr<const SynonymIndex> index_;
};

// The writes of the protocol, each a function from the old set and the JSON of a request to the
// new set. All throw Error{kInvalidRequest} and leave the old set as it is.

/// Saves one entry under `object_id`; an objectID in `json` must be the same.
[[nodiscard]] SynonymSet save_synonym(const SynonymSet& set, std::string_view object_id,
                                      std::string_view json);

/// Saves an array of entries, in place of all others with `replace_existing`.
[[nodiscard]] SynonymSet save_synonyms(const SynonymSet& set, std::string_view json,
                                       bool replace_existing);

} // namespace aisle::data
