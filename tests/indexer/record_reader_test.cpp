// Properties of RecordReader:
//   1. The same catalogue as JSON lines, JSON array and CSV, each plain and gzip, gives the
//      same records.
//   2. The format is found from the name or the first byte, or taken as told.
//   3. Every chunk size gives the same records, lines and defects, for right input and for
//      any bytes; nothing crashes or hangs, and every record parses or has an error.
//   4. Input that is no UTF-8 text is refused with its name.
#include "indexer/record_reader.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/error.h"
#include "indexer/record_parser.h"
#include "tests/indexer/input_files.h"
#include "tests/indexer/reading.h"

namespace aisle::indexer {
namespace {

constexpr std::string_view kLines =
    "{\"objectID\": \"p1\", \"name\": \"Tee \\\"Ü\\\", red\", \"price\": 19.9, \"ean\": \"0012\","
    " \"size\": {\"de\": \"groß\", \"en\": \"large\"}, \"new\": true}\n"
    "{\"objectID\": \"p2\", \"name\": \"two\\nlines\", \"price\": 5,"
    " \"variants\": [{\"sku\": \"v1\", \"prices\": [{\"amount\": 5, \"currency\": \"EUR\"}]}]}\n"
    "\n"
    "{\"objectID\": \"3\", \"name\": \"; | \\t\"}\n";

constexpr std::string_view kCsv =
    "objectID,name,price,ean,size.de,size.en,new,variants\r\n"
    "p1,\"Tee \"\"Ü\"\", red\",19.90,0012,groß,large,true,\r\n"
    "p2,\"two\nlines\",5,,,,,\"[{\"\"sku\"\": \"\"v1\"\", \"\"prices\"\":"
    " [{\"\"amount\"\": 5, \"\"currency\"\": \"\"EUR\"\"}]}]\"\r\n"
    "3,\"; | \t\",,,,,,\r\n";

std::string as_array(std::string_view lines) {
    std::string array = "[";
    for (const RawRecord& record : read_all(lines, {})) {
        array += (array.size() > 1 ? ",\n  " : "\n  ") + record.text;
    }
    return array + "\n]\n";
}

std::vector<std::string> stored(const std::string& path) {
    RecordReader reader = RecordReader::open(path, {});
    std::vector<std::string> records;
    while (auto raw = reader.next()) {
        auto parsed = parse_record(*raw, {});
        const auto* record = std::get_if<ParsedRecord>(&parsed);
        records.push_back(record ? record->json : std::get<RecordError>(parsed).to_string());
    }
    EXPECT_EQ(reader.progress().done, reader.progress().total);
    return records;
}

TEST(RecordReader, reads_the_same_from_every_form) {
    const InputFiles files;
    const std::vector<std::pair<std::string, std::string>> forms = {
        {"a.jsonl", std::string(kLines)},
        {"a.json", as_array(kLines)},
        {"a.csv", std::string(kCsv)}};
    const auto expected = stored(files.write("expected", kLines));
    ASSERT_EQ(expected.size(), 3);
    EXPECT_EQ(expected[1], R"({"objectID":"p2","name":"two\nlines","price":5,"variants":[{"sku":)"
                           R"("v1","prices":[{"amount":5,"currency":"EUR"}]}]})");
    for (const auto& [name, bytes] : forms) {
        EXPECT_EQ(stored(files.write(name, bytes)), expected) << name;
        EXPECT_EQ(stored(files.write(name + ".gz", gzip(bytes))), expected) << name;
        EXPECT_EQ(stored(files.write("no-extension", "\xEF\xBB\xBF" + bytes)), expected) << name;
    }
}

RecordFormat format_of(std::string_view bytes, std::string_view name = "") {
    return RecordReader(std::make_unique<MemorySource>(bytes), name, {}).format();
}

TEST(RecordReader, finds_the_format) {
    EXPECT_EQ(format_of("\t\n {"), RecordFormat::kJsonLines);
    EXPECT_EQ(format_of(" [1"), RecordFormat::kJsonArray);
    EXPECT_EQ(format_of("a,b"), RecordFormat::kCsv);
    EXPECT_EQ(format_of(""), RecordFormat::kJsonLines);
    EXPECT_EQ(format_of("[a],b", "x.tsv.gz"), RecordFormat::kCsv);
    EXPECT_EQ(format_of("oops", "x.ndjson"), RecordFormat::kJsonLines);
    EXPECT_EQ(parse_record_format("json"), RecordFormat::kJsonArray);
    EXPECT_EQ(parse_record_format("jsonl"), RecordFormat::kJsonLines);
    EXPECT_EQ(parse_record_format("csv"), RecordFormat::kCsv);
    EXPECT_EQ(parse_record_format("auto"), RecordFormat::kAuto);
    EXPECT_THROW(static_cast<void>(parse_record_format("xml")), data::Error);
}

TEST(RecordReader, refuses_utf16_and_names_the_input) {
    const InputFiles files;
    const std::string path = files.write("wide.csv", std::string("\xFF\xFE"
                                                                 "a\0",
                                                                 4));
    try {
        static_cast<void>(RecordReader::open(path, {}));
        FAIL() << "must throw";
    } catch (const data::Error& error) {
        EXPECT_EQ(error.what(), path + ": the input is UTF-16 text; it must be UTF-8");
    }
}

/// What reading says, whether it is records or that the input is unusable.
std::vector<std::string> answer(std::string_view bytes, const ReaderOptions& options) {
    try {
        std::vector<std::string> lines = outline(bytes, options);
        for (RawRecord& record : read_all(bytes, options)) {
            const auto parsed = parse_record(record, {});
            const auto* error = std::get_if<RecordError>(&parsed);
            lines.push_back(error ? error->to_string() : "");
        }
        return lines;
    } catch (const data::Error& error) {
        return {error.what()};
    }
}

void expect_same_for_chunks(const std::string& bytes, ReaderOptions options,
                            const std::vector<std::size_t>& chunks) {
    options.chunk_bytes = 100'000;
    const auto expected = answer(bytes, options);
    for (const std::size_t chunk : chunks) {
        options.chunk_bytes = chunk;
        ASSERT_EQ(answer(bytes, options), expected) << "chunk " << chunk << ":\n" << bytes;
    }
}

TEST(RecordReader, reads_the_same_in_any_chunk_size) {
    for (const std::string& bytes : {std::string(kLines), as_array(kLines), std::string(kCsv)}) {
        for (std::size_t chunk = 1; chunk < bytes.size(); ++chunk) {
            expect_same_for_chunks(bytes, {}, {chunk});
        }
    }
}

TEST(RecordReader, answers_damaged_input_the_same_in_any_chunk_size) {
    const std::string forms[] = {std::string(kLines), as_array(kLines), std::string(kCsv)};
    for (unsigned seed = 0; seed < 3000; ++seed) {
        std::mt19937 random(seed);
        std::string bytes = forms[seed % 3];
        for (unsigned i = 0; i <= random() % 4 && !bytes.empty(); ++i) {
            static constexpr std::string_view kBytes = "{}[]\",\\\n\r :;\t\0\xFF";
            const std::size_t at = random() % bytes.size();
            switch (random() % 4) {
            case 0:
                bytes[at] = kBytes[random() % kBytes.size()];
                break;
            case 1:
                bytes.erase(at, 1 + random() % 30);
                break;
            case 2:
                bytes.resize(at + 1);
                break;
            default:
                bytes.insert(at, 1, kBytes[random() % kBytes.size()]);
                break;
            }
        }
        ReaderOptions options;
        options.format = static_cast<RecordFormat>(random() % 4);
        options.max_record_bytes = random() % 3 == 0 ? 40 : 10'000;
        expect_same_for_chunks(bytes, options, {1, 2, 3, 7, 64});
    }
}

TEST(RecordReader, answers_random_bytes) {
    for (unsigned seed = 0; seed < 3000; ++seed) {
        std::mt19937 random(seed);
        std::string bytes(random() % 200, '\0');
        static constexpr std::string_view kBytes = "{}[]\"\",,::\\\n\n\r \t1a";
        for (char& c : bytes) {
            c = seed % 2 == 0 ? static_cast<char>(random()) : kBytes[random() % kBytes.size()];
        }
        ReaderOptions options;
        options.format = static_cast<RecordFormat>(seed / 2 % 4);
        options.max_record_bytes = 50;
        expect_same_for_chunks(bytes, options, {1, 5});
    }
}

} // namespace
} // namespace aisle::indexer
