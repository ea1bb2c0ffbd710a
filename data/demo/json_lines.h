#pragma once

#include <ostream>

#include "data/demo/product_json.h"
#include "data/error.h"

namespace aisle::data::demo {

/// Collects JSON lines and hands them to a stream in large pieces.
class JsonLines {
public:
    explicit JsonLines(std::ostream& out) : out_(out) {}

    /// Adds the line that `write(json)` writes.
    /// Throws: Error{kUnavailable} when the stream does not take the bytes.
    template <typename Write>
    void add(Write&& write) {
        json_.Reset(buffer_);
        write(json_);
        buffer_.Put('\n');
        if (buffer_.GetSize() >= kPieceBytes) flush();
    }

    /// Hands over what is left. Throws: as add.
    void flush() {
        out_.write(buffer_.GetString(), static_cast<std::streamsize>(buffer_.GetSize()));
        buffer_.Clear();
        if (!out_) {
            throw Error(ErrorCode::kUnavailable,
                        "the demo store could not be written: the stream failed (disk full?)");
        }
    }

private:
    static constexpr std::size_t kPieceBytes = 1U << 18U;

    std::ostream& out_;
    rapidjson::StringBuffer buffer_;
    JsonWriter json_{buffer_};
};

} // namespace aisle::data::demo
