#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "data/ids.h"

namespace aisle::data {

/// Half-open range of words that follow one another in the dictionary.
struct WordRange {
    WordId begin = 0;
    WordId end = 0;

    [[nodiscard]] bool contains(WordId word) const noexcept { return begin <= word && word < end; }

    [[nodiscard]] bool is_empty() const noexcept { return begin == end; }
};

/// Bytes of the letter that begins with `first`; at least 1, also where that is not UTF-8.
[[nodiscard]] constexpr std::size_t letter_bytes(char first) noexcept {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// The letter that begins at `at`, as its raw bytes: distinct letters, distinct numbers.
[[nodiscard]] constexpr std::uint32_t letter_at(std::string_view word, std::size_t at) noexcept {
    std::uint32_t letter = 0;
    const std::size_t end = at + letter_bytes(word[at]);
    for (std::size_t i = at; i < end && i < word.size(); ++i) {
        letter = letter << 8U | static_cast<unsigned char>(word[i]);
    }
    return letter;
}

/// The arrays of a WordTrie, as they are sealed.
struct WordTrieArrays {
    std::vector<std::uint32_t> letters;
    std::vector<std::uint32_t> ends;
    std::vector<WordId> words;
};

/// The beginnings that words of a sorted dictionary share, as a tree, one letter a node, in
/// preorder: the first child of a node follows it, its next sibling follows its subtree.
///
/// A node of few words has no children: those words are looked at one by one. Numbers in a row,
/// such as skus, part ten ways at each digit, so that fewer would make a node of nearly every one.
class WordTrie {
public:
    using Node = std::uint32_t;
    static constexpr Node kRoot = 0; ///< holds all words and has no letter
    static constexpr std::uint32_t kLeafWords = 16;

    /// Shapes: `letters` and `ends` one entry a node, `words` one more.
    WordTrie(std::span<const std::uint32_t> letters, std::span<const std::uint32_t> ends,
             std::span<const WordId> words)
        : letters_(letters), ends_(ends), words_(words) {}

    /// True when the sizes of the arrays agree with each other and with the dictionary.
    [[nodiscard]] bool fits(std::uint32_t num_words) const noexcept {
        return !letters_.empty() && ends_.size() == letters_.size() &&
               words_.size() == letters_.size() + 1 && words_.back() == num_words &&
               ends_.front() == letters_.size();
    }

    [[nodiscard]] std::uint32_t letter(Node node) const noexcept { return letters_[node]; }

    /// The node after the subtree of `node`.
    [[nodiscard]] Node end(Node node) const noexcept { return ends_[node]; }

    [[nodiscard]] bool is_leaf(Node node) const noexcept { return ends_[node] == node + 1; }

    /// The words that begin with the letters from the root to `node`.
    [[nodiscard]] WordRange words(Node node) const noexcept {
        return {words_[node], words_[ends_[node]]};
    }

    /// `word(id)` gives the text of each of `num_words` words, sorted bytewise.
    template <class Word>
    [[nodiscard]] static WordTrieArrays build(std::uint32_t num_words, Word&& word) {
        WordTrieArrays arrays;
        add_node(arrays, {0, num_words}, 0, 0, word);
        arrays.words.push_back(num_words);
        return arrays;
    }

private:
    /// Adds the subtree of the words that share their first `path_bytes` bytes.
    template <class Word>
    static void add_node(WordTrieArrays& arrays, WordRange words, std::uint32_t letter,
                         std::size_t path_bytes, Word& word) {
        const std::size_t node = arrays.letters.size();
        arrays.letters.push_back(letter);
        arrays.ends.push_back(0);
        arrays.words.push_back(words.begin);
        const bool is_leaf = words.end - words.begin <= kLeafWords;
        for (WordId at = words.begin; at < words.end && !is_leaf;) {
            if (word(at).size() == path_bytes) { // the path itself is a word
                ++at;
                continue;
            }
            const std::uint32_t next = letter_at(word(at), path_bytes);
            WordId end = at + 1;
            while (end < words.end && letter_at(word(end), path_bytes) == next) ++end;
            add_node(arrays, {at, end}, next, path_bytes + letter_bytes(word(at)[path_bytes]),
                     word);
            at = end;
        }
        arrays.ends[node] = static_cast<std::uint32_t>(arrays.letters.size());
    }

    std::span<const std::uint32_t> letters_;
    std::span<const std::uint32_t> ends_;
    std::span<const WordId> words_;
};

} // namespace aisle::data
