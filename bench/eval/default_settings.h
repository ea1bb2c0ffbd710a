#pragma once

#include <string>

#include "data/settings.h"
#include "indexer/index_builder.h"

namespace aisle::bench {

/// Settings for a catalogue that nobody has described, derived from its records.
///
/// The first 10,000 records are looked at. Attributes that hold text become searchable, in
/// four ranks, told by how their names end: first what the product is called (title, name);
/// then its model (a title or name that is clearly shorter than the longest one), who makes it
/// and what kind of thing it is (brand, category, product type); then its descriptions; then
/// all others. Ids, links, pictures, dates and codes are left out, by the words in the
/// attribute's name or because most values are links or have no letter.
///
/// The order is by relevance, any word of the query may be missing, and other forms of a word
/// count: queries from outside are longer and vaguer than those typed into an instant search.
/// Requires: `id_field` is the attribute that is the objectID.
[[nodiscard]] data::Settings derive_settings(const indexer::RecordSupply& records,
                                             const std::string& id_field);

} // namespace aisle::bench
