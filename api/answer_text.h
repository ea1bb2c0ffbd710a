#pragma once

#include <rapidjson/stringbuffer.h>

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include "api/http_message.h"
#include "api/json_writer.h"
#include "api/kept_text.h"

namespace aisle::api {

/// The JSON of an answer while it is written, with kept texts in it.   Threads: one.
class AnswerText {
public:
    [[nodiscard]] JsonWriter& writer() noexcept { return writer_; }

    /// Lets the object that was just begun start with kept members.
    void add_members(std::shared_ptr<const KeptText> members) {
        if (members->plain.empty()) return;
        kept_.push_back({buffer_.GetSize(), std::move(members)});
        writer_.count_members();
    }

    /// Bytes that were written so far.
    [[nodiscard]] std::size_t size() const noexcept { return buffer_.GetSize(); }

    /// What was written since it had that many.   Lifetime: until more is written.
    [[nodiscard]] std::string_view since(std::size_t size) const {
        return std::string_view(buffer_.GetString(), buffer_.GetSize()).substr(size);
    }

    /// The reply.   Requires: the text is a whole value; nothing is written after.
    [[nodiscard]] Response finish() {
        Response response = json_response({buffer_.GetString(), buffer_.GetSize()});
        response.kept = std::move(kept_);
        return response;
    }

private:
    rapidjson::StringBuffer buffer_;
    JsonWriter writer_{buffer_};
    KeptPieces kept_;
};

} // namespace aisle::api
