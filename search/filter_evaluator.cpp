#include "search/filter_evaluator.h"

#include <algorithm>
#include <charconv>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "data/text.h"
#include "search/bitmap.h"
#include "search/row_sets.h"

namespace aisle::search {

using data::ColumnSpace;
using data::Filter;

namespace {

/// The protocol compares the ends of ranges to three decimals.
constexpr double kHalfThousandth = 0.0005;

/// The number a facet value spells, as `price:10` means 10.
std::optional<double> as_number(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

/// A boolean that hot updates change is kept as a number.
std::optional<double> as_flag(std::string_view text) {
    const std::string folded = data::fold(text);
    if (folded == "true") return 1;
    if (folded == "false") return 0;
    return std::nullopt;
}

/// The cells below `bound` for which `passes(cell)` holds, a word at a time.
template <class Passes>
OrdinalSet cells_where(std::uint32_t bound, Passes&& passes) {
    Bitmap bits;
    bits.reserve(num_bitmap_words(bound));
    for (std::uint32_t first = 0; first < bound; first += 64) {
        const std::uint32_t count = std::min(64U, bound - first);
        std::uint64_t word = 0;
        for (std::uint32_t i = 0; i < count; ++i) {
            word |= static_cast<std::uint64_t>(passes(first + i)) << i;
        }
        bits.push_back(word);
        if (first + count == bound) break; // the next one may be too large for the type
    }
    const auto size = count_bits(bits);
    return OrdinalSet::from_bitmap(std::move(bits), size, bound);
}

/// The same of a dense column by the number. NaN, the missing value, must not pass.
template <class Passes>
OrdinalSet cells_where(const data::NumberArray& values, Passes&& passes) {
    const auto bound = static_cast<std::uint32_t>(values.size());
    return values.visit([&](const auto& numbers) {
        return cells_where(bound, [&](std::uint32_t cell) { return passes(numbers(cell)); });
    });
}

#if defined(__SSE2__)
/// Which of 64 bytes are `wanted`, the first one in the lowest bit.
std::uint64_t mask_of(const std::uint8_t* bytes, std::uint8_t wanted) noexcept {
    const __m128i same = _mm_set1_epi8(static_cast<char>(wanted));
    std::uint64_t mask = 0;
    for (int part = 0; part < 4; ++part) {
        const auto* const from = reinterpret_cast<const __m128i*>(bytes) + part;
        const auto found = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(from), same));
        mask |= static_cast<std::uint64_t>(found) << (16 * part);
    }
    return mask;
}
#else
std::uint64_t mask_of(const std::uint8_t* bytes, std::uint8_t wanted) noexcept {
    std::uint64_t mask = 0;
    for (int i = 0; i < 64; ++i) mask |= static_cast<std::uint64_t>(bytes[i] == wanted) << i;
    return mask;
}
#endif

/// The cells of a column of one byte a cell that have `id`.
OrdinalSet cells_with(std::span<const std::uint8_t> values, data::ValueId id) {
    const auto bound = static_cast<std::uint32_t>(values.size());
    const auto wanted = static_cast<std::uint8_t>(id);
    Bitmap bits(num_bitmap_words(bound), 0);
    std::size_t cell = 0;
    for (; cell + 64 <= values.size(); cell += 64) {
        bits[cell / 64] = mask_of(values.data() + cell, wanted);
    }
    for (; cell < values.size(); ++cell) {
        if (values[cell] == wanted) set_bit(bits, static_cast<std::uint32_t>(cell));
    }
    const auto size = count_bits(bits);
    return OrdinalSet::from_bitmap(std::move(bits), size, bound);
}

/// The cells of a column that have one of `ids`.
OrdinalSet cells_with(const data::FacetColumn& column, const std::vector<data::ValueId>& ids,
                      std::uint32_t bound) {
    if (!column.lists_cells()) {
        OrdinalSet cells(bound);
        column.values().visit([&](auto values) {
            if constexpr (sizeof values[0] == 1) {
                for (const auto id : ids) cells.unite(cells_with(values, id));
            }
        });
        return cells;
    }
    std::vector<std::span<const std::uint32_t>> lists;
    for (const auto id : ids) lists.push_back(column.listed_cells(id));
    return OrdinalSet::union_of(lists, bound);
}

OrdinalSet cells_passing(const Filter& filter, const data::NumberArray& values) {
    const double low = filter.low;
    if (filter.kind == Filter::Kind::kRange) {
        return cells_where(values, [&](double number) { return passes(filter, number); });
    }
    switch (filter.op) {
    case Filter::Op::kLess:
        return cells_where(values, [low](double number) { return number < low; });
    case Filter::Op::kLessEqual:
        return cells_where(values, [low](double number) { return number <= low; });
    case Filter::Op::kEqual:
        return cells_where(values, [low](double number) { return number == low; });
    case Filter::Op::kNotEqual:
        return cells_where(values, [low](double number) { return number < low || number > low; });
    case Filter::Op::kGreaterEqual:
        return cells_where(values, [low](double number) { return number >= low; });
    case Filter::Op::kGreater:
        return cells_where(values, [low](double number) { return number > low; });
    }
    return OrdinalSet(static_cast<std::uint32_t>(values.size()));
}

} // namespace

bool passes(const Filter& filter, double number) noexcept {
    if (filter.kind == Filter::Kind::kRange) {
        return filter.low - kHalfThousandth <= number && number < filter.high + kHalfThousandth;
    }
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

std::uint32_t FilterEvaluator::bound(ColumnSpace space) const noexcept {
    return space == ColumnSpace::kRow ? columns_.num_rows() : columns_.num_products();
}

bool FilterEvaluator::is_about_rows(const Filter& filter) const {
    if (!columns_.has_variants()) return false;
    switch (filter.kind) {
    case Filter::Kind::kTrue:
        return false;
    case Filter::Kind::kAnd:
    case Filter::Kind::kOr:
    case Filter::Kind::kNot:
        return std::any_of(filter.children.begin(), filter.children.end(),
                           [&](const auto& child) { return is_about_rows(child); });
    case Filter::Kind::kTag:
    case Filter::Kind::kFacet:
    case Filter::Kind::kCompare:
    case Filter::Kind::kRange:
        break;
    }
    std::string_view path = filter.attribute;
    if (filter.kind == Filter::Kind::kTag) path = "_tags";
    return shop_.is_per_row(path);
}

bool FilterEvaluator::is_sealed(const Filter& filter) const {
    switch (filter.kind) {
    case Filter::Kind::kTrue:
    case Filter::Kind::kTag:
        return true;
    case Filter::Kind::kAnd:
    case Filter::Kind::kOr:
    case Filter::Kind::kNot:
        return std::all_of(filter.children.begin(), filter.children.end(),
                           [&](const auto& child) { return is_sealed(child); });
    case Filter::Kind::kFacet:
    case Filter::Kind::kCompare:
    case Filter::Kind::kRange:
        break;
    }
    return is_sealed_attribute(filter.attribute);
}

bool FilterEvaluator::is_sealed_attribute(std::string_view path) const {
    if (path == "objectID") return false; // as many as products, and none twice
    const auto& rules = shop_.rules();
    if (rules.is_price(path) || rules.is_seller(path) || rules.is_location(path)) return false;
    if (columns_.numeric(path) == nullptr) return true;
    const auto& hot = shop_.segment().hot;
    return !settings_.numeric_attributes_for_filtering && !(hot && hot->contains(path));
}

OrdinalSet FilterEvaluator::evaluate(const Filter& filter, ColumnSpace space) const {
    switch (filter.kind) {
    case Filter::Kind::kTrue:
        return OrdinalSet::all(bound(space));
    case Filter::Kind::kAnd: {
        auto set = OrdinalSet::all(bound(space));
        for (const auto& child : filter.children) set.intersect(evaluate(child, space));
        return set;
    }
    case Filter::Kind::kOr: {
        OrdinalSet set(bound(space));
        for (const auto& child : filter.children) set.unite(evaluate(child, space));
        return set;
    }
    case Filter::Kind::kNot: {
        auto set = evaluate(filter.children.front(), space);
        set.complement();
        return set;
    }
    case Filter::Kind::kFacet:
        return evaluate_facet(filter, space);
    case Filter::Kind::kTag:
        return evaluate_tag(filter.value, space);
    case Filter::Kind::kCompare:
    case Filter::Kind::kRange:
        if (!is_filterable_number(filter.attribute)) break;
        return evaluate_numeric(filter, space);
    }
    return OrdinalSet(bound(space));
}

OrdinalSet FilterEvaluator::in_space(OrdinalSet set, ColumnSpace from, ColumnSpace space) const {
    if (from == space || !columns_.has_variants()) return set;
    return rows_of(set, columns_); // from products: a filter about rows is evaluated on rows
}

OrdinalSet FilterEvaluator::evaluate_facet(const Filter& filter, ColumnSpace space) const {
    if (filter.attribute == "_tags") return evaluate_tag(filter.value, space);
    if (filter.attribute == "objectID") {
        std::vector<data::Ordinal> found;
        if (const auto product = columns_.find_object_id(filter.value)) found.push_back(*product);
        return in_space(OrdinalSet::from_sorted(found, columns_.num_products()),
                        ColumnSpace::kProduct, space);
    }
    const auto& rules = shop_.rules();
    if (rules.is_location(filter.attribute)) return shop_.rows_at(filter.value);
    if (rules.is_seller(filter.attribute)) return shop_.rows_sold_by(filter.value);
    OrdinalSet set(bound(space));
    if (const auto* column = shop_.facet(filter.attribute)) {
        const auto ids = column->find_folded(filter.value);
        if (!ids.empty()) {
            set =
                in_space(cells_with(*column, ids, bound(column->space())), column->space(), space);
        }
    }
    const auto* numbers = shop_.numeric(filter.attribute);
    auto number = as_number(filter.value);
    const bool is_flag = numbers != nullptr && numbers->is_flag();
    if (is_flag) number = as_flag(filter.value);
    if (number && (is_flag || is_filterable_number(filter.attribute))) {
        Filter equal;
        equal.kind = Filter::Kind::kCompare;
        equal.attribute = filter.attribute;
        equal.low = *number;
        set.unite(evaluate_numeric(equal, space));
    }
    return set;
}

OrdinalSet FilterEvaluator::evaluate_tag(std::string_view tag, ColumnSpace space) const {
    const auto* column = columns_.facet("_tags");
    if (column == nullptr) return OrdinalSet(bound(space));
    const auto id = column->find_exact(tag);
    if (!id) return OrdinalSet(bound(space));
    return in_space(cells_with(*column, {*id}, bound(column->space())), column->space(), space);
}

bool FilterEvaluator::is_filterable_number(std::string_view path) const {
    const auto& listed = settings_.numeric_attributes_for_filtering;
    if (!listed) return true;
    return std::any_of(listed->begin(), listed->end(), [&](const auto& entry) {
        return data::strip_variants(entry) == data::strip_variants(path);
    });
}

OrdinalSet FilterEvaluator::evaluate_numeric(const Filter& filter, ColumnSpace space) const {
    const auto* column = shop_.numeric(filter.attribute);
    if (column == nullptr) return OrdinalSet(bound(space));
    const auto num_cells = bound(column->space());
    const auto& values = column->values();
    if (column->is_dense()) {
        return in_space(cells_passing(filter, values), column->space(), space);
    }
    std::vector<std::uint32_t> cells;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::uint32_t cell = column->cells()[i];
        if (passes(filter, values[i]) && (cells.empty() || cells.back() != cell)) {
            cells.push_back(cell);
        }
    }
    return in_space(OrdinalSet::from_sorted(cells, num_cells), column->space(), space);
}

} // namespace aisle::search
