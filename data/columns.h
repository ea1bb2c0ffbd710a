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
    NumericColumn(const SectionFile& file, const std::string& prefix, ColumnSpace space);

    /// A column over arrays of the caller's, which must outlive it. Without `cells` it is dense.
    NumericColumn(ColumnSpace space, std::span<const std::uint32_t> cells,
                  std::span<const double> values) noexcept
        : space_(space), cells_(cells), values_(values) {}

    [[nodiscard]] ColumnSpace space() const noexcept { return space_; }

    [[nodiscard]] bool is_dense() const noexcept { return cells_.empty() && !values_.empty(); }

    /// Dense columns: one number a cell. Sparse ones: the numbers in parallel with cells().
    [[nodiscard]] std::span<const double> values() const noexcept { return values_; }

    [[nodiscard]] std::span<const std::uint32_t> cells() const noexcept { return cells_; }

    /// The numbers of one cell.   Cost: a binary search where the column is sparse.
    [[nodiscard]] std::span<const double> at(std::uint32_t cell) const noexcept;

private:
    ColumnSpace space_;
    std::span<const std::uint32_t> cells_;
    std::span<const double> values_;
};

/// The values of one faceted attribute: a sorted dictionary, the values of every cell, and
/// the cells of every value.
class FacetColumn {
public:
    FacetColumn(const SectionFile& file, const std::string& prefix, ColumnSpace space);

    [[nodiscard]] ColumnSpace space() const noexcept { return space_; }

    [[nodiscard]] std::uint32_t num_values() const noexcept {
        return static_cast<std::uint32_t>(dictionary_offsets_.size() - 1);
    }

    [[nodiscard]] std::string_view value(ValueId id) const noexcept {
        return dictionary_blob_.substr(dictionary_offsets_[id],
                                       dictionary_offsets_[id + 1] - dictionary_offsets_[id]);
    }

    /// The values equal to `text` when case and diacritics are ignored.
    [[nodiscard]] std::vector<ValueId> find_folded(std::string_view text) const;
    [[nodiscard]] std::optional<ValueId> find_exact(std::string_view text) const noexcept;

    /// The values of one cell, ascending, each once.
    [[nodiscard]] std::span<const ValueId> at(std::uint32_t cell) const noexcept {
        if (offsets_.empty()) {
            return values_.subspan(cell, values_[cell] == kNoId ? 0 : 1);
        }
        return values_.subspan(offsets_[cell], offsets_[cell + 1] - offsets_[cell]);
    }

    /// True when no cell has more than one value, so that values()[cell] is it, or kNoId.
    [[nodiscard]] bool is_single_valued() const noexcept { return offsets_.empty(); }

    [[nodiscard]] std::span<const ValueId> values() const noexcept { return values_; }

    /// The cells that hold a value, ascending.
    [[nodiscard]] std::span<const std::uint32_t> cells_with(ValueId id) const noexcept {
        return inverse_cells_.subspan(inverse_offsets_[id],
                                      inverse_offsets_[id + 1] - inverse_offsets_[id]);
    }

private:
    ColumnSpace space_;
    std::span<const std::uint32_t> dictionary_offsets_;
    std::string_view dictionary_blob_;
    std::span<const ValueId> folded_order_; ///< value ids, by folded text and then by id
    std::span<const std::uint32_t> offsets_;
    std::span<const ValueId> values_;
    std::span<const std::uint32_t> inverse_offsets_;
    std::span<const std::uint32_t> inverse_cells_;
};

/// Everything of a segment that is not text: ids, rows, numbers, facets, places on the map,
/// offers, stock.
/// Immutable, mapped from `columns.bin`.   Threads: any.
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

    [[nodiscard]] Ordinal product_of(Row row) const noexcept {
        return row_products_.empty() ? row : row_products_[row];
    }

    [[nodiscard]] std::string_view object_id(Ordinal product) const noexcept {
        return id_blob_.substr(id_offsets_[product],
                               id_offsets_[product + 1] - id_offsets_[product]);
    }

    [[nodiscard]] std::optional<Ordinal> find_object_id(std::string_view id) const noexcept;

    /// Position of the product's id among the segment's ids, sorted bytewise.
    [[nodiscard]] std::uint32_t id_rank(Ordinal product) const noexcept {
        return id_ranks_[product];
    }

    /// `path` may be written with a leading "variants.". Null when no record has it.
    [[nodiscard]] const NumericColumn* numeric(std::string_view path) const;
    [[nodiscard]] const FacetColumn* facet(std::string_view path) const;

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

    std::span<const std::uint32_t> id_offsets_;
    std::string_view id_blob_;
    std::span<const std::uint32_t> id_ranks_;
    std::span<const Ordinal> ids_by_rank_;
    std::span<const Row> row_starts_;
    std::span<const Ordinal> row_products_;
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
