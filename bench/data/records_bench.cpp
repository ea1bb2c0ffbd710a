// Measures:  compressing and reading back one stored record, by zstd level and dictionary size.
// Excludes:  writing files, and training the dictionary.
// Corpus:    2,000 products of the demo store, the dictionary trained on every other one.
//
// kLevel and kDictionaryBytes in data/records.cpp cite this bench. Counters: `ratio` is the
// size of the records that the dictionary has not seen over that of their compressed form, the
// dictionary left out.

#include <benchmark/benchmark.h>
#include <zdict.h>
#include <zstd.h>

#include <memory>
#include <string>
#include <vector>

#include "bench/support/demo_index.h"

namespace aisle::bench {

namespace {

struct Corpus {
    std::vector<std::string> sample;
    std::vector<std::string> records;
    std::size_t bytes = 0;
};

const Corpus& corpus() {
    static const Corpus kCorpus = [] {
        Corpus corpus;
        const auto all = demo_records(2'000);
        for (std::size_t i = 0; i < all.size(); ++i) {
            (i % 2 == 0 ? corpus.sample : corpus.records).push_back(all[i]);
        }
        for (const auto& record : corpus.records) corpus.bytes += record.size();
        return corpus;
    }();
    return kCorpus;
}

std::string train(std::size_t bytes) {
    if (bytes == 0) return {};
    std::string all;
    std::vector<std::size_t> sizes;
    for (const auto& record : corpus().sample) {
        all += record;
        sizes.push_back(record.size());
    }
    std::string dictionary(bytes, '\0');
    dictionary.resize(ZDICT_trainFromBuffer(dictionary.data(), bytes, all.data(), sizes.data(),
                                            static_cast<unsigned>(sizes.size())));
    return dictionary;
}

using Compressor = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;
using CompressionDictionary = std::unique_ptr<ZSTD_CDict, decltype(&ZSTD_freeCDict)>;
using Decompressor = std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)>;
using ReadingDictionary = std::unique_ptr<ZSTD_DDict, decltype(&ZSTD_freeDDict)>;

std::string compress(const std::string& record, ZSTD_CCtx* context, const ZSTD_CDict* dictionary) {
    std::string out(ZSTD_compressBound(record.size()), '\0');
    out.resize(ZSTD_compress_usingCDict(context, out.data(), out.size(), record.data(),
                                        record.size(), dictionary));
    return out;
}

void set_ratio(benchmark::State& state, const std::vector<std::string>& compressed) {
    std::size_t bytes = 0;
    for (const auto& record : compressed) bytes += record.size();
    state.counters["ratio"] = static_cast<double>(corpus().bytes) / static_cast<double>(bytes);
}

void compress_record(benchmark::State& state) {
    const auto trained = train(static_cast<std::size_t>(state.range(1)) * 1024);
    const CompressionDictionary dictionary(
        ZSTD_createCDict(trained.data(), trained.size(), static_cast<int>(state.range(0))),
        &ZSTD_freeCDict);
    const Compressor context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
    const auto& records = corpus().records;
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(compress(records[next], context.get(), dictionary.get()));
        next = (next + 1) % records.size();
    }
    std::vector<std::string> compressed;
    for (const auto& record : records) {
        compressed.push_back(compress(record, context.get(), dictionary.get()));
    }
    set_ratio(state, compressed);
}

void read_record(benchmark::State& state) {
    const auto trained = train(static_cast<std::size_t>(state.range(1)) * 1024);
    const CompressionDictionary writing(
        ZSTD_createCDict(trained.data(), trained.size(), static_cast<int>(state.range(0))),
        &ZSTD_freeCDict);
    const Compressor compressor(ZSTD_createCCtx(), &ZSTD_freeCCtx);
    std::vector<std::string> compressed;
    for (const auto& record : corpus().records) {
        compressed.push_back(compress(record, compressor.get(), writing.get()));
    }
    const ReadingDictionary reading(ZSTD_createDDict(trained.data(), trained.size()),
                                    &ZSTD_freeDDict);
    const Decompressor context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    std::size_t next = 0;
    for (auto _ : state) {
        std::string json(corpus().records[next].size(), '\0');
        const std::size_t size = ZSTD_decompress_usingDDict(context.get(), json.data(), json.size(),
                                                            compressed[next].data(),
                                                            compressed[next].size(), reading.get());
        if (size != json.size()) state.SkipWithError("a record does not read back");
        benchmark::DoNotOptimize(json.data());
        next = (next + 1) % compressed.size();
    }
    set_ratio(state, compressed);
}

const std::vector<std::vector<std::int64_t>> kGrid = {{1, 3, 6, 12, 19}, {0, 16, 64, 112, 256}};

BENCHMARK(compress_record)
    ->ArgNames({"level", "dictionary_KiB"})
    ->ArgsProduct(kGrid)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(read_record)
    ->ArgNames({"level", "dictionary_KiB"})
    ->ArgsProduct(kGrid)
    ->Unit(benchmark::kMicrosecond);

} // namespace

} // namespace aisle::bench
