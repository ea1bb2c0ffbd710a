#include "api/access.h"

#include <algorithm>

#include "data/error.h"
#include "data/search_params_parser.h"

namespace aisle::api {

namespace {

bool is_writing(Acl acl) noexcept {
    return acl == Acl::kAddObject || acl == Acl::kDeleteObject || acl == Acl::kDeleteIndex ||
           acl == Acl::kEditSettings;
}

} // namespace

bool Access::allows(Acl acl) const {
    if (is_admin || acl == Acl::kNone) return true;
    if (key == nullptr || acl == Acl::kAdmin) return false;
    if (acl == Acl::kAnyKey) return true;
    if (is_secured() && is_writing(acl) && hides_products()) return false;
    return key->key.allows(acl);
}

bool Access::allows_index(std::string_view index) const {
    if (is_admin) return true;
    if (key == nullptr) return false;
    const auto& patterns = key->key.indexes;
    return (patterns.empty() || matches_any(patterns, index)) &&
           key->restrictions.allows_index(index) &&
           (!is_secured() || signed_restrictions->allows_index(index));
}

void Access::require(Acl acl) const {
    if (allows(acl)) return;
    throw data::Error(data::ErrorCode::kForbidden, "Method not allowed with this API key");
}

void Access::require_index(std::string_view index) const {
    if (allows_index(index)) return;
    throw data::Error(data::ErrorCode::kForbidden, "Index not allowed with this API key");
}

data::SearchParams Access::search_params(const data::JsonAt& request,
                                         const data::Settings& settings) const {
    data::SearchParams params = settings.query_defaults;
    data::apply_search_params(request, params);
    force(settings, params);
    data::finish_search_params(settings, params);
    return params;
}

void Access::force(const data::Settings& settings, data::SearchParams& params) const {
    if (is_secured()) api::force(*signed_restrictions, settings, params);
    // Last, so that whoever signs keys cannot loosen what the key itself forces.
    if (key != nullptr) api::force(key->restrictions, settings, params);
    apply_caps(params);
}

void Access::force_again(const data::Settings& settings, data::SearchParams& params) const {
    if (is_secured()) force_parameters(*signed_restrictions, settings, params);
    if (key != nullptr) force_parameters(key->restrictions, settings, params);
    apply_caps(params);
    data::finish_search_params(settings, params);
}

void Access::apply_caps(data::SearchParams& params) const noexcept {
    params.hits_per_page = cap_hits(params.hits_per_page);
    if (params.length) params.length = cap_hits(*params.length);
}

bool Access::forces(std::string_view parameter) const {
    return (key != nullptr && key->restrictions.overrides_parameter(parameter)) ||
           (is_secured() && signed_restrictions->overrides_parameter(parameter));
}

std::uint32_t Access::cap_hits(std::uint32_t num_hits) const noexcept {
    const std::uint32_t cap = key == nullptr ? 0 : key->key.max_hits_per_query;
    return cap == 0 ? num_hits : std::min(cap, num_hits);
}

bool Access::hides_products() const {
    return (key != nullptr && key->restrictions.hides_products()) ||
           (is_secured() && signed_restrictions->hides_products());
}

} // namespace aisle::api
