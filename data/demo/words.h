#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle::data::demo {

/// Appends a name for a product line or a maker, capitalised: an existing word for the first few
/// ranks of a key, else an invented one, longer the rarer it is, as in real languages.
void append_word(std::string& out, std::uint64_t key, std::uint32_t rank);

/// Appends a model number such as "TX-410". The key of the product line decides the letters.
void append_model(std::string& out, std::uint64_t line_key, std::uint32_t number);

/// Appends the name of a small maker, such as "Atelier Vormek".
void append_maker(std::string& out, std::uint64_t key, std::uint32_t rank);

/// Appends English words with capital initials, "and", "of" and their like excepted.
void append_title_case(std::string& out, std::string_view words);

/// Appends UTF-8 text whose first letter becomes a capital (ASCII and Latin-1 letters).
void append_capitalised(std::string& out, std::string_view text);

} // namespace aisle::data::demo
