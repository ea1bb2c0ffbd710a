// Properties of reading CSV:
//   1. Quoted cells may hold the delimiter, doubled quotes and line ends; CRLF and a missing
//      last line end make no difference; blank lines are no rows.
//   2. The delimiter is found among , ; tab |.
//   3. Cells become numbers, booleans or JSON only when nothing is lost; the id column stays
//      text; empty cells leave the attribute out; dotted names nest.
//   4. Broken rows are reported with their line, and reading goes on at the next one.
//   5. An unusable header says which column and why.
//   6. A tab-separated row that is not properly quoted is read as plain cells.
//   7. Random tables survive being written and read, in any chunk size.
#include "indexer/csv_reader.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "tests/indexer/reading.h"

namespace aisle::indexer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string header_error(std::string_view bytes) {
    try {
        static_cast<void>(outline(bytes));
    } catch (const data::Error& error) {
        return error.what();
    }
    return "";
}

TEST(CsvReader, reads_quoted_cells_and_any_line_end) {
    EXPECT_THAT(outline("sku,name\r\np1,\"a, \"\"b\"\"\r\nc\"\r\n\r\n  \r\np2,d"),
                ElementsAre("2: {\"sku\":\"p1\",\"name\":\"a, \\\"b\\\"\\r\\nc\"}",
                            "6: {\"sku\":\"p2\",\"name\":\"d\"}"));
    EXPECT_THAT(outline("name\n19\" monitor\n \"x\" \n"),
                ElementsAre("2: {\"name\":\"19\\\" monitor\"}", "3: {\"name\":\"x\"}"));
    EXPECT_THAT(outline("a,b"), IsEmpty());
    ReaderOptions csv;
    csv.format = RecordFormat::kCsv;
    EXPECT_THAT(outline(" \n", csv), IsEmpty());
}

TEST(CsvReader, finds_the_delimiter) {
    for (const char* delimiter : {",", ";", "\t", "|"}) {
        const std::string d = delimiter;
        EXPECT_THAT(outline("a" + d + "b" + d + "c\nx" + d + d + "z\n"),
                    ElementsAre("2: {\"a\":\"x\",\"c\":\"z\"}"));
    }
    EXPECT_THAT(outline("a\tb\n\ty\n"), ElementsAre("2: {\"b\":\"y\"}"));
}

TEST(CsvReader, types_cells_only_when_nothing_is_lost) {
    EXPECT_THAT(outline("objectID,v\n12,12\n007,-3.50\n1e3,1e3\n"),
                ElementsAre("2: {\"objectID\":\"12\",\"v\":12}",
                            "3: {\"objectID\":\"007\",\"v\":-3.50}",
                            "4: {\"objectID\":\"1e3\",\"v\":\"1e3\"}"));
    EXPECT_THAT(outline("v\ntrue\nTRUE\n\"[1, {}]\"\n[1\n{x}\n"),
                ElementsAre("2: {\"v\":true}", "3: {\"v\":\"TRUE\"}", "4: {\"v\":[1, {}]}",
                            "5: {\"v\":\"[1\"}", "6: {\"v\":\"{x}\"}"));
}

TEST(CsvReader, takes_json_before_a_nul_byte_for_text) {
    EXPECT_THAT(outline(std::string_view("v\n[1]\0\n", 7)),
                ElementsAre("2: {\"v\":\"[1]\\u0000\"}"));
}

TEST(CsvReader, knows_which_cells_are_numbers) {
    for (const char* cell : {"0", "7", "-7", "0.5", "-0.5", "19.90", "123456789012345",
                             "1234567890.12345", "-123456789012345"}) {
        EXPECT_TRUE(spells_number(cell)) << cell;
    }
    for (const char* cell : {"",
                             "-",
                             "+1",
                             "007",
                             "00",
                             "-0",
                             "-0.0",
                             "1.",
                             ".5",
                             "1e5",
                             "1,5",
                             "0x1",
                             "1 ",
                             "NaN",
                             "1234567890123456",
                             "12345678901.12345",
                             "4006381333931000",
                             "1.2.3",
                             "--1",
                             "1-"}) {
        EXPECT_FALSE(spells_number(cell)) << cell;
    }
}

TEST(CsvReader, nests_dotted_names) {
    EXPECT_THAT(outline("name.en,sku,name.de,a.b.c\nx,1,y,z\n,2,,\n"),
                ElementsAre("2: {\"name\":{\"en\":\"x\",\"de\":\"y\"},\"sku\":1,"
                            "\"a\":{\"b\":{\"c\":\"z\"}}}",
                            "3: {\"sku\":2}"));
    EXPECT_THAT(outline("value,value.en,a..b,.c\n1,2,3,4\n"),
                ElementsAre("2: {\"value\":1,\"value.en\":2,\"a..b\":3,\".c\":4}"));
}

TEST(CsvReader, reports_broken_rows_and_goes_on) {
    EXPECT_THAT(outline("a,b\n1\n1,2,3\n\"x\" y,2\n3,4\n"),
                ElementsAre("2! the row has 1 cells, the header has 2",
                            "3! the row has 3 cells, the header has 2",
                            "4! a quoted cell goes on behind its closing quote",
                            "5: {\"a\":3,\"b\":4}"));
    EXPECT_THAT(outline("a,b\n1,\"open\n3,4\n5,\"six\"\n"),
                ElementsAre("2! a quoted cell goes on behind its closing quote",
                            "3: {\"a\":3,\"b\":4}", "4: {\"a\":5,\"b\":\"six\"}"));
    EXPECT_THAT(outline("a,b\n1,\"open\n3,4\n"),
                ElementsAre("2! a quoted cell has no closing quote", "3: {\"a\":3,\"b\":4}"));
    EXPECT_EQ(read_all("objectID,b\np1\n", {})[0].text, "{\"objectID\":\"p1\"}");
}

TEST(CsvReader, passes_over_a_row_that_is_too_large) {
    ReaderOptions options;
    options.max_record_bytes = 100;
    for (const std::size_t chunk : {1, 16, 1000}) {
        options.chunk_bytes = chunk;
        EXPECT_THAT(outline("a\n" + std::string(200, 'x') + "\ny\n", options),
                    ElementsAre("2! the row is larger than 100 bytes", "3: {\"a\":\"y\"}"));
    }
}

TEST(CsvReader, says_what_is_wrong_with_a_header) {
    EXPECT_EQ(header_error("a,b,a\n"),
              "CSV header: column 3 has the name of column 1, \"a\"; names must differ");
    EXPECT_EQ(header_error("a,,c\n"), "CSV header: column 2 has no name; every column needs one");
    EXPECT_EQ(header_error("a,\"b\n1,2\n"), "CSV header: a quoted cell has no closing quote");
    EXPECT_EQ(header_error("a,b\r1,2\r"),
              "CSV header: lines end with a bare carriage return; they must end with a line feed");
    std::string wide = "0";
    for (int i = 1; i <= 10'000; ++i) wide += "," + std::to_string(i);
    EXPECT_EQ(header_error(wide), "CSV header: 10001 columns; at most 10000 are read");
}

TEST(CsvReader, reads_tab_separated_lines_with_and_without_quoting) {
    EXPECT_THAT(outline("a\tb\n\"x\ty\"\t1\n\"7\"\" record\"\t2\n"),
                ElementsAre("2: {\"a\":\"x\\ty\",\"b\":1}", "3: {\"a\":\"7\\\" record\",\"b\":2}"));
    EXPECT_THAT(outline("a\tb\n\"BUSY\" sign\t1\n\"open\t2\nlast\t\"3\n"),
                ElementsAre("2: {\"a\":\"\\\"BUSY\\\" sign\",\"b\":1}",
                            "3: {\"a\":\"\\\"open\",\"b\":2}",
                            "4: {\"a\":\"last\",\"b\":\"\\\"3\"}"));
}

std::string csv_cell(const std::string& cell) {
    std::string text = "\"";
    for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return text + "\"";
}

TEST(CsvReader, reads_what_was_written) {
    static constexpr const char* kParts[] = {"a",    " ", "\"", ",", "\n",
                                             "\r\n", ";", "é",  "|", "x y"};
    for (unsigned seed = 0; seed < 300; ++seed) {
        std::mt19937 random(seed);
        const char delimiter = ",;\t|"[seed % 4];
        std::string table = "a" + std::string(1, delimiter) + "b\n";
        std::vector<std::string> expected;
        std::uint64_t line = 2;
        for (int row = 0; row < 10; ++row) {
            std::string json = std::to_string(line) + ": {";
            for (const char* name : {"a", "b"}) {
                std::string cell = "t";
                while (random() % 3 != 0) cell += kParts[random() % std::size(kParts)];
                cell += "t";
                table += csv_cell(cell) + (*name == 'a' ? delimiter : '\n');
                line += static_cast<std::uint64_t>(std::count(cell.begin(), cell.end(), '\n'));
                rapidjson::StringBuffer text;
                rapidjson::Writer<rapidjson::StringBuffer>(text).String(cell);
                json +=
                    std::string(*name == 'a' ? "" : ",") + "\"" + name + "\":" + text.GetString();
            }
            ++line;
            expected.push_back(json + "}");
        }
        ReaderOptions options;
        options.chunk_bytes = 1 + seed % 40;
        ASSERT_EQ(outline(table, options), expected) << "seed " << seed;
    }
}

} // namespace
} // namespace aisle::indexer
