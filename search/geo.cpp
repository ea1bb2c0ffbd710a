#include "search/geo.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace aisle::search {

namespace {

constexpr double kEarthRadiusM = 6'371'008.8;

double radians(double degrees) noexcept {
    return degrees * std::numbers::pi / 180;
}

bool is_in_box(const data::GeoPoint& p, const std::pair<data::GeoPoint, data::GeoPoint>& box) {
    const auto& [a, b] = box;
    if (p.lat < std::min(a.lat, b.lat) || p.lat > std::max(a.lat, b.lat)) return false;
    const double west = std::min(a.lng, b.lng);
    const double east = std::max(a.lng, b.lng);
    // Corners more than half the globe apart mean the box across the date line.
    return east - west <= 180 ? west <= p.lng && p.lng <= east : p.lng <= west || p.lng >= east;
}

/// Even-odd rule on the plane of latitude and longitude.
bool is_in_polygon(const data::GeoPoint& p, const std::vector<data::GeoPoint>& corners) {
    bool inside = false;
    for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
        const auto& a = corners[i];
        const auto& b = corners[j];
        if ((a.lat > p.lat) != (b.lat > p.lat) &&
            p.lng < (b.lng - a.lng) * (p.lat - a.lat) / (b.lat - a.lat) + a.lng) {
            inside = !inside;
        }
    }
    return inside;
}

} // namespace

double distance_m(const data::GeoPoint& a, const data::GeoPoint& b) noexcept {
    const double dlat = std::sin(radians(b.lat - a.lat) / 2);
    const double dlng = std::sin(radians(b.lng - a.lng) / 2);
    const double h =
        dlat * dlat + std::cos(radians(a.lat)) * std::cos(radians(b.lat)) * dlng * dlng;
    return 2 * kEarthRadiusM * std::asin(std::min(1.0, std::sqrt(h)));
}

std::optional<NearestPlace> nearest(std::span<const data::GeoPoint> places,
                                    const data::GeoPoint& center) noexcept {
    std::optional<NearestPlace> best;
    for (const auto& place : places) {
        const double distance = distance_m(place, center);
        if (!best || distance < best->distance_m) best = {place, distance};
    }
    return best;
}

bool restricts(const data::GeoParams& geo) noexcept {
    return geo.around || !geo.boxes.empty() || !geo.polygons.empty();
}

OrdinalSet products_inside(const data::GeoParams& geo, double radius_m,
                           const data::Columns& columns) {
    const auto is_inside = [&](const data::GeoPoint& p) {
        if (geo.boxes.empty() && geo.polygons.empty()) {
            return geo.radius_is_all || distance_m(p, *geo.around) <= radius_m;
        }
        return std::any_of(geo.boxes.begin(), geo.boxes.end(),
                           [&](const auto& box) { return is_in_box(p, box); }) ||
               std::any_of(geo.polygons.begin(), geo.polygons.end(),
                           [&](const auto& polygon) { return is_in_polygon(p, polygon); });
    };
    std::vector<data::Ordinal> inside;
    for (const auto product : columns.geo_products()) {
        const auto places = columns.geo_points(product);
        if (std::any_of(places.begin(), places.end(), is_inside)) inside.push_back(product);
    }
    return OrdinalSet::from_sorted(inside, columns.num_products());
}

double rank_distance(const data::GeoParams& geo, double distance) noexcept {
    double from = 0;
    double width = 1;
    for (const auto& [start, bucket] : geo.precision_m) {
        if (distance >= start) {
            from = start;
            width = bucket;
        }
    }
    return width <= 0 ? distance : from + std::floor((distance - from) / width) * width;
}

} // namespace aisle::search
