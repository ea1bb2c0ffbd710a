#include "data/columns.h"

#include <algorithm>
#include <sstream>

#include "data/text.h"

namespace aisle::data {

namespace {

void require(const SectionFile& file, bool condition, const std::string& what) {
    if (!condition) file.fail("the sections of " + what + " disagree");
}

} // namespace

NumericColumn::NumericColumn(const SectionFile& file, const std::string& prefix, ColumnSpace space)
    : space_(space), values_(file.array<double>(prefix + "values")) {
    if (file.contains(prefix + "cells")) {
        cells_ = file.array<std::uint32_t>(prefix + "cells");
        require(file, cells_.size() == values_.size(), prefix + "cells");
    }
}

std::span<const double> NumericColumn::at(std::uint32_t cell) const noexcept {
    if (cells_.empty()) {
        if (cell >= values_.size()) return {};
        return values_.subspan(cell, std::isnan(values_[cell]) ? 0 : 1);
    }
    const auto [first, last] = std::equal_range(cells_.begin(), cells_.end(), cell);
    return values_.subspan(static_cast<std::size_t>(first - cells_.begin()),
                           static_cast<std::size_t>(last - first));
}

FacetColumn::FacetColumn(const SectionFile& file, const std::string& prefix, ColumnSpace space)
    : space_(space),
      dictionary_offsets_(file.array<std::uint32_t>(prefix + "dictionary.offsets")),
      dictionary_blob_(file.text(prefix + "dictionary.blob")),
      folded_order_(file.array<ValueId>(prefix + "folded_order")),
      values_(file.array<ValueId>(prefix + "values")),
      inverse_offsets_(file.array<std::uint32_t>(prefix + "inverse.offsets")),
      inverse_cells_(file.array<std::uint32_t>(prefix + "inverse.cells")) {
    if (file.contains(prefix + "offsets")) {
        offsets_ = file.array<std::uint32_t>(prefix + "offsets");
        require(file, !offsets_.empty() && offsets_.back() == values_.size(), prefix + "offsets");
    }
    require(file,
            !dictionary_offsets_.empty() && dictionary_offsets_.back() == dictionary_blob_.size() &&
                folded_order_.size() == num_values() &&
                inverse_offsets_.size() == dictionary_offsets_.size() &&
                inverse_offsets_.back() == inverse_cells_.size(),
            prefix + "dictionary");
}

std::vector<ValueId> FacetColumn::find_folded(std::string_view text) const {
    const std::string wanted = fold(text);
    const auto first = std::partition_point(folded_order_.begin(), folded_order_.end(),
                                            [&](ValueId id) { return fold(value(id)) < wanted; });
    std::vector<ValueId> found;
    for (auto it = first; it != folded_order_.end() && fold(value(*it)) == wanted; ++it) {
        found.push_back(*it);
    }
    return found;
}

std::optional<ValueId> FacetColumn::find_exact(std::string_view text) const noexcept {
    ValueId low = 0;
    ValueId high = num_values();
    while (low < high) {
        const ValueId middle = low + (high - low) / 2;
        if (value(middle) < text) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == num_values() || value(low) != text) return std::nullopt;
    return low;
}

Columns::Columns(const SectionFile& file)
    : id_offsets_(file.array<std::uint32_t>("ids.offsets")),
      id_blob_(file.text("ids.blob")),
      id_ranks_(file.array<std::uint32_t>("ids.ranks")),
      ids_by_rank_(file.array<Ordinal>("ids.by_rank")),
      offers_(file),
      inventory_(file) {
    require(file,
            id_offsets_.size() == ids_by_rank_.size() + 1 &&
                id_ranks_.size() == ids_by_rank_.size() && id_offsets_.back() == id_blob_.size(),
            "ids");
    if (file.contains("rows.starts")) {
        row_starts_ = file.array<Row>("rows.starts");
        row_products_ = file.array<Ordinal>("rows.products");
        require(file,
                row_starts_.size() == id_offsets_.size() &&
                    row_starts_.back() == row_products_.size(),
                "rows");
    }
    if (file.contains("geo.points")) {
        geo_products_ = file.array<Ordinal>("geo.products");
        geo_offsets_ = file.array<std::uint32_t>("geo.offsets");
        geo_points_ = file.array<GeoPoint>("geo.points");
        require(file,
                geo_offsets_.size() == geo_products_.size() + 1 &&
                    geo_offsets_.back() == geo_points_.size(),
                "geo");
    }
    // Each line: number of the column, kind (numeric or facet), space (product or row), path
    // as a sized name.
    std::istringstream directory{std::string(file.text("columns"))};
    std::string number;
    std::string kind;
    std::string space;
    while (directory >> number >> kind >> space) {
        const auto name = read_sized_name(directory);
        if (!name) file.fail("its list of columns is damaged");
        const std::string& path = *name;
        const auto column_space = space == "row" ? ColumnSpace::kRow : ColumnSpace::kProduct;
        const std::string prefix = "column" + number + ".";
        if (kind == "numeric") {
            numerics_.emplace(path, NumericColumn(file, prefix, column_space));
        } else {
            facets_.emplace(path, FacetColumn(file, prefix, column_space));
        }
    }
}

std::optional<Ordinal> Columns::find_object_id(std::string_view id) const noexcept {
    const auto found = std::partition_point(ids_by_rank_.begin(), ids_by_rank_.end(),
                                            [&](Ordinal o) { return object_id(o) < id; });
    if (found == ids_by_rank_.end() || object_id(*found) != id) return std::nullopt;
    return *found;
}

const NumericColumn* Columns::numeric(std::string_view path) const {
    const auto found = numerics_.find(strip_variants(path));
    return found == numerics_.end() ? nullptr : &found->second;
}

const FacetColumn* Columns::facet(std::string_view path) const {
    const auto found = facets_.find(strip_variants(path));
    return found == facets_.end() ? nullptr : &found->second;
}

std::span<const GeoPoint> Columns::geo_points(Ordinal product) const noexcept {
    const auto found = std::lower_bound(geo_products_.begin(), geo_products_.end(), product);
    if (found == geo_products_.end() || *found != product) return {};
    const auto i = static_cast<std::size_t>(found - geo_products_.begin());
    return geo_points_.subspan(geo_offsets_[i], geo_offsets_[i + 1] - geo_offsets_[i]);
}

std::string_view strip_variants(std::string_view path) noexcept {
    constexpr std::string_view kPrefix = "variants.";
    return path.starts_with(kPrefix) ? path.substr(kPrefix.size()) : path;
}

} // namespace aisle::data
