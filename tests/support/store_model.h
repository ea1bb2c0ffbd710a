#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "api/index_registry.h"
#include "data/operation_log.h"
#include "data/settings.h"
#include "tests/support/rng.h"

namespace aisle::support {

/// What a store must hold, as maps of maps: the slow and plain fold of its operations.
///
/// Records have a `word` that no other record has, a number `n`, a list `tags` and a colour.
class StoreModel {
public:
    using Records = std::map<std::string, std::string>; ///< JSON by objectID

    struct Index {
        Records records;
        data::Settings settings;
        Records synonyms;
        Records rules;
    };

    /// The operations of this model are on indexes whose names start with `prefix`.
    explicit StoreModel(std::string prefix) : prefix_(std::move(prefix)) {}

    /// Makes up an operation, applies it here and returns it as the log is to have it.
    [[nodiscard]] data::Operation change(Rng& rng);

    /// The copy and the move with which clients replace all objects of `index`.
    [[nodiscard]] std::vector<data::Operation> replace_all(const std::string& index, Rng& rng);

    /// Records as a batch job might build them, which take the place of the index's own.
    [[nodiscard]] const Records& rebuild(const std::string& index, Rng& rng);

    /// What the registry shows that is not so, with searches for single words; empty when all
    /// is well.
    [[nodiscard]] std::string difference(const api::IndexRegistry& registry) const;

private:
    /// The operations on one sort of entry, and what the JSON of an entry ends with.
    struct EntryKinds {
        const char* save;
        const char* remove;
        const char* members;
    };

    [[nodiscard]] std::string any_name(Rng& rng) const;
    [[nodiscard]] std::string new_record(const std::string& id, Rng& rng);
    [[nodiscard]] data::Operation save(const std::string& name, Rng& rng);
    [[nodiscard]] data::Operation change_records(const std::string& name, Rng& rng);
    [[nodiscard]] static data::Operation change_entries(const std::string& name, Records& entries,
                                                        const EntryKinds& kinds, Rng& rng);
    [[nodiscard]] data::Operation change_settings(const std::string& name, Rng& rng);
    [[nodiscard]] data::Operation delete_low_numbers(const std::string& name, Rng& rng);
    [[nodiscard]] data::Operation transfer(const std::string& target, const std::string& source,
                                           const char* kind, bool without_records);

    std::string prefix_;
    std::map<std::string, Index> indexes_;
    std::uint64_t num_records_ = 0;
};

/// The live records of a snapshot by objectID. Fails when an id is there twice.
[[nodiscard]] StoreModel::Records records_in(const search::Snapshot& snapshot);

} // namespace aisle::support
