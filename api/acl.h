#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace aisle::api {

/// What a key allows, by the protocol's names, and three levels that are no right of a key.
enum class Acl : std::uint8_t {
    kSearch,
    kBrowse,
    kAddObject,
    kDeleteObject,
    kDeleteIndex,
    kSettings,
    kEditSettings,
    kListIndexes,
    kLogs,
    kAnalytics,
    kRecommendation,
    kPersonalization,
    kUsage,
    kInference,
    kSeeUnretrievableAttributes,
    kNluWriteProject,
    kNluReadProject,
    kNluWriteEntity,
    kNluReadEntity,
    kNluWriteIntent,
    kNluReadIntent,
    kNluPrediction,
    kNluReadAnswers,
    kNone,   ///< open to everybody, without a key
    kAnyKey, ///< open to every valid key
    kAdmin,  ///< for the admin key alone
};

/// The protocol's name of a right that a key can have. Requires: none of the three levels.
[[nodiscard]] std::string_view acl_name(Acl acl) noexcept;

[[nodiscard]] std::optional<Acl> find_acl(std::string_view name) noexcept;

/// All names that find_acl knows.
[[nodiscard]] std::span<const std::string_view> all_acl_names() noexcept;

} // namespace aisle::api
