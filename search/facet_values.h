#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/columns.h"
#include "search/row_sets.h"
#include "search/shop_view.h"

namespace aisle::search {

/// Numbers different numbers in the order in which they come: a hash table without deletions.
class NumberIds {
public:
    [[nodiscard]] data::ValueId id_of(double number) {
        if (slots_.empty()) grow();
        std::size_t slot = slot_of(number);
        while (slots_[slot] != data::kNoId && numbers_[slots_[slot]] != number) {
            slot = (slot + 1) & (slots_.size() - 1);
        }
        return slots_[slot] != data::kNoId ? slots_[slot] : add(number, slot);
    }

    [[nodiscard]] double number(data::ValueId id) const noexcept { return numbers_[id]; }

private:
    [[nodiscard]] std::size_t slot_of(double number) const noexcept {
        constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15U;
        return static_cast<std::size_t>((std::bit_cast<std::uint64_t>(number) * kGolden) >> shift_);
    }

    data::ValueId add(double number, std::size_t slot);
    void grow();

    static constexpr int kFirstBits = 10;

    int shift_ = 64 - kFirstBits + 1;
    std::vector<data::ValueId> slots_; ///< at most half of them taken; none before the first number
    std::vector<double> numbers_;
};

/// Reads the numbers of ascending cells of a sparse column, from each to the next without starting
/// over.
class AscendingReader {
public:
    explicit AscendingReader(const data::NumericColumn& column) : column_(column) {}

    /// Requires: `cell` is not below the one asked for last.
    [[nodiscard]] data::NumberArray at(std::uint32_t cell) {
        const auto cells = column_.cells();
        std::size_t step = 1;
        while (next_ + step < cells.size() && cells[next_ + step] < cell) step *= 2;
        const auto end =
            cells.begin() + static_cast<std::ptrdiff_t>(std::min(next_ + step + 1, cells.size()));
        const auto found =
            std::lower_bound(cells.begin() + static_cast<std::ptrdiff_t>(next_), end, cell);
        next_ = static_cast<std::size_t>(found - cells.begin());
        std::size_t count = 0;
        while (next_ + count < cells.size() && cells[next_ + count] == cell) ++count;
        return column_.values().subspan(next_, count);
    }

private:
    const data::NumericColumn& column_;
    std::size_t next_ = 0;
};

/// Calls `visit(number, product)` for every number of every matching row: also where all rows of
/// a product share its number, so that it does not matter whether other products have variants.
template <class Visit>
void for_each_number(const data::NumericColumn& column, const data::Columns& columns,
                     const Matching& matching, Visit&& visit) {
    const bool per_row = column.space() == data::ColumnSpace::kRow;
    if (column.is_dense()) {
        return column.values().visit([&](const auto& numbers) {
            for_each_matching_row(matching, columns, [&](data::Row row, data::Ordinal product) {
                const double number = numbers(per_row ? row : product);
                if (!std::isnan(number)) visit(number, product);
            });
        });
    }
    AscendingReader reader(column);
    for_each_matching_row(matching, columns, [&](data::Row row, data::Ordinal product) {
        for (const double number : reader.at(per_row ? row : product)) visit(number, product);
    });
}

/// The values of one attribute in one segment as a request sees them: those of a sealed column,
/// or the sellers of eligible offers, the locations with enough stock, the effective prices.
/// Threads: one; borrows the arguments of the constructor.
class FacetValues {
public:
    /// `shop` may be null: then only sealed columns have values.
    FacetValues(const data::Columns& columns, const ShopView* shop, std::string_view attribute);

    /// The sealed column, if that is where the values are.
    [[nodiscard]] const data::FacetColumn* column() const noexcept { return column_; }

    /// The text of a value that was visited.
    [[nodiscard]] std::string text(data::ValueId value) const;

    /// True when the values are numbers that no sealed column has.
    [[nodiscard]] bool are_numbers() const noexcept {
        return kind_ == Kind::kPrice || (kind_ == Kind::kHot && !hot_->is_flag());
    }

    /// The number of a value that was visited.   Requires: are_numbers().
    [[nodiscard]] double number(data::ValueId value) const;

    /// Calls `visit(value, product)` for the values of the matching rows, one or more times for
    /// each value of a product; the products of one value come in ascending order.
    template <class Visit>
    void for_each(const Matching& matching, Visit&& visit);

private:
    /// Prices below so many minor units have their amount for an id, which takes no table.
    static constexpr std::int64_t kFirstHighPrice = 1 << 18;

    [[nodiscard]] data::ValueId id_of_price(double price) {
        const auto amount = shop_->offers()->amount_of(price);
        if (amount < kFirstHighPrice) return static_cast<data::ValueId>(amount);
        return static_cast<data::ValueId>(kFirstHighPrice) + number_ids_.id_of(price);
    }

    enum class Kind : std::uint8_t { kNone, kColumn, kSeller, kLocation, kPrice, kHot };

    template <class Visit>
    void for_each_in_column(const Matching& matching, Visit&& visit) const;
    template <class Visit>
    void for_each_location(const Matching& matching, Visit&& visit) const;

    const data::Columns& columns_;
    const ShopView* shop_;
    const data::FacetColumn* column_ = nullptr;
    Kind kind_ = Kind::kNone;
    const data::NumericColumn* hot_ = nullptr; ///< changes in place, so has no sealed values
    NumberIds number_ids_;                     ///< of the prices or hot numbers visited
};

template <class Visit>
void FacetValues::for_each(const Matching& matching, Visit&& visit) {
    switch (kind_) {
    case Kind::kNone:
        return;
    case Kind::kColumn:
        return for_each_in_column(matching, visit);
    case Kind::kLocation:
        return for_each_location(matching, visit);
    case Kind::kSeller:
        return for_each_matching_row(matching, columns_, [&](data::Row row, data::Ordinal product) {
            shop_->offers()->for_each_seller(row,
                                             [&](std::uint32_t name) { visit(name, product); });
        });
    case Kind::kHot:
        return for_each_number(*hot_, columns_, matching,
                               [&](double number, data::Ordinal product) {
                                   visit(number_ids_.id_of(number), product);
                               });
    case Kind::kPrice: {
        return for_each_number(
            *shop_->numeric("price"), columns_, matching,
            [&](double price, data::Ordinal product) { visit(id_of_price(price), product); });
    }
    }
}

template <class Visit>
void FacetValues::for_each_in_column(const Matching& matching, Visit&& visit) const {
    if (column_->space() == data::ColumnSpace::kProduct) {
        matching.products.for_each([&](data::Ordinal product) {
            for (const auto value : column_->at(product)) visit(value, product);
        });
        return;
    }
    for_each_matching_row(matching, columns_, [&](data::Row row, data::Ordinal product) {
        for (const auto value : column_->at(row)) visit(value, product);
    });
}

template <class Visit>
void FacetValues::for_each_location(const Matching& matching, Visit&& visit) const {
    const auto& stock = columns_.inventory();
    const auto quantities = shop_->segment().stock_quantities();
    for_each_matching_row(matching, columns_, [&](data::Row row, data::Ordinal product) {
        const auto end = stock.end(row);
        for (auto entry = stock.first(row); entry < end; ++entry) {
            if (quantities[entry] < shop_->rules().min_quantity) continue;
            visit(stock.locations()[entry], product);
        }
    });
}

/// The numbers of an attribute as a request sees them. `shop` may be null.
[[nodiscard]] const data::NumericColumn*
numeric_values(const data::Columns& columns, const ShopView* shop, std::string_view attribute);

} // namespace aisle::search
