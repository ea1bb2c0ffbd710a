#include "api/content_coding.h"

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>

#include <libdeflate.h>
#include <zlib.h>

#include "data/error.h"

namespace aisle::api {
namespace {

using data::Error;
using data::ErrorCode;

// zlib's ways of asking for the gzip wrapper and for none.
constexpr int kGzipWindow = MAX_WBITS + 16;
constexpr int kRawWindow = -MAX_WBITS;
constexpr int kLevel = 1;
constexpr int kDefaultMemory = 8;

[[noreturn]] void fail_for_memory() {
    throw Error(ErrorCode::kUnavailable, "no memory for a compressor");
}

std::string_view trimmed(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Cuts the text before `separator` off the front of `rest`.
std::string_view next_part(std::string_view& rest, char separator) noexcept {
    const std::size_t end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return trimmed(part);
}

/// Whether the parameters of a coding say q=0, "not acceptable", in any of its spellings.
bool is_refused(std::string_view parameters) noexcept {
    while (!parameters.empty()) {
        const std::string_view parameter = next_part(parameters, ';');
        if (parameter.size() < 3 || !equals_ignoring_case(parameter.substr(0, 2), "q=")) continue;
        return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

bool is_gzip(std::string_view coding) noexcept {
    return equals_ignoring_case(coding, "gzip") || equals_ignoring_case(coding, "x-gzip");
}

/// zlib does not write through next_in; its C interface merely lacks the const.
Bytef* input_of(std::string_view bytes) noexcept {
    return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

/// Allocating a compressor takes more time than a small reply takes to compress, so that a thread
/// keeps its own.
struct FreeCompressor {
    void operator()(libdeflate_compressor* compressor) const noexcept {
        libdeflate_free_compressor(compressor);
    }
};

/// Deflates pieces of a stream, each by itself. libdeflate only makes streams that have an end.
class PieceCompressor {
public:
    PieceCompressor() {
        if (deflateInit2(&stream_, kLevel, Z_DEFLATED, kRawWindow, kDefaultMemory,
                         Z_DEFAULT_STRATEGY) != Z_OK) {
            fail_for_memory();
        }
    }

    ~PieceCompressor() { deflateEnd(&stream_); }

    PieceCompressor(const PieceCompressor&) = delete;
    PieceCompressor& operator=(const PieceCompressor&) = delete;

    /// Whole blocks, none of them the last of a stream, that end with a byte.
    std::string compress(std::string_view plain) {
        deflateReset(&stream_);
        std::string out(deflateBound(&stream_, plain.size()) + kFlushBytes, '\0');
        stream_.next_in = input_of(plain);
        stream_.avail_in = static_cast<uInt>(plain.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        if (deflate(&stream_, Z_SYNC_FLUSH) != Z_OK || stream_.avail_out == 0) {
            throw Error(ErrorCode::kInternal, "deflate took more room than its own bound");
        }
        out.resize(out.size() - stream_.avail_out);
        return out;
    }

private:
    /// An empty block, and a byte by which zlib tells that there was room.
    static constexpr std::size_t kFlushBytes = 16;

    z_stream stream_{};
};

std::string compress_piece(std::string_view plain) {
    static thread_local PieceCompressor compressor;
    return compressor.compress(plain);
}

std::uint32_t crc_of(std::string_view plain) noexcept {
    return libdeflate_crc32(0, plain.data(), plain.size());
}

void require_size(std::size_t num_bytes) {
    if (num_bytes <= std::numeric_limits<uInt>::max() / 2) return;
    throw Error(ErrorCode::kTooLarge, "a reply of more than 2 GB cannot be compressed");
}

/// A gzip stream (RFC 1952) put together from pieces that are deflated (RFC 1951) by themselves.
class GzipStream {
public:
    void add(std::string_view text) {
        if (text.size() < kMinDeflated) {
            store(text, false);
        } else {
            out_ += compress_piece(text);
        }
        count(crc_of(text), text.size());
    }

    void add(const KeptText& text) {
        out_ += text.deflated;
        count(text.crc, text.plain.size());
    }

    std::string finish() {
        store({}, true);
        put_number(crc_, 4);
        put_number(size_, 4);
        return std::move(out_);
    }

private:
    /// Below, resetting the compressor takes longer than sending the text as it is.
    static constexpr std::size_t kMinDeflated = 1024;

    /// A block of at most 65,535 bytes that are not compressed.
    void store(std::string_view text, bool is_last) {
        out_ += static_cast<char>(is_last);
        put_number(text.size(), 2);
        put_number(~text.size(), 2);
        out_ += text;
    }

    /// The lowest bytes, the lowest first.
    void put_number(std::uint64_t number, int num_bytes) {
        for (int i = 0; i < num_bytes; ++i) out_ += static_cast<char>(number >> (8 * i) & 0xFFU);
    }

    void count(std::uint32_t crc, std::size_t num_bytes) {
        crc_ =
            static_cast<std::uint32_t>(crc32_combine(crc_, crc, static_cast<z_off_t>(num_bytes)));
        size_ += num_bytes;
    }

    // Two bytes of magic, deflate, no flags, no time, no hints, an unknown system.
    std::string out_{"\x1f\x8b\x08\0\0\0\0\0\0\xff", 10};
    std::uint32_t crc_ = 0;
    std::uint64_t size_ = 0;
};

class Inflater {
public:
    explicit Inflater(std::string_view compressed) {
        if (inflateInit2(&stream_, kGzipWindow) != Z_OK) {
            throw Error(ErrorCode::kUnavailable, "no memory to inflate a request body");
        }
        stream_.next_in = input_of(compressed);
        stream_.avail_in = static_cast<uInt>(compressed.size());
    }

    ~Inflater() { inflateEnd(&stream_); }

    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// The next piece of plain text, or nothing after the last. Throws: Error{kInvalidRequest}.
    std::optional<std::string_view> next() {
        if (is_done_) return std::nullopt;
        stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
        stream_.avail_out = static_cast<uInt>(piece_.size());
        const int result = inflate(&stream_, Z_NO_FLUSH);
        // Z_BUF_ERROR: no progress is possible, so the stream was cut off.
        if (result != Z_OK && result != Z_STREAM_END) {
            throw Error(ErrorCode::kInvalidRequest,
                        "content-encoding: the body is not one complete gzip stream");
        }
        if (result == Z_STREAM_END) {
            is_done_ = stream_.avail_in == 0;
            if (!is_done_) inflateReset(&stream_);
        }
        return std::string_view(piece_.data(), piece_.size() - stream_.avail_out);
    }

private:
    z_stream stream_{};
    bool is_done_ = false;
    std::array<char, 16 * 1024> piece_;
};

} // namespace

bool accepts_gzip(std::string_view accept_encoding) noexcept {
    bool by_wildcard = false;
    while (!accept_encoding.empty()) {
        std::string_view parameters = next_part(accept_encoding, ',');
        const std::string_view coding = next_part(parameters, ';');
        if (is_gzip(coding)) return !is_refused(parameters);
        if (coding == "*") by_wildcard = !is_refused(parameters);
    }
    return by_wildcard;
}

bool is_compressible(std::string_view content_type) noexcept {
    if (content_type.starts_with("text/")) return true;
    constexpr std::array<std::string_view, 4> kTextual = {"json", "javascript", "xml", "svg"};
    return std::any_of(kTextual.begin(), kTextual.end(), [&](std::string_view word) {
        return content_type.find(word) != std::string_view::npos;
    });
}

std::string gzip(std::string_view plain) {
    require_size(plain.size());
    static thread_local const std::unique_ptr<libdeflate_compressor, FreeCompressor> compressor(
        libdeflate_alloc_compressor(kLevel));
    if (!compressor) fail_for_memory();
    std::string out(libdeflate_gzip_compress_bound(compressor.get(), plain.size()), '\0');
    out.resize(libdeflate_gzip_compress(compressor.get(), plain.data(), plain.size(), out.data(),
                                        out.size()));
    return out;
}

std::shared_ptr<const KeptText> keep_text(std::string plain) {
    require_size(plain.size());
    auto text = std::make_shared<KeptText>();
    text->deflated = compress_piece(plain);
    text->crc = crc_of(plain);
    text->plain = std::move(plain);
    return text;
}

std::string gzip(std::string_view plain, const KeptPieces& pieces) {
    if (pieces.empty()) return gzip(plain);
    GzipStream stream;
    const auto add = [&](const auto& part) { stream.add(part); };
    for_each_part(plain, pieces, add, add);
    return stream.finish();
}

std::string gunzip(std::string_view compressed, std::size_t max_bytes) {
    if (compressed.size() > max_bytes) {
        throw Error(ErrorCode::kTooLarge, "the compressed body exceeds the limit of " +
                                              std::to_string(max_bytes) + " bytes");
    }
    std::string plain;
    Inflater inflater(compressed);
    while (const auto piece = inflater.next()) {
        if (piece->size() > max_bytes - plain.size()) {
            throw Error(ErrorCode::kTooLarge, "the inflated body exceeds the limit of " +
                                                  std::to_string(max_bytes) + " bytes");
        }
        plain += *piece;
    }
    return plain;
}

void decode_body(Request& request, std::size_t max_bytes) {
    const std::string_view coding = trimmed(request.header("content-encoding").value_or(""));
    if (coding.empty() || equals_ignoring_case(coding, "identity")) return;
    if (!is_gzip(coding)) {
        throw Error(ErrorCode::kInvalidRequest, "content-encoding: \"" + std::string(coding) +
                                                    "\" is not supported; send gzip or none");
    }
    request.body = gunzip(request.body, max_bytes);
}

} // namespace aisle::api
