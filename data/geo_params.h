#pragma once

#include <utility>
#include <vector>

#include "data/json.h"
#include "data/search_params.h"

namespace aisle::data {

// The geo parameters, in all the shapes the protocol knows. Each throws Error{kInvalidRequest}.

/// "lat, lng".
[[nodiscard]] GeoPoint parse_geo_point(const JsonAt& at);

/// A number of metres of at least 1, or "all".
void parse_around_radius(const JsonAt& at, GeoParams& geo);

/// One bucket width in metres, or a list of {"from": metres, "value": metres}.
[[nodiscard]] std::vector<std::pair<double, double>> parse_around_precision(const JsonAt& at);

/// Lists of four numbers lat, lng, lat, lng: nested, in one flat list, or as text with commas.
[[nodiscard]] std::vector<std::pair<GeoPoint, GeoPoint>> parse_boxes(const JsonAt& at);

/// Lists of at least three points lat, lng, ...: nested, one flat list, or as text with commas.
[[nodiscard]] std::vector<std::vector<GeoPoint>> parse_polygons(const JsonAt& at);

} // namespace aisle::data
