#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/document.h>

namespace aisle::data {

/// Arrays and objects inside each other beyond this are refused: what walks a value
/// recursively (writing it, comparing it) then needs a bounded stack.
inline constexpr int kMaxJsonDepth = 100;

/// Reads one JSON text (RFC 8259). Doubles are correctly rounded, a repeated member is kept
/// as often as it occurs, a byte order mark is skipped, invalid UTF-8 is refused.
/// Throws: Error{kInvalidRequest} with the byte offset, line and column.
/// Cost:   O(text), without recursion.
[[nodiscard]] rapidjson::Document parse_json(std::string_view text);

/// Memory for one document after the other: one by itself asks for 64 KiB, and giving those back
/// has the heap tidied up each time.   Threads: one.
class JsonMemory {
public:
    JsonMemory() = default;
    JsonMemory(const JsonMemory&) = delete;
    JsonMemory& operator=(const JsonMemory&) = delete;

    /// For the next document; the one before is gone.
    [[nodiscard]] rapidjson::MemoryPoolAllocator<>& reuse() {
        pool_.Clear();
        return pool_;
    }

private:
    std::vector<char> bytes_ = std::vector<char>(std::size_t{1} << 16U);
    rapidjson::MemoryPoolAllocator<> pool_{bytes_.data(), bytes_.size()};
};

/// The same in memory of the caller's; the document lasts until that is used again.
[[nodiscard]] rapidjson::Document parse_json(std::string_view text, JsonMemory& memory);

/// The value as compact JSON. Requires: nested at most kMaxJsonDepth deep or nearly so.
[[nodiscard]] std::string to_json_text(const rapidjson::Value& value);

/// A finite number as JSON; a whole one as an integer where one can hold it.
[[nodiscard]] rapidjson::Value number_value(double number);

/// The characters of a string value. Requires: value.IsString().
[[nodiscard]] std::string_view string_of(const rapidjson::Value& value);

/// The value of the first member of that name, or null. Requires: object.IsObject().
[[nodiscard]] const rapidjson::Value* find_member(const rapidjson::Value& object,
                                                  std::string_view name);

/// At most the first 60 bytes of a text the client sent, cut between characters: what an
/// error message quotes.
[[nodiscard]] std::string excerpt(std::string_view text);

/// A value together with the way to it, so that whoever rejects it can name it:
/// "priceContext.lists[1]: expected a string, got 5". The path is only spelled out for an
/// error. Lives on the stack and points at its parent, which must outlive it.
class JsonAt {
public:
    explicit JsonAt(const rapidjson::Value& value, std::string_view name = {})
        : value_(value), name_(name) {}

    /// A value at the same place that was read from another document (JSON inside a string).
    [[nodiscard]] JsonAt replaced_by(const rapidjson::Value& value) const&;

    [[nodiscard]] JsonAt element(rapidjson::SizeType index) const&;
    [[nodiscard]] JsonAt member(const rapidjson::Value::Member& member) const&;
    JsonAt element(rapidjson::SizeType index) const&& = delete;
    JsonAt member(const rapidjson::Value::Member& member) const&& = delete;

    [[nodiscard]] const rapidjson::Value& value() const noexcept { return value_; }

    [[nodiscard]] std::string path() const;

    /// Reads JSON that came as text inside a string value, naming this path when it is invalid.
    [[nodiscard]] rapidjson::Document parse_embedded(std::string_view text) const;

    /// Throws: Error{kInvalidRequest} "path: expected <expected>, got <value>".
    [[noreturn]] void fail(std::string_view expected) const;

    /// Throws: Error{kInvalidRequest} "path: <message>".
    [[noreturn]] void fail_with(std::string_view message) const;

    // The value as a type; anything else fails. A number without a fraction is an integer.
    [[nodiscard]] std::string_view as_string() const;
    [[nodiscard]] bool as_bool() const;
    [[nodiscard]] double as_number() const;
    [[nodiscard]] std::int64_t as_integer(std::int64_t low, std::int64_t high) const;
    void require_array() const;
    void require_object() const;

private:
    const rapidjson::Value& value_;
    const JsonAt* parent_ = nullptr;
    std::string_view name_;
    std::int64_t index_ = -1; ///< position in an array, or -1
};

} // namespace aisle::data
