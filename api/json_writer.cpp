#include "api/json_writer.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace aisle::api {

namespace {

/// True when JSON has the text as it is. Without a branch, so that it is done many bytes at a time.
bool is_plain(std::string_view text) noexcept {
    bool is_plain = true;
    for (const char c : text) {
        is_plain &= static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    }
    return is_plain;
}

} // namespace

void append_text(std::string_view text, rapidjson::StringBuffer& out) {
    if (!text.empty()) std::memcpy(out.Push(text.size()), text.data(), text.size());
}

void append_json_string(std::string_view text, rapidjson::StringBuffer& out) {
    if (is_plain(text)) {
        out.Put('"');
        append_text(text, out);
        out.Put('"');
        return;
    }
    rapidjson::Writer<rapidjson::StringBuffer>(out).String(
        text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

bool JsonWriter::String(const char* text, rapidjson::SizeType size, bool) {
    Prefix(rapidjson::kStringType);
    append_json_string({text, size}, *os_);
    return EndValue(true);
}

bool JsonWriter::RawValue(const char* json, std::size_t size, rapidjson::Type type) {
    Prefix(type);
    append_text({json, size}, *os_);
    return EndValue(true);
}

void JsonWriter::members_of(std::string_view object) {
    assert(object.starts_with('{') && object.ends_with('}'));
    const auto members = object.substr(1, object.size() - 2);
    if (members.empty()) return;
    if (level_stack_.template Top<Level>()->valueCount > 0) os_->Put(',');
    append_text(members, *os_);
    count_members();
}

} // namespace aisle::api
