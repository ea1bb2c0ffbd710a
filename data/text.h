#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle::data {

/// One word of a text: what is indexed, and where it stands in the text.
struct Token {
    std::string word;        ///< normalised: lower case, no diacritics, at most kMaxWordBytes
    std::uint32_t begin = 0; ///< byte offsets into the text, [begin, end)
    std::uint32_t end = 0;
};

/// Longer words are cut here; Xapian takes terms of up to 245 bytes.
inline constexpr std::size_t kMaxWordBytes = 120;

/// Cuts a text into words, the same way for records and for queries.
///
/// A word is a run of letters, digits and combining marks; everything else separates, except
/// the characters in `separators_to_index`, which count as letters. Words are case-folded and
/// stripped of diacritics (so "Crème" is "creme" and "Straße" is "strasse"). Han, Hiragana and
/// Katakana characters are words of their own, because those scripts do not mark word ends.
/// Bytes that are not UTF-8 separate.
///
/// Threads: any; one Tokenizer per thread.
class Tokenizer {
public:
    explicit Tokenizer(std::string_view separators_to_index = {});

    /// Starts over on `text`, which must outlive the calls of next().
    void reset(std::string_view text) noexcept;

    /// Fills `token` with the next word; false at the end of the text.
    bool next(Token& token);

private:
    [[nodiscard]] bool is_kept_separator(std::int32_t codepoint) const noexcept;
    bool next_slow(Token& token);

    std::vector<std::int32_t> kept_separators_;
    std::array<unsigned char, 256> words_; ///< what each byte is in a word; never changes
    std::string_view text_;
    std::size_t at_ = 0;
};

/// All words of `text`, in order.
[[nodiscard]] std::vector<Token> tokenize(std::string_view text,
                                          std::string_view separators_to_index = {});

/// `text` case-folded and stripped of diacritics, separators kept: how facet values compare.
[[nodiscard]] std::string fold(std::string_view text);

/// True for valid UTF-8: no surrogates, nothing longer than it need be.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Number of code points in valid UTF-8.
[[nodiscard]] std::uint32_t count_codepoints(std::string_view utf8) noexcept;

} // namespace aisle::data
