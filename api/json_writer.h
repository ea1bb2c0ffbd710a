#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <string_view>

namespace aisle::api {

/// Adds `text` as it is.
void append_text(std::string_view text, rapidjson::StringBuffer& out);

/// Adds `text` as a JSON string, in quotes.
void append_json_string(std::string_view text, rapidjson::StringBuffer& out);

/// Writes the JSON of answers. Most of an answer is text that needs no escapes and JSON that is
/// there already: both are copied in one piece here, where RapidJSON's own writer goes byte by
/// byte (bench answer_all).
/// Threads: one.
class JsonWriter : public rapidjson::Writer<rapidjson::StringBuffer> {
public:
    explicit JsonWriter(rapidjson::StringBuffer& out) : Writer(out) {}

    // These hide those of the base, for the handlers that RapidJSON calls, too.
    bool String(const char* text, rapidjson::SizeType size, bool = false);

    bool String(std::string_view text) {
        return String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    }

    bool Key(const char* name, rapidjson::SizeType size, bool = false) {
        return String(name, size);
    }

    bool Key(std::string_view name) { return String(name); }

    /// `json`: a whole value.
    bool RawValue(const char* json, std::size_t size, rapidjson::Type type);

    /// Writes the members of an object into the one that is open.   Requires: `object` is compact.
    void members_of(std::string_view object);

    /// Goes on as if the object that is open had members already. (The base counts names and
    /// values alike.)
    void count_members() noexcept { level_stack_.template Top<Level>()->valueCount += 2; }
};

} // namespace aisle::api
