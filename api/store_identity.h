#pragma once

#include <filesystem>
#include <string>

namespace aisle::api {

/// What a store always has: the id that clients name it by, and two keys.
struct StoreIdentity {
    std::string application_id;
    std::string admin_key;
    std::string search_key; ///< public by nature: every page of the store holds it
};

/// Each comes from the environment (AISLE_APP_ID, AISLE_ADMIN_KEY, AISLE_SEARCH_KEY), else from
/// `keys.json` in the data directory; without that file they are made and written there, readable
/// by the owner only.
/// Throws: Error{kCorruptData} for a keys.json that is not ours, {kUnavailable} when it cannot
///         be written.
[[nodiscard]] StoreIdentity read_identity(const std::filesystem::path& folder);

} // namespace aisle::api
