#include "search/known_counts.h"

#include <optional>

#include "search/facet_values.h"

// What passes is walked once for all attributes: by words of cells, where a column has few values
// (value_bits.h), by records of a product (packed_records.h), where few products pass.

namespace aisle::search {

namespace {

/// A record of few products is more than is read of a column where many of them match.
constexpr std::uint32_t kProductsPerRecord = 8;

/// Counts attributes of one segment.
class SharedPass {
public:
    SharedPass(const SegmentView& view, const Matching& matching)
        : view_(view), columns_(view.columns()), matching_(matching) {}

    [[nodiscard]] KnownCounts count(const std::vector<std::string>& attributes) {
        KnownCounts known;
        std::vector<std::string> others;
        for (const auto& attribute : attributes) {
            count_numbers(attribute, known);
            if (!count_by_words(attribute, known)) others.push_back(attribute);
        }
        const auto num_products = matching_.products.size();
        if (!others.empty() && num_products <= columns_.num_products() / kProductsPerRecord) {
            count_by_records(others, known);
        }
        return known;
    }

private:
    /// False where the cells are rather counted one by one.
    bool count_by_words(const std::string& attribute, KnownCounts& known) {
        const auto* column = columns_.facet(attribute);
        if (column == nullptr) return false;
        const bool per_row = column->space() == data::ColumnSpace::kRow && columns_.has_variants();
        if (!per_row && matching_.products.is_all()) return false;
        const auto bits = view_.packed_columns->find_bits(attribute, *column, columns_);
        if (bits == nullptr) return false;
        const auto& words = per_row ? row_words() : product_words();
        const std::size_t num_cells = per_row ? num_rows() : matching_.products.size();
        if (!bits->is_worth_it(words, num_cells)) return false;
        const auto* const ends = per_row ? &view_.row_ends->get(columns_) : nullptr;
        known.values.emplace(attribute, bits->count(words, ends));
        return true;
    }

    void count_numbers(const std::string& attribute, KnownCounts& known) {
        const auto* column = numeric_values(columns_, matching_.shop, attribute);
        const bool is_sealed = column != nullptr && column == columns_.numeric(attribute) &&
                               !(view_.hot && view_.hot->contains(attribute));
        if (!is_sealed || column->is_flag()) return;
        const auto found = view_.packed_columns->find_numbers(attribute, *column, columns_);
        if (found == nullptr || !found->bits().is_worth_it(row_words(), num_rows())) return;
        const auto counts = found->bits().count(row_words());
        auto& numbers = known.numbers[attribute];
        for (std::size_t i = 0; i < counts.size(); ++i) {
            numbers.emplace_back(found->numbers()[i], counts[i]);
        }
    }

    void count_by_records(const std::vector<std::string>& attributes, KnownCounts& known) const {
        const auto& records = view_.packed_records->get(columns_);
        std::vector<std::string> names;
        std::vector<const PackedRecords::Field*> fields;
        for (const auto& attribute : attributes) {
            const auto* field = records.find(attribute);
            if (field == nullptr) continue;
            names.push_back(attribute);
            fields.push_back(field);
        }
        auto counts = records.count(matching_.products, fields);
        for (std::size_t f = 0; f < names.size(); ++f) {
            known.values.emplace(names[f], std::move(counts[f]));
        }
    }

    const CellWords& row_words() {
        if (!row_words_) {
            row_words_ = matching_.has_rows ? CellWords(matching_.rows)
                                            : row_words_of(matching_.products, columns_);
        }
        return *row_words_;
    }

    const CellWords& product_words() {
        if (!product_words_) product_words_ = CellWords(matching_.products);
        return *product_words_;
    }

    /// About how many match.
    [[nodiscard]] std::size_t num_rows() const {
        if (matching_.has_rows) return matching_.rows.size();
        return num_rows_in(matching_.products, OrdinalSet::all(columns_.num_rows()), columns_);
    }

    const SegmentView& view_;
    const data::Columns& columns_;
    const Matching& matching_;
    std::optional<CellWords> row_words_; ///< once something asked for them
    std::optional<CellWords> product_words_;
};

} // namespace

std::vector<KnownCounts> count_together(const Snapshot& snapshot,
                                        const std::vector<std::string>& attributes,
                                        const std::vector<Matching>& matching) {
    std::vector<KnownCounts> known(snapshot.segments.size());
    if (attributes.empty()) return known;
    for (std::size_t i = 0; i < known.size(); ++i) {
        const auto& view = snapshot.segments[i];
        if (view.columns().num_products() < PackedColumns::kFewestProducts) continue;
        known[i] = SharedPass(view, matching[i]).count(attributes);
    }
    return known;
}

} // namespace aisle::search
