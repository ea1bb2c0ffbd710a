#include "data/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <system_error>
#include <vector>

#include <rapidjson/encodedstream.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "data/error.h"

// RapidJSON's iterative parser needs no stack of ours, but it accepts any depth, and the value
// it builds is later walked recursively. So its events pass through a counter that stops the
// parse at kMaxJsonDepth, before a value exists that would be dangerous to touch. The guard also
// takes numbers as text and reads them with from_chars: RapidJSON 1.1 counts the leading zeros of
// a zero on its exact path ("0e30"), which is undefined.

namespace aisle::data {
namespace {

constexpr unsigned kParseFlags = rapidjson::kParseIterativeFlag |
                                 rapidjson::kParseNumbersAsStringsFlag |
                                 rapidjson::kParseValidateEncodingFlag;

/// Hands parse events on to the document; ends the parse when they nest too deeply.
class ParseGuard {
public:
    using Ch = char;

    explicit ParseGuard(rapidjson::Document& document) : document_(document) {}

    /// Why the guard ended the parse. Requires: it did.
    [[nodiscard]] const std::string& reason() const { return reason_; }

    bool Null() { return document_.Null(); }

    bool Bool(bool value) { return document_.Bool(value); }

    bool String(const char* text, rapidjson::SizeType length, bool copy) {
        return document_.String(text, length, copy);
    }

    bool Key(const char* text, rapidjson::SizeType length, bool copy) {
        return document_.Key(text, length, copy);
    }

    bool StartObject() { return descend() && document_.StartObject(); }

    bool StartArray() { return descend() && document_.StartArray(); }

    bool EndObject(rapidjson::SizeType count) { return --depth_, document_.EndObject(count); }

    bool EndArray(rapidjson::SizeType count) { return --depth_, document_.EndArray(count); }

    bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
        const char* end = text + length;
        if (std::string_view(text, length).find_first_of(".eE") == std::string_view::npos) {
            std::int64_t integer = 0;
            if (std::from_chars(text, end, integer).ec == std::errc())
                return document_.Int64(integer);
            std::uint64_t natural = 0;
            if (std::from_chars(text, end, natural).ec == std::errc())
                return document_.Uint64(natural);
        }
        double number = 0;
        if (std::from_chars(text, end, number).ec == std::errc()) return document_.Double(number);
        // Out of range: only strtod tells too large from too small.
        number = std::strtod(std::string(text, length).c_str(), nullptr);
        if (std::isfinite(number)) return document_.Double(number);
        reason_ = "a number beyond the range of a double";
        return false;
    }

    // Never called: numbers come as text.
    bool Int(int value) { return document_.Int(value); }

    bool Uint(unsigned value) { return document_.Uint(value); }

    bool Int64(std::int64_t value) { return document_.Int64(value); }

    bool Uint64(std::uint64_t value) { return document_.Uint64(value); }

    bool Double(double value) { return document_.Double(value); }

private:
    bool descend() {
        if (++depth_ <= kMaxJsonDepth) return true;
        reason_ = "nested deeper than " + std::to_string(kMaxJsonDepth) + " levels";
        return false;
    }

    rapidjson::Document& document_;
    int depth_ = 0;
    std::string reason_;
};

[[noreturn]] void fail_at(std::string_view text, std::size_t offset, std::string_view reason) {
    offset = std::min(offset, text.size());
    const std::string_view before = text.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t newline = before.rfind('\n');
    const std::size_t column = newline == std::string_view::npos ? offset + 1 : offset - newline;
    throw Error(ErrorCode::kInvalidRequest, "invalid JSON at byte " + std::to_string(offset) +
                                                " (line " + std::to_string(line) + ", column " +
                                                std::to_string(column) +
                                                "): " + std::string(reason));
}

} // namespace

namespace {

void parse_into(rapidjson::Document& document, std::string_view text) {
    rapidjson::MemoryStream bytes(text.data(), text.size());
    rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
    rapidjson::Reader reader;
    ParseGuard guard(document);
    const auto generate = [&](rapidjson::Document&) {
        return !reader.Parse<kParseFlags>(stream, guard).IsError();
    };
    document.Populate(generate);
    if (reader.HasParseError()) {
        const rapidjson::ParseErrorCode code = reader.GetParseErrorCode();
        fail_at(text, reader.GetErrorOffset(),
                code == rapidjson::kParseErrorTermination ? guard.reason()
                                                          : rapidjson::GetParseError_En(code));
    }
    // A NUL byte looks like the end of the text to the parser.
    if (stream.Tell() < text.size()) fail_at(text, stream.Tell(), "a NUL byte");
}

} // namespace

rapidjson::Document parse_json(std::string_view text) {
    rapidjson::Document document;
    parse_into(document, text);
    return document;
}

rapidjson::Document parse_json(std::string_view text, JsonMemory& memory) {
    rapidjson::Document document(&memory.reuse());
    parse_into(document, text);
    return document;
}

std::string to_json_text(const rapidjson::Value& value) {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    value.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

rapidjson::Value number_value(double number) {
    constexpr double kBeyondInt64 = 9223372036854775808.0;
    const bool is_whole = std::abs(number) < kBeyondInt64 && number == std::trunc(number);
    return is_whole ? rapidjson::Value(static_cast<std::int64_t>(number))
                    : rapidjson::Value(number);
}

std::string_view string_of(const rapidjson::Value& value) {
    return {value.GetString(), value.GetStringLength()};
}

const rapidjson::Value* find_member(const rapidjson::Value& object, std::string_view name) {
    for (const auto& member : object.GetObject())
        if (string_of(member.name) == name) return &member.value;
    return nullptr;
}

std::string excerpt(std::string_view text) {
    constexpr std::size_t kMaxBytes = 60;
    if (text.size() <= kMaxBytes) return std::string(text);
    std::size_t end = kMaxBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return std::string(text.substr(0, end)) + "...";
}

JsonAt JsonAt::replaced_by(const rapidjson::Value& value) const& {
    JsonAt copy(value, name_);
    copy.parent_ = parent_;
    copy.index_ = index_;
    return copy;
}

JsonAt JsonAt::element(rapidjson::SizeType index) const& {
    JsonAt child(value_[index]);
    child.parent_ = this;
    child.index_ = index;
    return child;
}

JsonAt JsonAt::member(const rapidjson::Value::Member& member) const& {
    JsonAt child(member.value, string_of(member.name));
    child.parent_ = this;
    return child;
}

std::string JsonAt::path() const {
    std::vector<const JsonAt*> steps;
    for (const JsonAt* at = this; at != nullptr; at = at->parent_) steps.push_back(at);
    std::string text;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if ((*step)->index_ >= 0) {
            text.append("[").append(std::to_string((*step)->index_)).append("]");
        } else if (!(*step)->name_.empty()) {
            if (!text.empty()) text += '.';
            text += excerpt((*step)->name_);
        }
    }
    return text;
}

rapidjson::Document JsonAt::parse_embedded(std::string_view text) const {
    try {
        return parse_json(text);
    } catch (const Error& error) {
        fail_with(error.what());
    }
}

void JsonAt::fail(std::string_view expected) const {
    fail_with("expected " + std::string(expected) + ", got " + excerpt(to_json_text(value_)));
}

void JsonAt::fail_with(std::string_view message) const {
    const std::string where = path();
    throw Error(ErrorCode::kInvalidRequest,
                where.empty() ? std::string(message) : where + ": " + std::string(message));
}

std::string_view JsonAt::as_string() const {
    if (!value_.IsString()) fail("a string");
    return string_of(value_);
}

bool JsonAt::as_bool() const {
    if (!value_.IsBool()) fail("true or false");
    return value_.GetBool();
}

double JsonAt::as_number() const {
    if (!value_.IsNumber()) fail("a number");
    return value_.GetDouble();
}

std::int64_t JsonAt::as_integer(std::int64_t low, std::int64_t high) const {
    if (value_.IsInt64() && value_.GetInt64() >= low && value_.GetInt64() <= high)
        return value_.GetInt64();
    // 2^53: beyond it a double no longer says which integer was meant.
    constexpr double kMaxExact = 9007199254740992.0;
    if (value_.IsDouble()) {
        const double number = value_.GetDouble();
        const bool is_integer = std::abs(number) <= kMaxExact && std::floor(number) == number;
        if (is_integer && number >= static_cast<double>(low) && number <= static_cast<double>(high))
            return static_cast<std::int64_t>(number);
    }
    std::string expected = "an integer";
    if (high == std::numeric_limits<std::int64_t>::max()) {
        if (low != std::numeric_limits<std::int64_t>::min())
            expected += " of at least " + std::to_string(low);
    } else {
        expected += " from " + std::to_string(low) + " to " + std::to_string(high);
    }
    fail(expected);
}

void JsonAt::require_array() const {
    if (!value_.IsArray()) fail("an array");
}

void JsonAt::require_object() const {
    if (!value_.IsObject()) fail("an object");
}

} // namespace aisle::data
