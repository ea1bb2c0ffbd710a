// Properties of data/segment.h, data/text_index.h, data/columns.h and data/records.h:
//   1. The dictionary is sorted, finds its words, and knows every range of a prefix.
//   2. The postings of a word are the products whose token streams hold it, with the place
//      where it stands best.
//   3. An id is found by its text; ranks are the order of the ids; folded values find each other.
//   4. Stored records are read back, with a dictionary or without; a damaged one is refused.
//   5. A file with a section missing or cut short is refused with its name.
//   6. Directories of attributes survive any name.
//   7. Columns of the version before say the same.
#include "data/segment.h"

#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "data/manifest.h"
#include "data/text.h"
#include "tests/support/built_index.h"
#include "tests/support/catalogue.h"
#include "tests/support/old_columns.h"

namespace aisle::data {
namespace {

namespace fs = std::filesystem;
using support::TempDirectory;
using testing::HasSubstr;

support::BuiltIndex build(std::uint64_t seed) {
    return support::build({support::random_catalogue(seed, {.num_products = 120})},
                          support::catalogue_settings());
}

TEST(TextIndex, FindsItsWordsAndTheRangesOfPrefixes) {
    const auto built = build(1);
    const auto& index = built.snapshot->segments[0].text();
    ASSERT_GT(index.num_words(), 30U);
    for (WordId id = 0; id < index.num_words(); ++id) {
        EXPECT_EQ(index.find_word(index.word(id)), id);
        EXPECT_TRUE(id == 0 || index.word(id - 1) < index.word(id));
        for (std::size_t length = 0; length <= index.word(id).size(); ++length) {
            const auto prefix = index.word(id).substr(0, length);
            const auto range = index.words_with_prefix(prefix);
            for (WordId other = 0; other < index.num_words(); ++other) {
                ASSERT_EQ(range.contains(other), index.word(other).starts_with(prefix));
            }
        }
    }
    EXPECT_FALSE(index.find_word("nothing like it"));
    EXPECT_TRUE(index.words_with_prefix("zzzz").is_empty());
}

TEST(TextIndex, HasThePostingsAndBestPlacesOfItsTokenStreams) {
    const auto built = build(2);
    const auto& index = built.snapshot->segments[0].text();

    struct Best {
        std::pair<std::uint32_t, std::uint32_t> place = {Place::kMaxRank, Place::kMaxPosition};
        bool is_whole = false;
        Spots spots = 0;
    };

    std::map<WordId, std::map<Ordinal, Best>> expected;
    for (Ordinal product = 0; product < index.num_products(); ++product) {
        const auto stream = index.tokens()[product].decode();
        const IndexedAttribute* attribute = nullptr;
        std::uint32_t position = 0;
        for (std::size_t i = 0; i < stream.size(); ++i) {
            if (stream[i] == token_code::kValueBreak) {
                position += token_code::kValueGap;
            } else if (!token_code::is_word(stream[i])) {
                attribute = &index.attributes()[stream[i] & ~token_code::kAttributeMark];
                position = 0;
            } else {
                const bool is_whole =
                    !token_code::is_word(stream[i - 1]) &&
                    (i + 1 == stream.size() || !token_code::is_word(stream[i + 1]));
                auto& best = expected[stream[i]][product];
                best.place =
                    std::min(best.place, {attribute->rank, attribute->ordered ? position : 0});
                best.is_whole = best.is_whole || is_whole;
                best.spots |= Spots{1} << (i % 32);
                ++position;
            }
        }
    }
    for (WordId word = 0; word < index.num_words(); ++word) {
        const auto postings = index.postings(word);
        ASSERT_EQ(postings.size(), expected[word].size());
        EXPECT_EQ(index.document_frequency(word), postings.size());
        std::vector<Ordinal> products;
        index.products().for_each(
            {word, word + 1}, [&](std::size_t, Ordinal product) { products.push_back(product); });
        ASSERT_EQ(products.size(), postings.size());
        std::size_t at = 0;
        for (const auto& [product, best] : expected[word]) {
            EXPECT_EQ(products[at], product);
            EXPECT_EQ(postings.places[at],
                      Place(best.place.first, best.place.second, best.is_whole));
            EXPECT_EQ(postings.spots[at], SealedSpots(best.spots).spots());
            EXPECT_GT(postings.impacts[at], 0);
            ++at;
        }
    }
}

TEST(TextIndex, ReadsBackAttributesOfAnyName) {
    const std::vector<IndexedAttribute> attributes = {
        {"", 0, true}, {"a\nb", 7, false}, {" x ", 1, true}, {"3 u y", 2, true}};
    const auto read = read_attributes(write_attributes(attributes));
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), attributes.size());
    for (std::size_t i = 0; i < read->size(); ++i) {
        EXPECT_EQ((*read)[i].path, attributes[i].path);
        EXPECT_EQ((*read)[i].rank, attributes[i].rank);
        EXPECT_EQ((*read)[i].ordered, attributes[i].ordered);
    }
    EXPECT_FALSE(read_attributes("0 o 99 name"));
}

TEST(Columns, FindIdsAndFoldedValues) {
    const auto built = build(3);
    const auto& columns = built.snapshot->segments[0].columns();
    std::set<std::string_view> ids;
    for (Ordinal p = 0; p < columns.num_products(); ++p) ids.insert(columns.object_id(p));
    std::uint32_t rank = 0;
    for (const auto id : ids) {
        const auto product = columns.find_object_id(id);
        ASSERT_TRUE(product);
        EXPECT_EQ(columns.object_id(*product), id);
        EXPECT_EQ(columns.id_rank(*product), rank++);
    }
    EXPECT_FALSE(columns.find_object_id("nothing"));
    for (const auto& [path, column] : columns.facets()) {
        for (ValueId id = 0; id < column.num_values(); ++id) {
            EXPECT_EQ(column.find_exact(column.value(id)), id);
            std::vector<ValueId> alike;
            for (ValueId other = 0; other < column.num_values(); ++other) {
                if (fold(column.value(other)) == fold(column.value(id))) alike.push_back(other);
            }
            EXPECT_EQ(column.find_folded(column.value(id)), alike);
            for (const auto cell : column.cells_with(id)) {
                const auto values = column.at(cell);
                EXPECT_TRUE(std::binary_search(values.begin(), values.end(), id));
            }
        }
        EXPECT_FALSE(column.find_exact("nothing"));
        EXPECT_TRUE(column.find_folded("nothing").empty());
    }
    EXPECT_EQ(columns.facet("variants.color"), columns.facet("color"));
    EXPECT_EQ(columns.numeric("nothing"), nullptr);
}

/// All that columns say of one product.
std::string all_of(const Columns& columns, Ordinal product) {
    std::ostringstream out;
    const auto& offers = columns.offers();
    const auto& stock = columns.inventory();
    out << columns.object_id(product) << ' ' << columns.id_rank(product);
    for (const auto& [path, column] : columns.facets()) {
        const bool per_row = column.space() == ColumnSpace::kRow;
        out << '\n' << path << (per_row ? " of rows" : " of products");
        const auto first = per_row ? columns.first_row(product) : product;
        const auto end = per_row ? columns.end_row(product) : product + 1;
        for (auto cell = first; cell < end; ++cell) {
            out << ';';
            for (const auto value : column.at(cell)) {
                const auto cells = column.cells_with(value);
                EXPECT_TRUE(std::binary_search(cells.begin(), cells.end(), cell));
                EXPECT_EQ(cells.size(), column.num_cells_with(value));
                out << ' ' << column.value(value);
            }
        }
    }
    for (const auto* path : {"price", "rating", "weights", "sale"}) {
        const auto* column = columns.numeric(path);
        if (column == nullptr) continue;
        const bool per_row = column->space() == ColumnSpace::kRow;
        for (const auto number : column->at(per_row ? columns.first_row(product) : product)) {
            out << '\n' << path << ' ' << number;
        }
    }
    for (auto row = columns.first_row(product); row < columns.end_row(product); ++row) {
        EXPECT_EQ(columns.product_of(row), product);
        for (auto i = offers.first(row); i < offers.end(row); ++i) {
            out << "\noffer " << i << ' ' << offers.amounts()[i] << ' ' << offers.terms_of()[i]
                << ' ' << offers.periods_of()[i] << ' ' << offers.was(i).value_or(-1);
        }
        for (auto i = stock.first(row); i < stock.end(row); ++i) {
            out << "\nstock " << i << ' ' << stock.location(stock.locations()[i]) << ' '
                << stock.quantities()[i];
        }
    }
    return out.str();
}

TEST(Columns, OfTheVersionBeforeSayTheSame) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
        const auto built = support::build(
            {support::random_catalogue(
                seed, {.num_products = 150, .variants = seed % 2 == 0 ? 0.5 : 0, .offers = 0.5})},
            support::shop_settings());
        const Segment now(built.segment_paths[0]);
        support::make_columns_old(built.segment_paths[0]);
        const Segment before(built.segment_paths[0]);
        EXPECT_TRUE(has_older_version(built.segment_paths[0] / "columns.bin"));
        ASSERT_EQ(before.num_products(), now.num_products());
        for (Ordinal product = 0; product < now.num_products(); ++product) {
            ASSERT_EQ(all_of(before.columns(), product), all_of(now.columns(), product));
        }
    }
}

TEST(Records, AreReadBackWithADictionaryOrWithout) {
    const auto texts = support::random_catalogue(4, {.num_products = 600});
    const std::string trained = train_dictionary(texts);
    EXPECT_FALSE(trained.empty());
    EXPECT_TRUE(train_dictionary({}).empty());
    const TempDirectory directory;
    for (const auto& dictionary : {std::string(), trained}) {
        RecordCompressor compressor(dictionary);
        std::vector<std::uint64_t> offsets = {0};
        std::string data;
        for (const auto& text : texts) {
            compressor.append(text, data);
            offsets.push_back(data.size());
        }
        const auto write = [&](const fs::path& path) {
            SectionFileWriter writer(path);
            writer.put("records.dictionary", std::string_view(dictionary));
            writer.put("records.data", std::string_view(data));
            writer.put("records.offsets", offsets);
            writer.finish();
        };
        write(directory.path() / "records.bin");
        const SectionFile file(directory.path() / "records.bin");
        const Records records(file);
        ASSERT_EQ(records.size(), texts.size());
        for (Ordinal p = 0; p < texts.size(); ++p) EXPECT_EQ(records.read(p), texts[p]);

        data[0] = 0; // the magic number of the first frame
        write(directory.path() / "damaged.bin");
        const SectionFile damaged(directory.path() / "damaged.bin");
        EXPECT_THROW((void)Records(damaged).read(0), Error);
        EXPECT_EQ(Records(damaged).read(1), texts[1]);
    }
}

TEST(Segment, RefusesAFileWithADamagedTableByItsName) {
    const auto built =
        support::build({support::random_catalogue(5, {.num_products = 120, .offers = 0.5})},
                       support::shop_settings());
    EXPECT_FALSE(built.snapshot->segments[0].columns().offers().is_empty());
    EXPECT_FALSE(built.snapshot->segments[0].columns().inventory().is_empty());
    for (const auto* name : {"text.bin", "columns.bin", "records.bin"}) {
        const fs::path path = built.segment_paths[0] / name;
        const std::string bytes = read_file(path);
        std::uint64_t table = 0;
        std::memcpy(&table, bytes.data() + bytes.size() - 32, sizeof table);
        int num_refused = 0;
        // Every size, offset and name in the table, one byte changed at a time.
        for (std::size_t at = table; at < bytes.size(); at += 3) {
            std::string changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ 1);
            // A new file: the bytes of the old one are mapped by the snapshot.
            fs::remove(path);
            std::ofstream(path, std::ios::binary) << changed;
            try {
                const Segment segment(built.segment_paths[0]);
            } catch (const Error& error) {
                ++num_refused;
                EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
                EXPECT_THAT(error.what(), HasSubstr(name));
            }
        }
        EXPECT_GT(num_refused, 20);
        fs::remove(path);
        EXPECT_THROW(Segment(built.segment_paths[0]), Error);
        std::ofstream(path, std::ios::binary) << bytes;
    }
    EXPECT_EQ(Segment(built.segment_paths[0]).num_products(), 120U);
}

} // namespace
} // namespace aisle::data
