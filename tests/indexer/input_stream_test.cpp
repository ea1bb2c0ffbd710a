// Properties of InputStream:
//   1. Plain files, gzip files and gzip files of several members give their bytes, whatever
//      the size of a read; so does standard input.
//   2. Progress ends at the size of the file as stored.
//   3. A gzip file cut anywhere, or with any byte of its data or checksum changed, is
//      reported as damaged, never as a shorter input.
//   4. What cannot be opened is named.
#include "indexer/input_stream.h"

#include <random>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "data/error.h"
#include "tests/indexer/input_files.h"

namespace aisle::indexer {
namespace {

std::string some_text(std::size_t size) {
    std::mt19937 random(7);
    std::string text(size, ' ');
    for (char& c : text) c = static_cast<char>('a' + random() % 20);
    return text;
}

std::string read_all(InputStream& stream, std::size_t chunk) {
    std::string all;
    std::vector<char> buffer(chunk);
    while (const std::size_t count = stream.read(buffer)) all.append(buffer.data(), count);
    return all;
}

data::ErrorCode failure_of(const std::string& path) {
    try {
        InputStream stream(path);
        static_cast<void>(read_all(stream, 1000));
    } catch (const data::Error& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr(path));
        return error.code();
    }
    return data::ErrorCode::kInternal;
}

TEST(InputStream, gives_the_bytes_of_plain_and_gzip_files) {
    const InputFiles files;
    const std::string text = some_text(100'000);
    const std::string both = gzip(text.substr(0, 30'000)) + gzip(text.substr(30'000));
    for (const std::string& path : {files.write("plain", text), files.write("packed", gzip(text)),
                                    files.write("members", both)}) {
        for (const std::size_t chunk : {1, 7, 4096, 1'000'000}) {
            InputStream stream(path);
            EXPECT_EQ(read_all(stream, chunk), text);
            EXPECT_EQ(stream.progress().total, std::filesystem::file_size(path));
            EXPECT_EQ(stream.progress().done, stream.progress().total);
        }
    }
}

TEST(InputStream, gives_nothing_for_an_empty_file) {
    const InputFiles files;
    InputStream stream(files.write("empty", ""));
    EXPECT_EQ(read_all(stream, 10), "");
}

TEST(InputStream, reads_standard_input_for_a_dash) {
    const InputFiles files;
    const std::string path = files.write("in.gz", gzip("hello"));
    const int saved = ::dup(STDIN_FILENO);
    const int file = ::open(path.c_str(), O_RDONLY);
    ::dup2(file, STDIN_FILENO);
    {
        InputStream stream("-");
        EXPECT_EQ(read_all(stream, 3), "hello");
    }
    ::dup2(saved, STDIN_FILENO);
    ::close(file);
    ::close(saved);
}

TEST(InputStream, reports_gzip_that_is_cut_short) {
    const InputFiles files;
    const std::string packed = gzip(some_text(300));
    for (std::size_t size = 2; size < packed.size(); ++size) {
        const std::string path = files.write("cut.gz", packed.substr(0, size));
        EXPECT_EQ(failure_of(path), data::ErrorCode::kCorruptData) << size;
    }
}

TEST(InputStream, reports_gzip_that_was_changed) {
    constexpr std::size_t kHeader = 10; // names and times there are not covered by checksums
    const InputFiles files;
    const std::string packed = gzip(some_text(300));
    for (std::size_t at = kHeader; at < packed.size(); ++at) {
        std::string changed = packed;
        changed[at] = static_cast<char>(changed[at] ^ 0x10);
        EXPECT_EQ(failure_of(files.write("bad.gz", changed)), data::ErrorCode::kCorruptData) << at;
    }
}

TEST(InputStream, names_what_it_cannot_open) {
    EXPECT_EQ(failure_of("/nonexistent/products.json"), data::ErrorCode::kNotFound);
    EXPECT_EQ(failure_of("/"), data::ErrorCode::kNotFound);
}

} // namespace
} // namespace aisle::indexer
