// From the bytes of a record to its tree and its stored text. The tree is built through a
// filter for what RapidJSON lets pass: nesting without end, which it parses without recursion
// into a tree whose walks recurse; and the second half of a surrogate pair on its own, written
// as \udc00, which it turns into bytes that are no UTF-8. Numbers are read here as well, since
// its exact reading of them shifts by 64 bits for 0e-28.
#include "indexer/record_json.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "data/text.h"

namespace aisle::indexer {

namespace {

using rapidjson::SizeType;

/// For texts that are known to be UTF-8: checking it character by character took a fifth of
/// parsing (aisle-index build of 60,000 products).
constexpr unsigned kTrustingFlags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
constexpr unsigned kParseFlags = kTrustingFlags | rapidjson::kParseValidateEncodingFlag;

/// True when the text holds a surrogate: 0xED and a byte from 0xA0 on.
bool has_surrogate(std::string_view text) {
    for (std::size_t at = text.find('\xED'); at != std::string_view::npos;
         at = text.find('\xED', at + 1)) {
        if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
    }
    return false;
}

/// The number that the text is, if it is one that the type holds.
template <typename Number>
std::optional<Number> to_number(std::string_view text) {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) return std::nullopt;
    return value;
}

/// The double nearest to a number; infinite when it is too large for one.
double to_double(std::string_view text) {
    if (const auto value = to_number<double>(text)) return *value;
    // Out of range on either side: strtod tells which.
    return std::strtod(std::string(text).c_str(), nullptr);
}

/// Passes parse events on, and stops the parser at what a record may not hold.
template <typename Target>
class Filter : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Filter<Target>> {
public:
    explicit Filter(Target& target) : target_(target) {}

    /// Why the parser was stopped.
    [[nodiscard]] std::string reason() const {
        if (is_number_too_large_) return "has a number that is too large for a double";
        if (depth_ <= kMaxRecordDepth) return "has half a surrogate pair in a string";
        return "is nested deeper than " + std::to_string(kMaxRecordDepth) + " levels";
    }

    bool Null() { return target_.Null(); }

    bool Bool(bool value) { return target_.Bool(value); }

    bool RawNumber(const char* text, SizeType size, bool /*copy*/) {
        const std::string_view number(text, size);
        if (number.find_first_of(".eE") == std::string_view::npos) {
            if (const auto value = to_number<std::int64_t>(number)) return target_.Int64(*value);
            if (const auto value = to_number<std::uint64_t>(number)) return target_.Uint64(*value);
        }
        const double value = to_double(number);
        is_number_too_large_ = std::isinf(value);
        return !is_number_too_large_ && target_.Double(value);
    }

    bool String(const char* text, SizeType size, bool copy) {
        return !has_surrogate({text, size}) && target_.String(text, size, copy);
    }

    bool Key(const char* text, SizeType size, bool copy) {
        return !has_surrogate({text, size}) && target_.Key(text, size, copy);
    }

    bool StartObject() { return ++depth_ <= kMaxRecordDepth && target_.StartObject(); }

    bool StartArray() { return ++depth_ <= kMaxRecordDepth && target_.StartArray(); }

    bool EndObject(SizeType count) {
        --depth_;
        return target_.EndObject(count);
    }

    bool EndArray(SizeType count) {
        --depth_;
        return target_.EndArray(count);
    }

private:
    Target& target_;
    std::uint32_t depth_ = 0;
    bool is_number_too_large_ = false;
};

/// Notes the value of one top-level string or number on the way to a parse error.
class IdFinder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, IdFinder> {
public:
    explicit IdFinder(std::string_view field) : field_(field) {}

    bool Key(const char* text, SizeType size, bool /*copy*/) {
        is_next_ = depth_ == 1 && std::string_view(text, size) == field_;
        return true;
    }

    bool String(const char* text, SizeType size, bool /*copy*/) {
        return note(std::string(text, size));
    }

    bool RawNumber(const char* text, SizeType size, bool /*copy*/) {
        return note(std::string(text, size));
    }

    bool Default() {
        is_next_ = false;
        return true;
    }

    bool StartObject() {
        ++depth_;
        return Default();
    }

    bool StartArray() { return StartObject(); }

    bool EndObject(SizeType /*count*/) {
        --depth_;
        return true;
    }

    bool EndArray(SizeType count) { return EndObject(count); }

    std::string id;

private:
    bool note(std::string value) {
        if (is_next_) id = std::move(value);
        return Default();
    }

    std::string_view field_;
    std::uint32_t depth_ = 0;
    bool is_next_ = false;
};

} // namespace

std::optional<std::string> parse_json(std::string_view text, rapidjson::Document& document) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::ParseResult result;
    Filter<rapidjson::Document> filter(document);
    auto parse = [&](rapidjson::Document& /*document*/) {
        result = data::is_utf8(text) ? rapidjson::Reader().Parse<kTrustingFlags>(stream, filter)
                                     : rapidjson::Reader().Parse<kParseFlags>(stream, filter);
        return !result.IsError();
    };
    document.Populate(parse);
    if (result.Code() == rapidjson::kParseErrorTermination) return filter.reason();
    // RapidJSON takes a NUL for the end of the text.
    if (!result.IsError() && stream.Tell() != text.size()) {
        result.Set(rapidjson::kParseErrorDocumentRootNotSingular, stream.Tell());
    }
    if (!result.IsError()) return std::nullopt;
    return "is not valid JSON: " + std::string(rapidjson::GetParseError_En(result.Code())) +
           " At byte " + std::to_string(result.Offset()) + ".";
}

std::string find_before_error(std::string_view text, std::string_view field) {
    rapidjson::MemoryStream stream(text.data(), text.size());
    IdFinder finder(field);
    rapidjson::Reader().Parse<kParseFlags>(stream, finder);
    return std::move(finder.id);
}

} // namespace aisle::indexer
