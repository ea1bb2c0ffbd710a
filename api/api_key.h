#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/acl.h"
#include "data/json.h"

namespace aisle::api {

/// A key as the protocol describes it: who holds it may do what `acl` says, on the indexes
/// that match, as often and as long as the limits allow.
struct ApiKey {
    std::string value;
    std::vector<Acl> acl; ///< in the order it was given: clients compare what they get back
    std::string description;
    std::vector<std::string> indexes;              ///< patterns, see matches_pattern(); empty: all
    std::uint32_t max_hits_per_query = 0;          ///< 0: no limit
    std::uint32_t max_queries_per_ip_per_hour = 0; ///< 0: no limit
    std::string query_parameters;                  ///< urlencoded; see api/restrictions.h
    std::vector<std::string> referers;             ///< patterns; empty: all
    std::int64_t validity_s = 0;                   ///< as given; 0: for ever
    std::int64_t created_at_ms = 0;
    std::int64_t expires_at_ms = 0; ///< 0: never

    [[nodiscard]] bool is_expired(std::int64_t now_ms) const noexcept {
        return expires_at_ms != 0 && expires_at_ms <= now_ms;
    }

    [[nodiscard]] bool allows(Acl wanted) const noexcept;

    friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

/// Reads what a client may choose about a key; what it leaves out has its default. Value and
/// times, as in an object that was read from the service before, are passed over.
/// Throws: Error{kInvalidRequest} naming the member, its value and what would be right.
[[nodiscard]] ApiKey parse_api_key(const data::JsonAt& object);

/// The object that the protocol shows of a key. `with_description` is false for its holder.
[[nodiscard]] std::string to_protocol_json(const ApiKey& key, bool with_description = true);

/// All of a key, for the disk and the log; parse_stored_key() reads it back.
[[nodiscard]] std::string to_stored_json(const ApiKey& key);

/// Throws: Error{kCorruptData} for what to_stored_json() did not write.
[[nodiscard]] ApiKey parse_stored_key(const rapidjson::Value& object);

/// True when `text` is `pattern`, where a `*` at either end of the pattern stands for anything.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view text) noexcept;

[[nodiscard]] bool matches_any(const std::vector<std::string>& patterns,
                               std::string_view text) noexcept;

} // namespace aisle::api
