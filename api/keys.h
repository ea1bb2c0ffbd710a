#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "api/http_message.h"

namespace aisle::api {

/// What a key allows: the protocol's names, those that this service has a use for.
enum class Acl : std::uint8_t {
    kNone, ///< open to everybody
    kSearch,
    kBrowse,
    kSettings,
    kEditSettings,
    kListIndexes,
    kAddObject,
    kDeleteObject,
    kDeleteIndex,
};

/// Who sent a request, as far as its key tells.
struct Access {
    bool is_admin = false;

    /// Admins may do everything, holders of the search key may search.
    [[nodiscard]] bool allows(Acl acl) const noexcept {
        return is_admin || acl == Acl::kNone || acl == Acl::kSearch;
    }
};

/// The application id and the two keys of a store.
///
/// They come from the environment (AISLE_APP_ID, AISLE_ADMIN_KEY, AISLE_SEARCH_KEY), else from
/// `keys.json` in the data directory, else they are made and written there, readable by the
/// owner only.   Threads: any; immutable.
class KeyRing {
public:
    /// Throws: Error{kCorruptData} for a keys.json that is not ours, {kUnavailable} when it
    /// cannot be written.
    explicit KeyRing(const std::filesystem::path& data);

    /// Credentials stand in headers or in the query string, in any letter case.
    /// Throws: Error{kUnauthorized} when they are missing or wrong.
    [[nodiscard]] Access authenticate(const Request& request) const;

    [[nodiscard]] const std::string& application_id() const noexcept { return application_id_; }

    [[nodiscard]] const std::string& admin_key() const noexcept { return admin_key_; }

    [[nodiscard]] const std::string& search_key() const noexcept { return search_key_; }

private:
    std::string application_id_;
    std::string admin_key_;
    std::string search_key_;
};

/// `num_bytes` bytes from the system's generator, in lower-case hexadecimal.
[[nodiscard]] std::string random_hex(std::size_t num_bytes);

} // namespace aisle::api
