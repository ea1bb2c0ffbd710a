#pragma once

#include <memory>
#include <string>

#include "indexer/byte_source.h"

struct gzFile_s;

namespace aisle::indexer {

/// A file or standard input, decompressed on the way when it is gzip.
class InputStream final : public ByteSource {
public:
    /// Opens `path`; "-" is standard input.
    /// Throws: Error{kNotFound} naming the path and the system's reason.
    explicit InputStream(const std::string& path);

    /// Throws: Error{kCorruptData} for gzip that is cut short or damaged, Error{kUnavailable}
    /// when the system cannot read.
    [[nodiscard]] std::size_t read(std::span<char> into) override;

    [[nodiscard]] InputProgress progress() const override;

private:
    struct Closer {
        void operator()(gzFile_s* file) const noexcept;
    };

    [[noreturn]] void fail() const;

    std::string name_;
    std::unique_ptr<gzFile_s, Closer> file_;
    std::optional<std::uint64_t> size_;
    std::uint64_t bytes_out_ = 0;
};

} // namespace aisle::indexer
