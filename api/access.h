#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/key_state.h"
#include "data/json.h"
#include "data/search_params.h"
#include "data/settings.h"

namespace aisle::api {

/// What a request may do, as its credential says. Made by KeyRing::authenticate(), carried by
/// the Call; cheap to copy. A default one is a request without a credential.
struct Access {
    bool is_admin = false;
    KeyEntryPointer key;                                     ///< null for admins and strangers
    std::shared_ptr<const Restrictions> signed_restrictions; ///< of a secured key, else null
    std::string rate_subject;                                ///< whose acts are counted together

    [[nodiscard]] bool is_secured() const noexcept { return signed_restrictions != nullptr; }

    /// A secured key that hides products may not write: no write is checked against a filter.
    [[nodiscard]] bool allows(Acl acl) const;

    [[nodiscard]] bool allows_index(std::string_view index) const;

    /// Throws: Error{kForbidden}.
    void require(Acl acl) const;
    void require_index(std::string_view index) const;

    /// The parameters of a search: the settings' defaults, the request, and on top of them what
    /// the key forces.
    /// Throws: Error{kInvalidRequest}.
    [[nodiscard]] data::SearchParams search_params(const data::JsonAt& request,
                                                   const data::Settings& settings) const;

    /// Lays what the key forces over parameters that were put together otherwise.
    void force(const data::Settings& settings, data::SearchParams& params) const;

    /// Lays what the key forces over parameters of search_params() that rules have edited: they
    /// add filters and take none away, so that only the other parameters can have been undone.
    void force_again(const data::Settings& settings, data::SearchParams& params) const;

    [[nodiscard]] bool forces(std::string_view parameter) const;

    /// At most the hits that the key may see in one answer.
    [[nodiscard]] std::uint32_t cap_hits(std::uint32_t num_hits) const noexcept;

    /// True when some products may be out of sight.
    [[nodiscard]] bool hides_products() const;

private:
    void apply_caps(data::SearchParams& params) const noexcept;
};

} // namespace aisle::api
