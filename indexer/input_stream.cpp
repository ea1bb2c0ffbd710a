// zlib's file layer does the work: it passes plain files through and joins the members of a
// gzip file. What it leaves to its caller is the difference between an end and a premature
// end: gzread reports both as "no more bytes", only gzerror tells them apart.
#include "indexer/input_stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "data/error.h"

namespace aisle::indexer {

using data::Error;
using data::ErrorCode;

namespace {

/// Less than half of what is read at a time: zlib then reads plain files to where they are wanted.
constexpr unsigned kZlibBufferBytes = 64 * 1024;

[[noreturn]] void fail_to_open(const std::string& name, int reason) {
    throw Error(ErrorCode::kNotFound, name + ": cannot be opened: " + std::strerror(reason));
}

int open_descriptor(const std::string& path) {
    // A copy of standard input, because closing the stream closes its descriptor.
    const int descriptor =
        path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail_to_open(path, errno);
    return descriptor;
}

} // namespace

void InputStream::Closer::operator()(gzFile_s* file) const noexcept {
    gzclose_r(file);
}

InputStream::InputStream(const std::string& path) : name_(path == "-" ? "standard input" : path) {
    const int descriptor = open_descriptor(path);

    struct stat status {};

    if (::fstat(descriptor, &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            ::close(descriptor);
            fail_to_open(name_, EISDIR);
        }
        if (S_ISREG(status.st_mode)) size_ = static_cast<std::uint64_t>(status.st_size);
    }
    file_.reset(gzdopen(descriptor, "rb"));
    if (!file_) {
        ::close(descriptor);
        fail_to_open(name_, ENOMEM);
    }
    gzbuffer(file_.get(), kZlibBufferBytes);
}

std::size_t InputStream::read(std::span<char> into) {
    const auto wanted =
        static_cast<unsigned>(std::min<std::size_t>(into.size(), std::numeric_limits<int>::max()));
    const int count = gzread(file_.get(), into.data(), wanted);
    if (count < 0) fail();
    if (count == 0 && wanted > 0) {
        int code = Z_OK;
        gzerror(file_.get(), &code);
        if (code != Z_OK && code != Z_STREAM_END) fail();
    }
    bytes_out_ += static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
}

InputProgress InputStream::progress() const {
    if (!size_) return {bytes_out_, std::nullopt};
    const auto offset = gzoffset(file_.get());
    return {offset < 0 ? bytes_out_ : static_cast<std::uint64_t>(offset), size_};
}

void InputStream::fail() const {
    int code = Z_OK;
    const char* message = gzerror(file_.get(), &code);
    if (code == Z_ERRNO) {
        throw Error(ErrorCode::kUnavailable, name_ + ": cannot be read: " + std::strerror(errno));
    }
    const std::string where =
        name_ + ": damaged gzip after " + std::to_string(bytes_out_) + " decompressed bytes: ";
    throw Error(ErrorCode::kCorruptData,
                where + (code == Z_BUF_ERROR ? "the file ends too early" : message));
}

} // namespace aisle::indexer
