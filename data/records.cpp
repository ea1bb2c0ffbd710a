#include "data/records.h"

#include <zdict.h>
#include <zstd.h>

namespace aisle::data {

namespace {

/// bench/data/records_bench.cpp: level 3 and a dictionary of 112 KiB compress the demo store's
/// records 6.3 times (64 KiB: 5.9) in 5 us each; level 6 reaches 7.1, but takes 17 us.
constexpr int kLevel = 3;
constexpr std::size_t kDictionaryBytes = 112 * 1024;

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }

    void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }

    void operator()(ZSTD_CDict* dictionary) const noexcept { ZSTD_freeCDict(dictionary); }

    void operator()(ZSTD_DDict* dictionary) const noexcept { ZSTD_freeDDict(dictionary); }
};

} // namespace

struct RecordCompressor::Impl {
    std::unique_ptr<ZSTD_CCtx, FreeContext> context{ZSTD_createCCtx()};
    std::unique_ptr<ZSTD_CDict, FreeContext> dictionary;
};

RecordCompressor::RecordCompressor(std::string_view dictionary) : impl_(std::make_unique<Impl>()) {
    impl_->dictionary.reset(ZSTD_createCDict(dictionary.data(), dictionary.size(), kLevel));
}

RecordCompressor::RecordCompressor(RecordCompressor&&) noexcept = default;
RecordCompressor::~RecordCompressor() = default;

void RecordCompressor::append(std::string_view json, std::string& out) {
    const std::size_t at = out.size();
    out.resize(at + ZSTD_compressBound(json.size()));
    const std::size_t written =
        ZSTD_compress_usingCDict(impl_->context.get(), out.data() + at, out.size() - at,
                                 json.data(), json.size(), impl_->dictionary.get());
    if (ZSTD_isError(written) != 0U) {
        throw Error(ErrorCode::kInternal,
                    std::string("cannot compress a record: ") + ZSTD_getErrorName(written));
    }
    out.resize(at + written);
}

std::string train_dictionary(const std::vector<std::string>& sample) {
    std::string all;
    std::vector<std::size_t> sizes;
    for (const auto& record : sample) {
        all += record;
        sizes.push_back(record.size());
    }
    std::string dictionary(kDictionaryBytes, '\0');
    const std::size_t size =
        ZDICT_trainFromBuffer(dictionary.data(), dictionary.size(), all.data(), sizes.data(),
                              static_cast<unsigned>(sizes.size()));
    if (ZDICT_isError(size) != 0U) return {};
    dictionary.resize(size);
    return dictionary;
}

struct Records::Impl {
    std::unique_ptr<ZSTD_DDict, FreeContext> dictionary;
};

Records::Records(const SectionFile& file)
    : offsets_(file.array<std::uint64_t>("records.offsets")),
      data_(file.text("records.data")),
      dictionary_(file.text("records.dictionary")),
      impl_(std::make_unique<Impl>()) {
    if (offsets_.empty() || offsets_.back() != data_.size()) {
        file.fail("its sections disagree in size");
    }
    impl_->dictionary.reset(ZSTD_createDDict(dictionary_.data(), dictionary_.size()));
}

Records::~Records() = default;

std::string Records::read(Ordinal product) const {
    // A context is a few hundred kilobytes: one per thread, kept.
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context{ZSTD_createDCtx()};
    const auto bytes = data_.substr(offsets_[product], offsets_[product + 1] - offsets_[product]);
    const auto size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) {
        throw Error(ErrorCode::kCorruptData, "a stored record is damaged");
    }
    std::string json(size, '\0');
    const std::size_t written =
        ZSTD_decompress_usingDDict(context.get(), json.data(), json.size(), bytes.data(),
                                   bytes.size(), impl_->dictionary.get());
    if (ZSTD_isError(written) != 0U || written != size) {
        throw Error(ErrorCode::kCorruptData, "a stored record is damaged");
    }
    return json;
}

} // namespace aisle::data
