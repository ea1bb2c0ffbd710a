// Properties of search/cell_words.h, search/row_ends.h, search/value_bits.h and of what counts with
// them, over random stores whose products have from 1 to 150 variants:
//   1. Words of cells are the set that they were made of, and intersect as sets do.
//   2. The products of rows, and their number, are those with a row among them, also where a
//      product's rows lie in several words.
//   3. Bitmaps of values and of numbers count what going over the cells counts, in each way that
//      this processor knows; bitmaps over products what going over all their rows counts.
//   4. Searches with disjunctive facets, in a large segment and a small one, over everything and
//      over what a word matches, count what a brute-force evaluation counts: values, statistics
//      and the locations with enough in stock.

#include "search/cell_words.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "search/facets.h"
#include "search/row_ends.h"
#include "search/searcher.h"
#include "search/value_bits.h"
#include "search/value_lines.h"
#include "tests/support/built_index.h"
#include "tests/support/posting_bits.h"
#include "tests/support/rng.h"

namespace aisle::search {
namespace {

using support::Rng;
using Counts = std::map<std::string, std::uint64_t>;

const std::vector<std::string> kColors = {"black", "white", "red",  "blue", "green",
                                          "grey",  "brown", "pink", "gold", "teal"};
const std::vector<std::string> kSizes = {"S", "M", "L"};
const std::vector<std::string> kShelves = {"hats", "coats", "shoes"};
const std::vector<std::string> kPlaces = {"berlin", "paris", "rome"};

struct PlainRow {
    std::string color;
    std::string size;
    double weight = 0;
    std::map<std::string, std::uint32_t> stock;
};

struct PlainProduct {
    std::string id;
    bool is_new = false;
    std::string shelf;
    double rating = 0;
    std::vector<PlainRow> rows;
};

std::vector<PlainProduct> random_store(Rng& rng, std::uint32_t num_products,
                                       const std::string& name) {
    std::vector<PlainProduct> products;
    for (std::uint32_t p = 0; p < num_products; ++p) {
        auto& product = products.emplace_back();
        product.id = name + std::to_string(p);
        product.is_new = rng.chance(0.2);
        product.shelf = rng.pick(kShelves);
        product.rating = static_cast<double>(1 + rng.below(5));
        const auto num_rows = rng.chance(0.02) ? 50 + rng.below(100) : 1 + rng.below(5);
        for (std::uint32_t i = 0; i < num_rows; ++i) {
            auto& row = product.rows.emplace_back();
            row.color = rng.pick(kColors);
            row.size = rng.pick(kSizes);
            row.weight = static_cast<double>(rng.below(4)) / 4;
            for (const auto& place : kPlaces) {
                if (rng.chance(0.5)) row.stock[place] = static_cast<std::uint32_t>(rng.below(4));
            }
        }
    }
    return products;
}

std::string text_of(double number) {
    const auto text = std::to_string(number);
    const auto end = text.find_last_not_of('0');
    return text.substr(0, text[end] == '.' ? end : end + 1);
}

std::string to_json(const PlainProduct& product) {
    std::string json = R"({"objectID":")" + product.id + R"(","name":")" +
                       (product.is_new ? "new" : "old") + R"(","shelf":")" + product.shelf +
                       R"(","rating":)" + text_of(product.rating) + R"(,"variants":[)";
    for (const auto& row : product.rows) {
        const auto number = std::to_string(&row - product.rows.data());
        json += (number == "0" ? "" : ",") + std::string(R"({"sku":")") + product.id + "-" +
                number + R"(","color":")" + row.color + R"(","size":")" + row.size +
                R"(","weight":)" + text_of(row.weight) + R"(,"inventory":[)";
        std::string entries;
        for (const auto& [place, quantity] : row.stock) {
            entries += (entries.empty() ? "" : ",") + std::string(R"({"location":")") + place +
                       R"(","quantity":)" + std::to_string(quantity) + "}";
        }
        json += entries + "]}";
    }
    return json + "]}";
}

support::BuiltIndex build_store(const std::vector<std::vector<PlainProduct>>& segments) {
    support::SegmentRecords records;
    for (const auto& products : segments) {
        auto& run = records.emplace_back();
        for (const auto& product : products) run.push_back(to_json(product));
    }
    return support::build(records, data::Settings::parse(R"({
        "searchableAttributes": ["name"],
        "attributesForFaceting": ["color", "size", "shelf", "rating", "weight", "location"]})"));
}

OrdinalSet random_set(std::uint32_t bound, Rng& rng) {
    if (rng.chance(0.1)) return OrdinalSet::all(bound);
    const double share = rng.chance(0.5) ? 0.4 : 0.01;
    std::vector<std::uint32_t> members;
    for (std::uint32_t i = 0; i < bound; ++i) {
        if (rng.chance(share)) members.push_back(i);
    }
    return OrdinalSet::from_sorted(std::move(members), bound);
}

TEST(CellWords, AreTheSetsThatTheyWereMadeOf) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Rng rng(seed);
        const auto bound = static_cast<std::uint32_t>(1 + rng.below(3000));
        const auto a = random_set(bound, rng);
        const auto b = random_set(bound, rng);
        CellWords words(a);
        ASSERT_EQ(words.to_set(bound), a);
        ASSERT_EQ(words.num_cells(), a.size());
        const support::OwnPostingBits own_a(a.to_vector(), bound);
        const support::OwnPostingBits own_b(b.to_vector(), bound);
        const auto bits_a = own_a.bits();
        const auto bits_b = own_b.bits();
        CellWords of_bits(OrdinalSet::from_bits(bits_a, bound));
        ASSERT_EQ(of_bits.to_set(bound), a);
        of_bits.intersect(OrdinalSet::from_bits(bits_b, bound));
        auto both = a;
        both.intersect(b);
        ASSERT_EQ(of_bits.to_set(bound), both);
        words.intersect(b);
        ASSERT_EQ(words.to_set(bound), both);
        ASSERT_EQ(words.num_cells(), both.size());
        for (const auto word : words.bits()) ASSERT_NE(word, 0U);
    }
}

std::uint64_t random_word(Rng& rng) {
    constexpr std::uint32_t kHalf = 0xFFFFFFFF;
    return (std::uint64_t{rng.below(kHalf)} << 32) | rng.below(kHalf);
}

TEST(RowEnds, ExtractTheBitsThatAMaskNames) {
    Rng rng(1);
    for (int i = 0; i < 2000; ++i) {
        const std::uint64_t word = random_word(rng);
        const std::uint64_t mask =
            i % 2 == 0 ? random_word(rng) : random_word(rng) & random_word(rng);
        std::uint64_t expected = 0;
        int place = 0;
        for (int bit = 0; bit < 64; ++bit) {
            if ((mask >> bit & 1U) != 0) expected |= (word >> bit & 1U) << place++;
        }
        ASSERT_EQ(extract_bits(word, mask), expected);
    }
}

TEST(RowEnds, FindTheProductsWithARow) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Rng rng(seed);
        const auto built = build_store({random_store(rng, 20 + rng.below(300), "p")});
        const auto& columns = built.snapshot->segments[0].columns();
        const RowEnds ends(columns);
        for (int i = 0; i < 20; ++i) {
            const auto rows = random_set(columns.num_rows(), rng);
            std::set<data::Ordinal> expected;
            rows.for_each([&](data::Row row) { expected.insert(columns.product_of(row)); });
            const CellWords words(rows);
            ASSERT_EQ(ends.products_of(words).to_vector(),
                      (std::vector<data::Ordinal>(expected.begin(), expected.end())));
            ASSERT_EQ(ends.count_products(words), expected.size());
            const auto products = ends.products_of(words);
            ASSERT_EQ(row_words_of(products, columns).to_set(columns.num_rows()),
                      rows_of(products, columns));
        }
    }
}

TEST(ValueBits, CountWhatTheCellsHold) {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        Rng rng(seed);
        const auto built = build_store({random_store(rng, 20 + rng.below(300), "p")});
        const auto& columns = built.snapshot->segments[0].columns();
        const RowEnds ends(columns);
        for (const auto& [path, column] : columns.facets()) {
            SCOPED_TRACE(path + ", seed " + std::to_string(seed));
            if (!ValueBits::fits(column)) continue; // skus
            const ValueBits bits(column, columns);
            for (int i = 0; i < 10; ++i) {
                Matching matching;
                matching.rows = random_set(columns.num_rows(), rng);
                matching.has_rows = true;
                matching.products = ends.products_of(CellWords(matching.rows));
                const bool per_row = column.space() == data::ColumnSpace::kRow;
                ASSERT_EQ(per_row ? bits.count(CellWords(matching.rows), &ends)
                                  : bits.count(CellWords(matching.products)),
                          count_values(column, columns, matching));
                matching.has_rows = false; // all rows of the products match
                ASSERT_EQ(
                    ValueBits::of_products(column, columns).count(CellWords(matching.products)),
                    count_values(column, columns, matching));
            }
        }
        for (const std::string path : {"rating", "weight"}) {
            const auto& column = *columns.numeric(path);
            const NumberBits numbers(column, columns);
            ASSERT_TRUE(numbers.fits());
            const auto rows = random_set(columns.num_rows(), rng);
            std::map<double, std::uint32_t> expected;
            rows.for_each([&](data::Row row) {
                const bool per_row = column.space() == data::ColumnSpace::kRow;
                ++expected[column.values()[per_row ? row : columns.product_of(row)]];
            });
            const auto counts = numbers.bits().count(CellWords(rows));
            for (std::size_t i = 0; i < counts.size(); ++i) {
                EXPECT_EQ(counts[i], expected[numbers.numbers()[i]]) << path;
            }
        }
    }
}

TEST(ValueLines, AreCountedAlikeInEveryWay) {
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        Rng rng(seed);
        const auto built = build_store({random_store(rng, 20 + rng.below(300), "p")});
        const auto& columns = built.snapshot->segments[0].columns();
        const RowEnds ends(columns);
        std::vector<ValueLine> values(num_bitmap_words(columns.num_rows()));
        for (auto& line : values) {
            for (auto& lane : line.lanes) lane = random_word(rng);
        }
        for (int i = 0; i < 10; ++i) {
            const CellWords rows(random_set(columns.num_rows(), rng));
            for (const auto* bits :
                 {ends.bits().data(), static_cast<const std::uint64_t*>(nullptr)}) {
                const ValueLines lines{rows, bits, values.data()};
                ValueLine plain;
                count_lines(lines, plain, LineCounting::kPlain);
                for (auto way = LineCounting::kPlain; way <= best_line_counting();
                     way = static_cast<LineCounting>(static_cast<int>(way) + 1)) {
                    ValueLine counts;
                    count_lines(lines, counts, way);
                    for (std::size_t lane = 0; lane < ValueLine::kLanes; ++lane) {
                        ASSERT_EQ(counts.lanes[lane], plain.lanes[lane]) << "seed " << seed;
                    }
                }
            }
        }
    }
}

/// What a shopper picked.
struct Picked {
    std::map<std::string, std::set<std::string>> values; ///< by attribute
    bool is_new = false;
    std::uint32_t least = 1;
};

Picked random_picked(Rng& rng) {
    Picked picked;
    const auto pick = [&](const std::string& attribute, const std::vector<std::string>& values) {
        for (int i = 0; i < 2; ++i) {
            if (rng.chance(0.5)) picked.values[attribute].insert(rng.pick(values));
        }
    };
    pick("color", kColors);
    pick("size", kSizes);
    pick("shelf", kShelves);
    pick("rating", {"1", "2", "3", "4", "5"});
    picked.is_new = rng.chance(0.5);
    picked.least = static_cast<std::uint32_t>(1 + rng.below(2));
    return picked;
}

data::SearchParams to_params(const Picked& picked) {
    data::SearchParams params;
    params.query = picked.is_new ? "new" : "";
    params.disjunctive_facets = {"color", "size", "shelf", "rating", "weight", "location"};
    params.availability.emplace();
    params.availability->min_quantity = picked.least;
    params.availability->boost = true;
    params.facet_filters.kind = data::Filter::Kind::kAnd;
    for (const auto& [attribute, values] : picked.values) {
        auto& group = params.facet_filters.children.emplace_back();
        group.kind = data::Filter::Kind::kOr;
        for (const auto& value : values) {
            auto& leaf = group.children.emplace_back();
            leaf.kind = data::Filter::Kind::kFacet;
            leaf.attribute = attribute;
            leaf.value = value;
        }
    }
    return params;
}

std::set<std::string> values_of(const PlainProduct& product, const PlainRow& row,
                                const std::string& attribute, std::uint32_t least) {
    if (attribute == "color") return {row.color};
    if (attribute == "size") return {row.size};
    if (attribute == "shelf") return {product.shelf};
    if (attribute == "rating") return {text_of(product.rating)};
    if (attribute == "weight") return {text_of(row.weight)};
    std::set<std::string> places;
    for (const auto& [place, quantity] : row.stock) {
        if (quantity >= least) places.insert(place);
    }
    return places;
}

bool passes_all_but(const Picked& picked, const PlainProduct& product, const PlainRow& row,
                    const std::string& left_out) {
    if (picked.is_new && !product.is_new) return false;
    for (const auto& [attribute, wanted] : picked.values) {
        if (attribute == left_out) continue;
        if (!wanted.contains(*values_of(product, row, attribute, 0).begin())) return false;
    }
    return true;
}

TEST(DisjunctiveFacets, AreCountedInOnePassAsByBruteForce) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        Rng rng(seed);
        const std::vector<std::vector<PlainProduct>> segments = {random_store(rng, 1300, "p"),
                                                                 random_store(rng, 90, "q")};
        const auto built = build_store(segments);
        for (int i = 0; i < 25; ++i) {
            const auto picked = random_picked(rng);
            const auto result = search(*built.snapshot, to_params(picked));
            ASSERT_EQ(result.facets.size(), 6U);
            for (const auto& facet : result.facets) {
                SCOPED_TRACE(facet.attribute + ", seed " + std::to_string(seed) + ", request " +
                             std::to_string(i));
                Counts expected;
                double sum = 0;
                std::uint64_t num_rows = 0;
                for (const auto& products : segments) {
                    for (const auto& product : products) {
                        std::set<std::string> seen;
                        for (const auto& row : product.rows) {
                            if (!passes_all_but(picked, product, row, facet.attribute)) continue;
                            seen.merge(values_of(product, row, facet.attribute, picked.least));
                            sum += facet.attribute == "rating" ? product.rating : row.weight;
                            ++num_rows;
                        }
                        for (const auto& value : seen) ++expected[value];
                    }
                }
                ASSERT_EQ(Counts(facet.values.begin(), facet.values.end()), expected);
                if (facet.attribute != "rating" && facet.attribute != "weight") continue;
                ASSERT_EQ(facet.stats.has_value(), num_rows > 0);
                if (!facet.stats) continue;
                ASSERT_NEAR(facet.stats->sum, sum, 1e-6);
                ASSERT_NEAR(facet.stats->avg, sum / static_cast<double>(num_rows), 1e-9);
            }
        }
    }
}

} // namespace
} // namespace aisle::search
