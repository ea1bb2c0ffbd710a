#include "search/typo_search.h"

#include <algorithm>
#include <array>
#include <bit>

namespace aisle::search {

namespace {

/// Code points of a word; more than this are not typed by anyone.
constexpr std::size_t kMaxLetters = 40;

struct Letters {
    std::array<std::uint32_t, kMaxLetters> at{};
    std::size_t count = 0;
};

Letters letters_of(std::string_view word) noexcept {
    Letters letters;
    for (std::size_t at = 0; at < word.size() && letters.count < kMaxLetters;) {
        letters.at[letters.count++] = data::letter_at(word, at);
        at += data::letter_bytes(word[at]);
    }
    return letters;
}

/// One row of the edit matrix: row[j] edits turn the path into the first j typed letters.
using EditRow = std::array<std::uint8_t, kMaxLetters + 2>;

class DictionaryWalk {
public:
    DictionaryWalk(const data::TextIndex& index, std::string_view word, std::uint32_t max_edits,
                   bool is_prefix)
        : index_(index),
          trie_(index.trie()),
          typed_(letters_of(word)),
          max_edits_(max_edits),
          is_prefix_(is_prefix) {}

    std::vector<TypoMatch> run() {
        for (std::size_t j = 0; j <= typed_.count; ++j) rows_[0][j] = static_cast<std::uint8_t>(j);
        visit_below(data::WordTrie::kRoot, 0, 0);
        return std::move(found_);
    }

private:
    /// Visits what lies below `node`, whose path has `depth` letters and `path_bytes` bytes.
    void visit_below(data::WordTrie::Node node, std::size_t path_bytes, std::size_t depth) {
        if (depth == kMaxLetters) return;
        if (trie_.is_leaf(node)) {
            const auto words = trie_.words(node);
            for (auto word = words.begin; word < words.end; ++word) {
                visit_word(word, path_bytes, depth);
            }
            return;
        }
        for (auto child = node + 1; child < trie_.end(node); child = trie_.end(child)) {
            if (!go_to(trie_.letter(child), depth)) continue;
            const auto words = trie_.words(child);
            const std::size_t bytes =
                path_bytes + data::letter_bytes(index_.word(words.begin)[path_bytes]);
            if (const auto edits = edits_of_path(depth + 1); edits <= max_edits_) {
                if (is_prefix_) {
                    add(words, edits);
                } else if (!trie_.is_leaf(child) && index_.word(words.begin).size() == bytes) {
                    add({words.begin, words.begin + 1}, edits);
                }
            }
            visit_below(child, bytes, depth + 1);
        }
    }

    /// Follows one word from the first `path_bytes` bytes to its end.
    void visit_word(data::WordId id, std::size_t path_bytes, std::size_t depth) {
        const std::string_view word = index_.word(id);
        while (path_bytes < word.size()) {
            if (depth == kMaxLetters || !go_to(data::letter_at(word, path_bytes), depth)) return;
            path_bytes += data::letter_bytes(word[path_bytes]);
            ++depth;
            if (is_prefix_ && edits_of_path(depth) <= max_edits_) {
                add({id, id + 1}, edits_of_path(depth));
            }
        }
        if (!is_prefix_ && edits_of_path(depth) <= max_edits_) {
            add({id, id + 1}, edits_of_path(depth));
        }
    }

    /// Makes `letter` the one after the first `depth` of the path and computes its row, as far as
    /// cells can be within the allowed edits: near the diagonal.
    /// Returns: whether any is.
    bool go_to(std::uint32_t letter, std::size_t depth) {
        path_[depth++] = letter;
        const EditRow& above = rows_[depth - 1];
        EditRow& row = rows_[depth];
        const std::size_t first = depth > max_edits_ ? depth - max_edits_ : 1;
        const std::size_t last = std::min(typed_.count, depth + max_edits_);
        const auto outside = static_cast<std::uint8_t>(max_edits_ + 1);
        row[first - 1] = first == 1 ? static_cast<std::uint8_t>(depth) : outside;
        std::uint8_t least = row[first - 1];
        for (std::size_t j = first; j <= last; ++j) {
            const bool is_same = typed_.at[j - 1] == letter;
            int best = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (is_same ? 0 : 1)});
            if (depth > 1 && j > 1 && typed_.at[j - 1] == path_[depth - 2] &&
                typed_.at[j - 2] == letter) {
                best = std::min(best, rows_[depth - 2][j - 2] + 1);
            }
            row[j] = static_cast<std::uint8_t>(best);
            least = std::min(least, row[j]);
        }
        row[last + 1] = outside;
        return least <= max_edits_;
    }

    /// More than are allowed where the path is too short or too long.
    [[nodiscard]] std::uint32_t edits_of_path(std::size_t depth) const noexcept {
        const bool is_near =
            typed_.count <= depth + max_edits_ && depth <= typed_.count + max_edits_;
        return is_near ? rows_[depth][typed_.count] : max_edits_ + 1;
    }

    void add(data::WordRange words, std::uint32_t edits) {
        const bool is_first_wrong = edits > 0 && path_[0] != typed_.at[0];
        found_.push_back({words, edits + (is_first_wrong ? 1U : 0U)});
    }

    const data::TextIndex& index_;
    const data::WordTrie& trie_;
    Letters typed_;
    std::uint32_t max_edits_;
    bool is_prefix_;
    std::array<std::uint32_t, kMaxLetters> path_{};
    std::array<EditRow, kMaxLetters + 1> rows_; ///< of the path's letters, one after the other
    std::vector<TypoMatch> found_;
};

} // namespace

std::vector<TypoMatch> find_typos(const data::TextIndex& index, std::string_view word,
                                  std::uint32_t max_edits, bool is_prefix) {
    return DictionaryWalk(index, word, max_edits, is_prefix).run();
}

std::uint64_t letter_bits(std::string_view word) noexcept {
    // Bytes share bits, and those of letters outside ASCII are left out: that only lets more
    // words pass.
    std::uint64_t bits = 0;
    for (const char c : word) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) bits |= std::uint64_t{1} << (byte & 63U);
    }
    return bits;
}

bool lacks_letters(std::string_view word, std::string_view typed, std::uint32_t limit) noexcept {
    // Each edit brings in one letter at most.
    const auto missing = letter_bits(typed) & ~letter_bits(word);
    return static_cast<std::uint32_t>(std::popcount(missing)) > limit;
}

std::uint32_t edit_distance(std::string_view a, std::string_view b, std::uint32_t limit) {
    const Letters x = letters_of(a);
    const Letters y = letters_of(b);
    std::array<EditRow, kMaxLetters + 1> rows;
    for (std::size_t j = 0; j <= y.count; ++j) rows[0][j] = static_cast<std::uint8_t>(j);
    for (std::size_t i = 1; i <= x.count; ++i) {
        rows[i][0] = static_cast<std::uint8_t>(i);
        for (std::size_t j = 1; j <= y.count; ++j) {
            const int replace = rows[i - 1][j - 1] + (x.at[i - 1] == y.at[j - 1] ? 0 : 1);
            int best = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, replace});
            if (i > 1 && j > 1 && x.at[i - 1] == y.at[j - 2] && x.at[i - 2] == y.at[j - 1]) {
                best = std::min(best, rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = static_cast<std::uint8_t>(best);
        }
    }
    return std::min<std::uint32_t>(rows[x.count][y.count], limit + 1);
}

} // namespace aisle::search
