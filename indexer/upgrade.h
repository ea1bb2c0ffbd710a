#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace aisle::indexer {

/// Builds the published indexes of a store anew whose words or columns an earlier version of Aisle
/// has sealed in another form than they have today. Their records come from themselves, with what
/// was changed in place; the settings, and the place in the log, stay. `on_index` is told the name
/// of each before it is built. Throws: Error{kConflict} while somebody serves the store;
/// Error{kCorruptData} for files that
///         are damaged or older than that; Error{kUnavailable} when a file cannot be written;
///         Error{kInvalidRequest} for a record that is not valid any more. The index is left as
///         it was then.
/// Cost:   of an index that is built anew, that of building it; else a look at its files.
void upgrade_store(const std::filesystem::path& data,
                   const std::function<void(const std::string& index)>& on_index);

} // namespace aisle::indexer
