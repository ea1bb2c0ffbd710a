#include "data/geo_params.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "data/filter_parser.h"
#include "data/param_values.h"

namespace aisle::data {
namespace {

// Half the Earth's circumference and then some: nothing is farther away.
constexpr double kMaxDistanceM = 50'000'000;

double parse_distance(const JsonAt& at, double low) {
    const double metres = read_number(at);
    if (!(metres >= low && metres <= kMaxDistanceM))
        at.fail("metres from " + std::to_string(static_cast<int>(low)) + " to 50000000");
    return metres;
}

/// Numbers of one flat list, which may be text with commas.
std::vector<double> read_numbers(const JsonAt& at) {
    std::vector<double> numbers;
    if (at.value().IsString()) {
        std::string_view text = string_of(at.value());
        for (bool more = true; more;) {
            const std::size_t comma = text.find(',');
            std::string_view item = text.substr(0, comma);
            while (item.starts_with(' ')) item.remove_prefix(1);
            while (item.ends_with(' ')) item.remove_suffix(1);
            const std::optional<double> number = parse_filter_number(item);
            if (!number) at.fail("numbers separated by commas");
            numbers.push_back(*number);
            more = comma != std::string_view::npos;
            if (more) text.remove_prefix(comma + 1);
        }
        return numbers;
    }
    at.require_array();
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i)
        numbers.push_back(read_number(at.element(i)));
    return numbers;
}

std::vector<GeoPoint> points_of(const JsonAt& at, const std::vector<double>& numbers) {
    std::vector<GeoPoint> points;
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
        const GeoPoint point{numbers[i], numbers[i + 1]};
        if (!(point.lat >= -90 && point.lat <= 90)) at.fail("latitudes from -90 to 90");
        if (!(point.lng >= -180 && point.lng <= 180)) at.fail("longitudes from -180 to 180");
        points.push_back(point);
    }
    return points;
}

/// Calls `use` with the numbers of each shape, whether the shapes are nested lists or not.
template <typename Use>
void for_each_shape(const JsonAt& at, Use use) {
    with_structure(at, [&](const JsonAt& shapes) {
        const rapidjson::Value& value = shapes.value();
        if (value.IsNull() || (value.IsString() && value.GetStringLength() == 0)) return;
        const bool is_flat = !value.IsArray() || (!value.Empty() && value[0].IsNumber());
        if (is_flat) return use(shapes, read_numbers(shapes));
        for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
            const JsonAt shape = shapes.element(i);
            use(shape, read_numbers(shape));
        }
    });
}

} // namespace

GeoPoint parse_geo_point(const JsonAt& at) {
    if (!at.value().IsString()) at.fail("\"latitude, longitude\"");
    const std::vector<double> numbers = read_numbers(at);
    if (numbers.size() != 2) at.fail("\"latitude, longitude\"");
    return points_of(at, numbers).front();
}

void parse_around_radius(const JsonAt& at, GeoParams& geo) {
    geo.radius_is_all = at.value().IsString() && string_of(at.value()) == "all";
    geo.radius_m.reset();
    if (!geo.radius_is_all) geo.radius_m = parse_distance(at, 1);
}

std::vector<std::pair<double, double>> parse_around_precision(const JsonAt& at) {
    std::vector<std::pair<double, double>> steps;
    with_structure(at, [&](const JsonAt& precision) {
        if (!precision.value().IsArray()) {
            steps.emplace_back(0, parse_distance(precision, 1));
            return;
        }
        for (rapidjson::SizeType i = 0; i < precision.value().Size(); ++i) {
            const JsonAt step = precision.element(i);
            step.require_object();
            double from = 0;
            std::optional<double> width;
            for (const auto& entry : step.value().GetObject()) {
                const JsonAt member = step.member(entry);
                if (string_of(entry.name) == "from")
                    from = parse_distance(member, 0);
                else if (string_of(entry.name) == "value")
                    width = parse_distance(member, 1);
                else
                    member.fail_with("unknown member, expected one of from, value");
            }
            if (!width) step.fail("an object with from and value");
            steps.emplace_back(from, *width);
        }
        if (steps.empty()) precision.fail("at least one step");
    });
    std::sort(steps.begin(), steps.end());
    return steps;
}

std::vector<std::pair<GeoPoint, GeoPoint>> parse_boxes(const JsonAt& at) {
    std::vector<std::pair<GeoPoint, GeoPoint>> boxes;
    for_each_shape(at, [&](const JsonAt& shape, const std::vector<double>& numbers) {
        if (numbers.empty() || numbers.size() % 4 != 0) shape.fail("four numbers for each box");
        const std::vector<GeoPoint> corners = points_of(shape, numbers);
        for (std::size_t i = 0; i < corners.size(); i += 2)
            boxes.emplace_back(corners[i], corners[i + 1]);
    });
    return boxes;
}

std::vector<std::vector<GeoPoint>> parse_polygons(const JsonAt& at) {
    std::vector<std::vector<GeoPoint>> polygons;
    for_each_shape(at, [&](const JsonAt& shape, const std::vector<double>& numbers) {
        if (numbers.size() < 6 || numbers.size() % 2 != 0)
            shape.fail("an even number of at least six numbers for each polygon");
        polygons.push_back(points_of(shape, numbers));
    });
    return polygons;
}

} // namespace aisle::data
