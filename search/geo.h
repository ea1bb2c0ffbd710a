#pragma once

#include <optional>
#include <span>

#include "data/columns.h"
#include "data/search_params.h"
#include "search/ordinal_set.h"

namespace aisle::search {

/// Great-circle distance in metres, on a sphere of the Earth's mean radius.
/// Source: haversine formula; within 0.6 % of the ellipsoid.
[[nodiscard]] double distance_m(const data::GeoPoint& a, const data::GeoPoint& b) noexcept;

/// The place nearest to `center`, and how far it is.
struct NearestPlace {
    data::GeoPoint place;
    double distance_m = 0;
};

[[nodiscard]] std::optional<NearestPlace> nearest(std::span<const data::GeoPoint> places,
                                                  const data::GeoPoint& center) noexcept;

/// True when `geo` restricts which products match.
[[nodiscard]] bool restricts(const data::GeoParams& geo) noexcept;

/// The products with a place inside. `radius_m`: the automatic radius, when one was chosen.
/// Boxes and polygons win over `around`, and are united.
[[nodiscard]] OrdinalSet products_inside(const data::GeoParams& geo, double radius_m,
                                         const data::Columns& columns);

/// The bucket a distance is ranked in: its start, in metres.
[[nodiscard]] double rank_distance(const data::GeoParams& geo, double distance_m) noexcept;

} // namespace aisle::search
