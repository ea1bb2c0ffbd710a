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

NumericColumn::NumericColumn(const SectionFile& file, const std::string& prefix, ColumnSpace space,
                             bool is_flag, std::uint32_t num_cells)
    : space_(space), is_flag_(is_flag) {
    std::size_t size = num_cells;
    if (file.contains(prefix + "cells")) {
        cells_ = file.array<std::uint32_t>(prefix + "cells");
        size = cells_.size();
    }
    values_ = NumberArray(file, prefix, size);
}

NumberArray NumericColumn::at(std::uint32_t cell) const noexcept {
    if (cells_.empty()) {
        if (cell >= values_.size()) return {};
        return values_.subspan(cell, std::isnan(values_[cell]) ? 0 : 1);
    }
    const auto [first, last] = std::equal_range(cells_.begin(), cells_.end(), cell);
    return values_.subspan(static_cast<std::size_t>(first - cells_.begin()),
                           static_cast<std::size_t>(last - first));
}

FacetColumn::FacetColumn(const SectionFile& file, const std::string& prefix, ColumnSpace space,
                         std::uint32_t num_cells)
    : space_(space),
      dictionary_blob_(file.text(prefix + "dictionary.blob")),
      folded_order_(file.array<ValueId>(prefix + "folded_order")) {
    const std::size_t num_offsets = folded_order_.size() + 1;
    dictionary_offsets_ = NearbyArray(file, prefix + "dictionary.offsets", num_offsets);
    inverse_offsets_ = NearbyArray(file, prefix + "inverse.offsets", num_offsets);
    require(file, dictionary_offsets_.back() == dictionary_blob_.size(), prefix + "dictionary");
    if (file.contains(prefix + "offsets") || file.contains(prefix + "offsets.lines")) {
        offsets_ = NearbyArray(file, prefix + "offsets", num_cells + std::size_t{1});
        values_ = NarrowArray<ValueId>(file, prefix + "values", offsets_.back());
    } else {
        values_ = NarrowArray<ValueId>(file, prefix + "values", num_cells);
        if (values_.width() < sizeof(ValueId)) none_ = num_values();
    }
    lists_cells_ = file.contains(prefix + "inverse.cells");
    if (lists_cells_) {
        inverse_cells_ = file.array<std::uint32_t>(prefix + "inverse.cells");
        require(file, inverse_cells_.size() == inverse_offsets_.back(), prefix + "inverse");
    } else {
        const bool are_bytes = is_single_valued() && (values_.empty() || values_.width() == 1);
        require(file, are_bytes, prefix + "inverse");
    }
}

std::vector<std::uint32_t> FacetColumn::cells_with(ValueId id) const {
    if (lists_cells_) {
        const auto listed = listed_cells(id);
        return {listed.begin(), listed.end()};
    }
    std::vector<std::uint32_t> cells;
    cells.reserve(num_cells_with(id));
    values_.visit([&](auto values) {
        for (std::uint32_t cell = 0; cell < values.size(); ++cell) {
            if (values[cell] == id) cells.push_back(cell);
        }
    });
    return cells;
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
    : id_blob_(file.text("ids.blob")),
      id_ranks_(file.array<std::uint32_t>("ids.ranks")),
      ids_by_rank_(file.array<Ordinal>("ids.by_rank")) {
    id_offsets_ = NearbyArray(file, "ids.offsets", ids_by_rank_.size() + 1);
    require(file, id_ranks_.size() == ids_by_rank_.size() && id_offsets_.back() == id_blob_.size(),
            "ids");
    if (file.contains("rows.starts") || file.contains("rows.starts.lines")) {
        row_starts_ = NearbyArray(file, "rows.starts", id_offsets_.size());
        row_products_ = NearbyArray(file, "rows.products", row_starts_.back());
    }
    offers_ = Offers(file, num_rows());
    inventory_ = Inventory(file, num_rows());
    if (file.contains("geo.points")) {
        geo_products_ = file.array<Ordinal>("geo.products");
        geo_offsets_ = file.array<std::uint32_t>("geo.offsets");
        geo_points_ = file.array<GeoPoint>("geo.points");
        require(file,
                geo_offsets_.size() == geo_products_.size() + 1 &&
                    geo_offsets_.back() == geo_points_.size(),
                "geo");
    }
    // Each line: number of the column, kind (numeric, flag or facet), space (product or row), path
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
        const std::uint32_t num_cells =
            column_space == ColumnSpace::kRow ? num_rows() : num_products();
        if (kind == "numeric" || kind == "flag") {
            numerics_.emplace(path,
                              NumericColumn(file, prefix, column_space, kind == "flag", num_cells));
        } else {
            facets_.emplace(path, FacetColumn(file, prefix, column_space, num_cells));
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
