#include "api/acl.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace aisle::api {

namespace {

/// In the order of the enumerators.
constexpr std::array<std::string_view, 23> kNames = {
    "search",          "browse",         "addObject",
    "deleteObject",    "deleteIndex",    "settings",
    "editSettings",    "listIndexes",    "logs",
    "analytics",       "recommendation", "personalization",
    "usage",           "inference",      "seeUnretrievableAttributes",
    "nluWriteProject", "nluReadProject", "nluWriteEntity",
    "nluReadEntity",   "nluWriteIntent", "nluReadIntent",
    "nluPrediction",   "nluReadAnswers",
};
static_assert(kNames.size() == static_cast<std::size_t>(Acl::kNone));

} // namespace

std::string_view acl_name(Acl acl) noexcept {
    assert(static_cast<std::size_t>(acl) < kNames.size());
    return kNames[static_cast<std::size_t>(acl)];
}

std::optional<Acl> find_acl(std::string_view name) noexcept {
    const auto* const found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<Acl>(found - kNames.begin());
}

std::span<const std::string_view> all_acl_names() noexcept {
    return kNames;
}

} // namespace aisle::api
