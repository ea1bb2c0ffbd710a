#include "search/known_counts.h"

#include <memory>
#include <optional>
#include <utility>

#include "search/facets.h"
#include "search/kept_pass.h"
#include "search/shop_view.h"

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

    [[nodiscard]] std::vector<KnownCounts> count(std::span<const FacetColumns> attributes) {
        if (matching_.sealed == nullptr) return count_anew(attributes);
        KeptPass kept(view_, *matching_.sealed);
        auto known = kept.find(attributes);
        std::vector<FacetColumns> missing;
        for (std::size_t i = 0; i < attributes.size(); ++i) {
            if (known[i].values == nullptr) missing.push_back(attributes[i]);
        }
        if (missing.empty()) return known;
        auto counted = count_anew(missing);
        const auto num_cells = matching_.rows != nullptr ? num_rows() : products().size();
        if (num_cells >= KeptCounts::kFewestProducts) {
            for (std::size_t i = 0; i < missing.size(); ++i) count_alone(missing[i], counted[i]);
            kept.keep(missing, counted);
        }
        auto next = counted.begin();
        for (auto& one : known) {
            if (one.values == nullptr) one = std::move(*next++);
        }
        return known;
    }

private:
    using Attributes = std::span<const FacetColumns>;

    std::vector<KnownCounts> count_anew(Attributes attributes) {
        std::vector<KnownCounts> known(attributes.size());
        std::vector<std::size_t> others;
        const auto tellers = find_tellers(attributes);
        for (std::size_t i = 0; i < attributes.size(); ++i) {
            if (tellers[i].values != nullptr) continue;
            const auto& attribute = attributes[i];
            const bool has_numbers = count_numbers(attribute, known[i]);
            const bool has_values = attribute.values != nullptr
                                        ? count_by_words(attribute, known[i])
                                        : count_locations(attribute, known[i]);
            if (!has_values && attribute.values != nullptr) others.push_back(i);
            known[i].is_complete = has_values && has_numbers;
        }
        if (!others.empty() && products().size() <= columns_.num_products() / kProductsPerRecord) {
            count_by_records(attributes, others, known);
        }
        for (std::size_t i = 0; i < attributes.size(); ++i) {
            const auto& [teller, values] = tellers[i];
            if (values == nullptr) continue;
            count_alone(attributes[teller], known[teller]);
            set_values(values->add_up(known[teller].values->counts), known[i]);
            known[i].is_complete = count_numbers(attributes[i], known[i]);
        }
        return known;
    }

    static void set_values(std::vector<std::uint32_t> counts, KnownCounts& known) {
        known.values = std::make_shared<const ValueCounts>(std::move(counts));
    }

    /// Another attribute whose values tell those of one.
    struct Teller {
        std::size_t attribute = 0;
        const CoarserValues* values = nullptr; ///< null: there is none
    };

    /// Of each of `attributes` that another one tells, one that none tells: who tells a teller
    /// tells what that tells, too.
    std::vector<Teller> find_tellers(Attributes attributes) {
        std::vector<Teller> tellers(attributes.size());
        if (attributes.size() < 2) return tellers;
        const auto& levels = view_.column_levels->get(columns_);
        for (std::size_t coarse = 0; coarse < attributes.size(); ++coarse) {
            const auto* const told = levels.find_finer(attributes[coarse].attribute);
            if (told == nullptr) continue;
            auto& [teller, values] = tellers[coarse];
            for (std::size_t fine = 0; fine < attributes.size(); ++fine) {
                const auto found = told->find(attributes[fine].attribute);
                if (found == told->end()) continue;
                const bool is_finer =
                    values != nullptr && levels.find(attributes[teller].attribute,
                                                     attributes[fine].attribute) != nullptr;
                if (values == nullptr || is_finer) tellers[coarse] = {fine, &found->second};
            }
        }
        return tellers;
    }

    /// By itself what was not counted with others, so that it can be kept.
    void count_alone(const FacetColumns& attribute, KnownCounts& known) {
        if (attribute.values == nullptr || known.values != nullptr) return;
        if (!cells_) {
            cells_.emplace().products = products();
            cells_->has_rows = matching_.rows != nullptr;
            if (cells_->has_rows) cells_->rows = matching_.rows->to_set(columns_.num_rows());
        }
        const auto find_first_rows = [&] {
            return view_.facet_bits->find_first_rows(attribute.attribute, *attribute.values,
                                                     columns_);
        };
        set_values(count_values(*attribute.values, columns_, *cells_, find_first_rows), known);
    }

    /// False where the cells are rather counted one by one.
    bool count_by_words(const FacetColumns& attribute, KnownCounts& known) {
        const auto& column = *attribute.values;
        const bool per_row = column.space() == data::ColumnSpace::kRow && columns_.has_variants();
        if (!per_row && products().is_all()) return false;
        if (per_row && matching_.rows == nullptr) return count_by_products(attribute, known);
        const auto bits = view_.facet_bits->find_bits(attribute.attribute, column, columns_);
        if (bits == nullptr) return false;
        const auto& words = per_row ? row_words() : product_words();
        // A word has a cell at least, so that few values need no count of the cells.
        const bool is_worth_it = bits->is_worth_it(words, words.size()) ||
                                 bits->is_worth_it(words, per_row ? num_rows() : products().size());
        if (!is_worth_it) return false;
        const auto* const ends = per_row ? &view_.row_ends->get(columns_) : nullptr;
        set_values(bits->count(words, ends), known);
        return true;
    }

    /// The same where all rows of the products match, so that no row is looked at.
    bool count_by_products(const FacetColumns& attribute, KnownCounts& known) {
        const auto bits =
            view_.facet_bits->find_product_bits(attribute.attribute, *attribute.values, columns_);
        if (bits == nullptr) return false;
        const std::size_t rows_per_product = columns_.num_rows() / columns_.num_products();
        const auto num_cells = products().size() * rows_per_product;
        if (!bits->is_worth_it(product_words(), num_cells)) return false;
        set_values(bits->count(product_words()), known);
        return true;
    }

    /// What matches is ANDed with the rows that have enough at each location, which are kept. False
    /// where they are too many, and while it is not worth it.
    bool count_locations(const FacetColumns& attribute, KnownCounts& known) {
        const auto* shop = matching_.shop;
        if (shop == nullptr || !shop->rules().is_location(attribute.attribute)) return false;
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
        set_values(std::move(counts), known);
        return true;
    }

    /// False where there are numbers that are rather added up one by one.
    bool count_numbers(const FacetColumns& attribute, KnownCounts& known) {
        if (attribute.numbers == nullptr) return true;
        if (!attribute.has_sealed_numbers) return false;
        const auto found =
            view_.facet_bits->find_numbers(attribute.attribute, *attribute.numbers, columns_);
        if (found == nullptr) return false;
        const bool is_worth_it = found->bits().is_worth_it(row_words(), row_words().size()) ||
                                 found->bits().is_worth_it(row_words(), num_rows());
        if (!is_worth_it) return false;
        const auto counts = found->bits().count(row_words());
        NumberCounts numbers;
        numbers.reserve(counts.size());
        for (std::size_t i = 0; i < counts.size(); ++i) {
            numbers.emplace_back(found->numbers()[i], counts[i]);
        }
        known.numbers = std::make_shared<const NumberCounts>(std::move(numbers));
        return true;
    }

    void count_by_records(Attributes attributes, std::span<const std::size_t> wanted,
                          std::vector<KnownCounts>& known) {
        const auto& records = view_.packed_records->get(columns_);
        std::vector<std::size_t> found;
        std::vector<const PackedRecords::Field*> fields;
        for (const auto i : wanted) {
            const auto* field = records.find(attributes[i].attribute);
            if (field == nullptr) continue;
            found.push_back(i);
            fields.push_back(field);
        }
        auto counts = records.count(products(), fields);
        for (std::size_t f = 0; f < found.size(); ++f) {
            set_values(std::move(counts[f]), known[found[f]]);
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
    std::optional<Matching> cells_;
};

} // namespace

std::vector<KnownCounts> count_together(const SegmentView& view,
                                        std::span<const FacetColumns> attributes,
                                        const MatchingWords& matching) {
    if (view.columns().num_products() < FacetBits::kFewestProducts) {
        return std::vector<KnownCounts>(attributes.size());
    }
    return SharedPass(view, matching).count(attributes);
}

std::vector<std::vector<KnownCounts>>
count_together(const Snapshot& snapshot, const std::vector<std::string_view>& attributes,
               const std::vector<Matching>& matching) {
    std::vector<std::vector<KnownCounts>> known;
    for (std::size_t i = 0; i < snapshot.segments.size(); ++i) {
        const auto& view = snapshot.segments[i];
        MatchingWords words{&matching[i].products, matching[i].row_words.get(), matching[i].shop,
                            matching[i].sealed()};
        std::optional<CellWords> own;
        if (matching[i].has_rows && words.rows == nullptr) {
            words.rows = &own.emplace(matching[i].rows);
        }
        known.push_back(
            count_together(view, facet_columns(view, matching[i].shop, attributes), words));
    }
    return known;
}

} // namespace aisle::search
