#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/json.h"

namespace aisle::data {

// Values as clients really send them. In a URL every value is text, so each reader also takes
// the text form of its type. All throw Error{kInvalidRequest} naming path, value and expectation.

/// true, "true", 1, "1" and their opposites.
[[nodiscard]] bool read_flag(const JsonAt& at);

/// An integer in [low, high], also as text.
[[nodiscard]] std::uint32_t read_count(const JsonAt& at, std::uint32_t low, std::uint32_t high);

/// A finite number, also as text.
[[nodiscard]] double read_number(const JsonAt& at);

/// A list of strings; as text a JSON array or items between commas. A number or boolean stands
/// for its text; empty items are dropped.
[[nodiscard]] std::vector<std::string> read_names(const JsonAt& at);

/// All codes that read_languages() takes, ascending.
[[nodiscard]] std::span<const std::string_view> language_codes() noexcept;

/// A list of language codes of ISO 639-1, and "pt-br".
[[nodiscard]] std::vector<std::string> read_languages(const JsonAt& at);

/// One of the given words. Returns its position in `words`.
[[nodiscard]] std::size_t read_choice(const JsonAt& at, std::span<const std::string_view> words);

/// Fails unless `item` of the list at `at` is one of the given words.
void require_choice(const JsonAt& at, std::string_view item,
                    std::span<const std::string_view> words);

/// Calls `use` with the value, after reading it as JSON when it is text that begins like an
/// array or an object.
void with_structure(const JsonAt& at, const std::function<void(const JsonAt&)>& use);

/// The known name nearest to a misspelt one, as "; did you mean X?", or nothing.
[[nodiscard]] std::string suggestion(std::string_view name,
                                     std::span<const std::string_view> known);

} // namespace aisle::data
