#include "tests/support/json_record.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

#include "data/json.h"
#include "data/text.h"

namespace aisle::support {

namespace {

using data::Filter;
using rapidjson::Value;

void collect(const Value& value, std::string_view path, std::vector<const Value*>& out) {
    if (value.IsArray()) {
        for (const auto& element : value.GetArray()) collect(element, path, out);
    } else if (!path.empty()) {
        if (!value.IsObject()) return;
        const auto dot = path.find('.');
        const auto* member = data::find_member(value, path.substr(0, dot));
        if (member == nullptr) return;
        const bool is_last = dot == std::string_view::npos;
        collect(*member, is_last ? std::string_view() : path.substr(dot + 1), out);
    } else if (value.IsString() || value.IsNumber() || value.IsBool()) {
        out.push_back(&value);
    }
}

bool number_passes(const Filter& filter, double number) {
    switch (filter.op) {
    case Filter::Op::kLess:
        return number < filter.low;
    case Filter::Op::kLessEqual:
        return number <= filter.low;
    case Filter::Op::kEqual:
        return number == filter.low;
    case Filter::Op::kNotEqual:
        return number != filter.low;
    case Filter::Op::kGreaterEqual:
        return number >= filter.low;
    case Filter::Op::kGreater:
        return number > filter.low;
    }
    return false;
}

} // namespace

std::string row_path(std::string_view path) {
    return std::string(path.starts_with("variants.") ? path.substr(9) : path);
}

std::string number_as_text(const Value& number) {
    if (number.IsInt64()) return std::to_string(number.GetInt64());
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.15g", number.GetDouble());
    return text.data();
}

JsonRecord::JsonRecord(std::string_view json)
    : json_(data::parse_json(json)), id_(data::string_of(*data::find_member(json_, "objectID"))) {}

std::size_t JsonRecord::num_rows() const {
    const auto* variants = data::find_member(json_, "variants");
    return variants == nullptr || variants->Empty() ? 1 : variants->Size();
}

const Value* JsonRecord::variant(std::size_t row) const {
    const auto* variants = data::find_member(json_, "variants");
    if (variants == nullptr || variants->Empty()) return nullptr;
    return &(*variants)[static_cast<rapidjson::SizeType>(row)];
}

std::vector<const Value*> JsonRecord::leaves(std::string_view path, std::size_t row) const {
    const std::string own = row_path(path);
    const auto top = std::string_view(own).substr(0, own.find('.'));
    const Value* from = variant(row);
    if (from == nullptr || data::find_member(*from, top) == nullptr) from = &json_;
    std::vector<const Value*> found;
    collect(*from, own, found);
    return found;
}

std::vector<std::string> JsonRecord::values(std::string_view path, std::size_t row) const {
    std::set<std::string> values;
    for (const auto* leaf : leaves(path, row)) {
        if (leaf->IsBool()) values.insert(leaf->GetBool() ? "true" : "false");
        if (leaf->IsNumber()) values.insert(number_as_text(*leaf));
        if (leaf->IsString() && leaf->GetStringLength() > 0) values.emplace(data::string_of(*leaf));
    }
    return {values.begin(), values.end()};
}

std::vector<double> JsonRecord::numbers(std::string_view path, std::size_t row) const {
    std::vector<double> numbers;
    for (const auto* leaf : leaves(path, row)) {
        if (leaf->IsNumber()) numbers.push_back(leaf->GetDouble());
    }
    return numbers;
}

std::vector<data::GeoPoint> JsonRecord::places() const {
    std::vector<data::GeoPoint> places;
    const auto* geoloc = data::find_member(json_, "_geoloc");
    if (geoloc == nullptr) return places;
    const auto add = [&](const Value& point) {
        places.push_back({point["lat"].GetDouble(), point["lng"].GetDouble()});
    };
    if (geoloc->IsArray()) {
        for (const auto& point : geoloc->GetArray()) add(point);
    } else {
        add(*geoloc);
    }
    return places;
}

bool JsonRecord::row_passes(const Filter& filter, std::size_t row) const {
    return passes(filter, {id_, [&](std::string_view path) { return values(path, row); },
                           [&](std::string_view path) { return numbers(path, row); }});
}

bool passes(const Filter& filter, const RowLookup& row) {
    const auto child_passes = [&](const Filter& child) { return passes(child, row); };
    switch (filter.kind) {
    case Filter::Kind::kTrue:
        return true;
    case Filter::Kind::kAnd:
        return std::all_of(filter.children.begin(), filter.children.end(), child_passes);
    case Filter::Kind::kOr:
        return std::any_of(filter.children.begin(), filter.children.end(), child_passes);
    case Filter::Kind::kNot:
        return !passes(filter.children.front(), row);
    case Filter::Kind::kTag: {
        const auto tags = row.values("_tags");
        return std::find(tags.begin(), tags.end(), filter.value) != tags.end();
    }
    case Filter::Kind::kFacet: {
        if (filter.attribute == "objectID") return filter.value == row.object_id;
        const auto found = row.values(filter.attribute);
        return std::any_of(found.begin(), found.end(), [&](const auto& value) {
            return data::fold(value) == data::fold(filter.value);
        });
    }
    case Filter::Kind::kCompare:
    case Filter::Kind::kRange: {
        const auto found = row.numbers(filter.attribute);
        return std::any_of(found.begin(), found.end(), [&](double number) {
            if (filter.kind == Filter::Kind::kCompare) return number_passes(filter, number);
            return filter.low <= number && number <= filter.high;
        });
    }
    }
    return false;
}

} // namespace aisle::support
