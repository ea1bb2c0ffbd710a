#include "search/known_counts.h"

#include <map>
#include <optional>

#include "search/facet_values.h"
#include "search/facets.h"
#include "search/kept_pass.h"

// What passes is walked once for all attributes: by words of cells, where a column has few values
// (value_bits.h), by records of a product (packed_records.h), where few products pass. What was
// counted of a large sealed set is kept (kept_counts.h). A few of its products may be gone in a
// later snapshot; they are counted one by one, and taken off. An upper level of a hierarchy is not
// counted where a lower one tells it (coarser_values.h).

namespace aisle::search {

namespace {

/// A record of few products is more than is read of a column where many of them match.
constexpr std::uint32_t kProductsPerRecord = 8;

/// Half of the sets of stock that are kept of a segment.
constexpr std::uint32_t kMaxLocations = StockSets::kMaxSets / 2;

/// Counts attributes of one segment.
class SharedPass {
public:
    SharedPass(const SegmentView& view, const MatchingWords& matching)
        : view_(view), columns_(view.columns()), matching_(matching) {}

    [[nodiscard]] KnownCounts count(const std::vector<std::string>& attributes) {
        if (matching_.sealed == nullptr) return count_anew(attributes);
        KeptPass kept(view_, *matching_.sealed, matching_.shop);
        auto known = kept.find(attributes);
        std::vector<std::string> missing;
        for (const auto& attribute : attributes) {
            if (!known.values.contains(attribute)) missing.push_back(attribute);
        }
        if (missing.empty()) return known;
        auto counted = count_anew(missing);
        const auto num_cells = matching_.rows != nullptr ? num_rows() : products().size();
        if (num_cells >= KeptCounts::kFewestProducts) {
            count_others(missing, counted);
            kept.keep(missing, counted);
        }
        known.values.merge(counted.values);
        known.numbers.merge(counted.numbers);
        known.complete.merge(counted.complete);
        return known;
    }

private:
    KnownCounts count_anew(const std::vector<std::string>& attributes) {
        KnownCounts known;
        std::vector<std::string> others;
        const auto told = find_told(attributes);
        for (const auto& attribute : attributes) {
            if (told.contains(attribute)) continue;
            const bool has_numbers = count_numbers(attribute, known);
            const auto* column = FacetValues(columns_, matching_.shop, attribute).column();
            const bool has_values = column != nullptr ? count_by_words(attribute, *column, known)
                                                      : count_locations(attribute, known);
            if (!has_values && column != nullptr) others.push_back(attribute);
            if (has_values && has_numbers) known.complete.insert(attribute);
        }
        if (!others.empty() && products().size() <= columns_.num_products() / kProductsPerRecord) {
            count_by_records(others, known);
        }
        for (const auto& [attribute, teller] : told) {
            count_others({*teller.attribute}, known);
            const auto& fine = *known.values.find(*teller.attribute)->second;
            known.add_values(attribute, teller.values->add_up(fine.counts));
            if (count_numbers(attribute, known)) known.complete.insert(attribute);
        }
        return known;
    }

    /// Another attribute whose values tell those of one.
    struct Teller {
        const std::string* attribute = nullptr;
        const CoarserValues* values = nullptr;
    };

    /// Those of `attributes` that another one of them tells, with one that none tells: who tells a
    /// teller tells what that tells, too.
    std::map<std::string, Teller> find_told(const std::vector<std::string>& attributes) {
        std::map<std::string, Teller> told;
        if (attributes.size() < 2) return told;
        const auto& levels = view_.column_levels->get(columns_);
        for (const auto& coarse : attributes) {
            Teller teller;
            for (const auto& fine : attributes) {
                const auto* values = levels.find(coarse, fine);
                if (values == nullptr) continue;
                const bool is_first = teller.values == nullptr;
                if (is_first || levels.find(*teller.attribute, fine) != nullptr) {
                    teller = {&fine, values};
                }
            }
            if (teller.values != nullptr) told.emplace(coarse, teller);
        }
        return told;
    }

    /// One by one what is still missing, so that it can be kept.
    void count_others(const std::vector<std::string>& attributes, KnownCounts& known) {
        Matching matching;
        for (const auto& attribute : attributes) {
            const auto* column = FacetValues(columns_, matching_.shop, attribute).column();
            if (column == nullptr || known.values.contains(attribute)) continue;
            matching.products = products();
            if (matching_.rows != nullptr && !matching.has_rows) {
                matching.rows = matching_.rows->to_set(columns_.num_rows());
                matching.has_rows = true;
            }
            const auto find_packed = [&] {
                return view_.packed_columns->find(attribute, *column, columns_);
            };
            known.add_values(attribute, count_values(*column, columns_, matching, find_packed));
        }
    }

    /// False where the cells are rather counted one by one.
    bool count_by_words(const std::string& attribute, const data::FacetColumn& column,
                        KnownCounts& known) {
        const bool per_row = column.space() == data::ColumnSpace::kRow && columns_.has_variants();
        if (!per_row && products().is_all()) return false;
        if (per_row && matching_.rows == nullptr)
            return count_by_products(attribute, column, known);
        const auto bits = view_.packed_columns->find_bits(attribute, column, columns_);
        if (bits == nullptr) return false;
        const auto& words = per_row ? row_words() : product_words();
        // A word has a cell at least, so that few values need no count of the cells.
        const bool is_worth_it = bits->is_worth_it(words, words.size()) ||
                                 bits->is_worth_it(words, per_row ? num_rows() : products().size());
        if (!is_worth_it) return false;
        const auto* const ends = per_row ? &view_.row_ends->get(columns_) : nullptr;
        known.add_values(attribute, bits->count(words, ends));
        return true;
    }

    /// The same where all rows of the products match, so that no row is looked at.
    bool count_by_products(const std::string& attribute, const data::FacetColumn& column,
                           KnownCounts& known) {
        const auto bits = view_.packed_columns->find_product_bits(attribute, column, columns_);
        if (bits == nullptr) return false;
        const std::size_t rows_per_product = columns_.num_rows() / columns_.num_products();
        const auto num_cells = products().size() * rows_per_product;
        if (!bits->is_worth_it(product_words(), num_cells)) return false;
        known.add_values(attribute, bits->count(product_words()));
        return true;
    }

    /// What matches is ANDed with the rows that have enough at each location, which are kept. False
    /// where they are too many, and while it is not worth it.
    bool count_locations(const std::string& attribute, KnownCounts& known) {
        const auto* shop = matching_.shop;
        if (shop == nullptr || !shop->rules().is_location(attribute)) return false;
        const auto num_locations = columns_.inventory().num_locations();
        if (num_locations > kMaxLocations ||
            !view_.stock_sets->is_worth_making(num_rows(), columns_.num_rows(),
                                               shop->rules().min_quantity, view_.stock_version())) {
            return false;
        }
        std::vector<std::uint32_t> counts;
        for (std::uint32_t location = 0; location < num_locations; ++location) {
            auto rows = row_words();
            rows.intersect(shop->kept_rows_at(location));
            counts.push_back(view_.row_ends->get(columns_).count_products(rows));
        }
        known.add_values(attribute, std::move(counts));
        return true;
    }

    /// False where there are numbers that are rather added up one by one.
    bool count_numbers(const std::string& attribute, KnownCounts& known) {
        const auto* column = numeric_values(columns_, matching_.shop, attribute);
        if (column == nullptr || column->is_flag()) return true;
        if (!has_sealed_numbers(*column, attribute, view_)) return false;
        const auto found = view_.packed_columns->find_numbers(attribute, *column, columns_);
        if (found == nullptr) return false;
        const bool is_worth_it = found->bits().is_worth_it(row_words(), row_words().size()) ||
                                 found->bits().is_worth_it(row_words(), num_rows());
        if (!is_worth_it) return false;
        const auto counts = found->bits().count(row_words());
        auto& numbers = known.numbers[attribute];
        for (std::size_t i = 0; i < counts.size(); ++i) {
            numbers.emplace_back(found->numbers()[i], counts[i]);
        }
        return true;
    }

    void count_by_records(const std::vector<std::string>& attributes, KnownCounts& known) {
        const auto& records = view_.packed_records->get(columns_);
        std::vector<std::string> names;
        std::vector<const PackedRecords::Field*> fields;
        for (const auto& attribute : attributes) {
            const auto* field = records.find(attribute);
            if (field == nullptr) continue;
            names.push_back(attribute);
            fields.push_back(field);
        }
        auto counts = records.count(products(), fields);
        for (std::size_t f = 0; f < names.size(); ++f) {
            known.add_values(names[f], std::move(counts[f]));
        }
    }

    const OrdinalSet& products() {
        if (matching_.products != nullptr) return *matching_.products;
        if (!products_) products_ = products_of(*matching_.rows, view_);
        return *products_;
    }

    const CellWords& row_words() {
        if (matching_.rows != nullptr) return *matching_.rows;
        if (!row_words_) row_words_ = row_words_of(products(), columns_);
        return *row_words_;
    }

    const CellWords& product_words() {
        if (!product_words_) product_words_ = CellWords(products());
        return *product_words_;
    }

    std::size_t num_rows() {
        if (!num_rows_) num_rows_ = row_words().num_cells();
        return *num_rows_;
    }

    const SegmentView& view_;
    const data::Columns& columns_;
    const MatchingWords matching_;
    // Once something asked for them.
    std::optional<OrdinalSet> products_;
    std::optional<CellWords> row_words_;
    std::optional<CellWords> product_words_;
    std::optional<std::size_t> num_rows_;
};

} // namespace

KnownCounts count_together(const SegmentView& view, const std::vector<std::string>& attributes,
                           const MatchingWords& matching) {
    if (view.columns().num_products() < PackedColumns::kFewestProducts) return {};
    return SharedPass(view, matching).count(attributes);
}

std::vector<KnownCounts> count_together(const Snapshot& snapshot,
                                        const std::vector<std::string>& attributes,
                                        const std::vector<Matching>& matching) {
    std::vector<KnownCounts> known(snapshot.segments.size());
    if (attributes.empty()) return known;
    for (std::size_t i = 0; i < known.size(); ++i) {
        MatchingWords words{&matching[i].products, matching[i].row_words.get(), matching[i].shop,
                            matching[i].sealed()};
        std::optional<CellWords> own;
        if (matching[i].has_rows && words.rows == nullptr) {
            words.rows = &own.emplace(matching[i].rows);
        }
        known[i] = count_together(snapshot.segments[i], attributes, words);
    }
    return known;
}

} // namespace aisle::search
