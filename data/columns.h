#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/ids.h"
#include "data/inventory.h"
#include "data/narrow_array.h"
#include "data/nearby_array.h"
#include "data/number_array.h"
#include "data/offers.h"
#include "data/search_params.h"
#include "data/section_file.h"

namespace aisle::data {

/// Whether a column has one cell a product or one cell a row (variant). A column is per row
/// when some variant of the segment has the attribute itself.
enum class ColumnSpace : std::uint8_t { kProduct, kRow };

/// The numbers of one attribute. A cell holds any number of them.
///
/// Dense columns keep one number a cell, NaN where there is none; sparse ones keep
/// (cell, number) pairs ascending, several pairs for a cell with several numbers.
class NumericColumn {
public:
    /// `num_cells`: those of `space`.
    NumericColumn(const SectionFile& file, const std::string& prefix, ColumnSpace space,
                  bool is_flag, std::uint32_t num_cells);

    /// A column over arrays of the caller's, which must outlive it. Without `cells` it is dense.
    NumericColumn(ColumnSpace space, std::span<const std::uint32_t> cells, NumberArray values,
                  bool is_flag = false) noexcept
        : space_(space), is_flag_(is_flag), cells_(cells), values_(values) {}

    [[nodiscard]] ColumnSpace space() const noexcept { return space_; }

    /// True for booleans: 1 is true, 0 is false.
    [[nodiscard]] bool is_flag() const noexcept { return is_flag_; }

    [[nodiscard]] bool is_dense() const noexcept { return cells_.empty() && !values_.empty(); }

    /// Dense columns: one number a cell. Sparse ones: the numbers in parallel with cells().
    [[nodiscard]] const NumberArray& values() const noexcept { return values_; }

    [[nodiscard]] std::span<const std::uint32_t> cells() const noexcept { return cells_; }

    /// The numbers of one cell.   Cost: a binary search where the column is sparse.
    [[nodiscard]] NumberArray at(std::uint32_t cell) const noexcept;

private:
    ColumnSpace space_;
    bool is_flag_ = false;
    std::span<const std::uint32_t> cells_;
    NumberArray values_;
};

/// The values of one faceted attribute: a sorted dictionary, the values of every cell in as few
/// bytes as they need, and the cells of every value, unless the values are single bytes, which are
/// as fast to look through.
class FacetColumn {
public:
    /// `num_cells`: those of `space`.
    FacetColumn(const SectionFile& file, const std::string& prefix, ColumnSpace space,
                std::uint32_t num_cells);

    [[nodiscard]] ColumnSpace space() const noexcept { return space_; }

    [[nodiscard]] std::uint32_t num_values() const noexcept {
        return static_cast<std::uint32_t>(folded_order_.size());
    }

    [[nodiscard]] std::string_view value(ValueId id) const noexcept {
        const std::uint32_t first = dictionary_offsets_[id];
        return dictionary_blob_.substr(first, dictionary_offsets_[id + std::size_t{1}] - first);
    }

    /// The values equal to `text` when case and diacritics are ignored.
    [[nodiscard]] std::vector<ValueId> find_folded(std::string_view text) const;
    [[nodiscard]] std::optional<ValueId> find_exact(std::string_view text) const noexcept;

    /// The values of one cell, ascending, each once.
    [[nodiscard]] NarrowArray<ValueId> at(std::uint32_t cell) const noexcept {
        if (offsets_.empty()) return values_.subspan(cell, values_[cell] == none_ ? 0 : 1);
        const std::uint32_t first = offsets_[cell];
        return values_.subspan(first, offsets_[cell + 1] - first);
    }

    /// True when no cell has more than one value, so that values()[cell] is it, or none().
    [[nodiscard]] bool is_single_valued() const noexcept { return offsets_.empty(); }

    [[nodiscard]] const NarrowArray<ValueId>& values() const noexcept { return values_; }

    /// What stands in values() for none: the number of values, or kNoId.
    [[nodiscard]] ValueId none() const noexcept { return none_; }

    /// How many cells hold a value.
    [[nodiscard]] std::uint32_t num_cells_with(ValueId id) const noexcept {
        return inverse_offsets_[id + std::size_t{1}] - inverse_offsets_[id];
    }

    /// The cells that hold a value, ascending.
    /// Cost: a copy of them; a pass over the column where it does not list them.
    [[nodiscard]] std::vector<std::uint32_t> cells_with(ValueId id) const;

    /// True where the column lists the cells of each value. If not, it is single-valued.
    [[nodiscard]] bool lists_cells() const noexcept { return lists_cells_; }

    /// As cells_with(), without a copy.   Requires: lists_cells().
    [[nodiscard]] std::span<const std::uint32_t> listed_cells(ValueId id) const noexcept {
        return inverse_cells_.subspan(inverse_offsets_[id], num_cells_with(id));
    }

private:
    ColumnSpace space_;
    NearbyArray dictionary_offsets_;
    std::string_view dictionary_blob_;
    std::span<const ValueId> folded_order_; ///< value ids, by folded text and then by id
    NearbyArray offsets_;
    NarrowArray<ValueId> values_;
    ValueId none_ = kNoId;
    bool lists_cells_ = false;
    NearbyArray inverse_offsets_;
    std::span<const std::uint32_t> inverse_cells_;
};

/// Everything of a segment that is not text: ids, rows, numbers, facets, places on the map,
/// offers, stock.
/// Mapped from `columns.bin`; a copy borrows from the same file.   Threads: any.
class Columns {
public:
    /// Throws: Error{kCorruptData} when sections are missing or disagree in size.
    explicit Columns(const SectionFile& file);

    [[nodiscard]] std::uint32_t num_products() const noexcept {
        return static_cast<std::uint32_t>(ids_by_rank_.size());
    }

    [[nodiscard]] std::uint32_t num_rows() const noexcept {
        return row_starts_.empty() ? num_products() : row_starts_.back();
    }

    /// False when every product has exactly one row, so that rows are products.
    [[nodiscard]] bool has_variants() const noexcept { return !row_starts_.empty(); }

    [[nodiscard]] Row first_row(Ordinal product) const noexcept {
        return row_starts_.empty() ? product : row_starts_[product];
    }

    /// One past the last row of `product`.
    [[nodiscard]] Row end_row(Ordinal product) const noexcept { return first_row_after(product); }

    /// Asks the cache for where the rows of `product` are.
    void prefetch_rows(Ordinal product) const noexcept {
        if (has_variants()) row_starts_.prefetch(product);
    }

    [[nodiscard]] Ordinal product_of(Row row) const noexcept {
        return row_products_.empty() ? row : row_products_[row];
    }

    [[nodiscard]] std::string_view object_id(Ordinal product) const noexcept {
        const std::uint32_t first = id_offsets_[product];
        return id_blob_.substr(first, id_offsets_[product + 1] - first);
    }

    [[nodiscard]] std::optional<Ordinal> find_object_id(std::string_view id) const noexcept;

    /// Position of the product's id among the segment's ids, sorted bytewise.
    [[nodiscard]] std::uint32_t id_rank(Ordinal product) const noexcept {
        return id_ranks_[product];
    }

    /// `path` may be written with a leading "variants.". Null when no record has it.
    [[nodiscard]] const NumericColumn* numeric(std::string_view path) const;
    [[nodiscard]] const FacetColumn* facet(std::string_view path) const;

    /// Puts another column in place of one of these numbers, here and nowhere else.
    void replace_numeric(const std::string& path, const NumericColumn& column) {
        numerics_.insert_or_assign(path, column);
    }

    [[nodiscard]] const std::map<std::string, FacetColumn, std::less<>>& facets() const noexcept {
        return facets_;
    }

    [[nodiscard]] const Offers& offers() const noexcept { return offers_; }

    [[nodiscard]] const Inventory& inventory() const noexcept { return inventory_; }

    /// The places of one product.
    [[nodiscard]] std::span<const GeoPoint> geo_points(Ordinal product) const noexcept;

    /// The products that have a place, ascending.
    [[nodiscard]] std::span<const Ordinal> geo_products() const noexcept { return geo_products_; }

private:
    [[nodiscard]] Row first_row_after(Ordinal product) const noexcept {
        return row_starts_.empty() ? product + 1 : row_starts_[product + 1];
    }

    NearbyArray id_offsets_;
    std::string_view id_blob_;
    std::span<const std::uint32_t> id_ranks_;
    std::span<const Ordinal> ids_by_rank_;
    NearbyArray row_starts_;
    NearbyArray row_products_;
    std::map<std::string, NumericColumn, std::less<>> numerics_;
    std::map<std::string, FacetColumn, std::less<>> facets_;
    std::span<const Ordinal> geo_products_;
    std::span<const std::uint32_t> geo_offsets_;
    std::span<const GeoPoint> geo_points_;
    Offers offers_;
    Inventory inventory_;
};

/// `path` without a leading "variants.": an attribute of a variant and of its record are one.
[[nodiscard]] std::string_view strip_variants(std::string_view path) noexcept;

} // namespace aisle::data
