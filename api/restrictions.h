#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/ip_range.h"
#include "data/filter.h"
#include "data/search_params.h"
#include "data/settings.h"
#include "data/url_params.h"

namespace aisle::api {

/// What a secured key, or the queryParameters of a key, force upon whoever uses it.
struct Restrictions {
    std::optional<std::int64_t> valid_until_s; ///< validUntil, Unix seconds; the earliest given
    /// restrictIndices: an index must match a pattern of every list. A list without patterns
    /// lets nothing pass.
    std::vector<std::vector<std::string>> indexes;
    /// restrictSources: an address must be in a range of every list.
    std::vector<std::vector<IpRange>> sources;
    std::string user_token;
    data::Filter filter;       ///< all of filters, facetFilters, numericFilters and tagFilters
    data::UrlParams overrides; ///< every other search parameter, userToken included
    /// What of the filters and overrides is the same for many users: where these texts are equal,
    /// so are the searches of everybody who is not known by userToken.
    std::string search_terms;

    [[nodiscard]] bool allows_index(std::string_view index) const;

    /// An address that cannot be read is in no range.
    [[nodiscard]] bool allows_source(std::string_view ip) const;

    /// True when the parameter is among `overrides`.
    [[nodiscard]] bool overrides_parameter(std::string_view name) const;

    /// True when some products may be out of sight.
    [[nodiscard]] bool hides_products() const;
};

/// Reads the urlencoded form. What repeats holds each time.
/// Throws: Error{kInvalidRequest} for a name or value that is wrong: a restriction that cannot be
///         read must not be passed over.
[[nodiscard]] Restrictions parse_restrictions(std::string_view url_params);

/// Lays the restrictions over the parameters of a request, such that nothing in the request can
/// make it see more: filters are ANDed to those of the request, other parameters replace the
/// request's, together with what could undo them (a forced aroundLatLng also drops an
/// insideBoundingBox, a forced hitsPerPage bounds length). Where nothing is forced, `params` stays
/// as it is.
/// Requires: finish_search_params() comes after.
void force(const Restrictions& restrictions, const data::Settings& settings,
           data::SearchParams& params);

/// The same without the filters: for parameters that already have them and were edited since.
void force_parameters(const Restrictions& restrictions, const data::Settings& settings,
                      data::SearchParams& params);

} // namespace aisle::api
