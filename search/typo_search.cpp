#include "search/typo_search.h"

#include <algorithm>
#include <array>

namespace aisle::search {

namespace {

/// Code points of a word; more than this are not typed by anyone.
constexpr std::size_t kMaxLetters = 40;

struct Letters {
    std::array<char32_t, kMaxLetters> at{};
    std::size_t count = 0;
};

std::size_t letter_bytes(char first) noexcept {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// The letter that begins at `at`, as its raw bytes: distinct letters, distinct numbers.
char32_t letter_at(std::string_view word, std::size_t at, std::size_t length) noexcept {
    char32_t letter = 0;
    for (std::size_t i = at; i < std::min(at + length, word.size()); ++i) {
        letter = letter << 8U | static_cast<unsigned char>(word[i]);
    }
    return letter;
}

Letters letters_of(std::string_view word) noexcept {
    Letters letters;
    for (std::size_t at = 0; at < word.size() && letters.count < kMaxLetters;) {
        const std::size_t length = letter_bytes(word[at]);
        letters.at[letters.count++] = letter_at(word, at, length);
        at += length;
    }
    return letters;
}

/// One row of the edit matrix: row[j] edits turn the path into the first j typed letters.
using EditRow = std::array<std::uint8_t, kMaxLetters + 1>;

class DictionaryWalk {
public:
    DictionaryWalk(const data::TextIndex& index, std::string_view word, std::uint32_t max_edits,
                   bool is_prefix)
        : index_(index), typed_(letters_of(word)), max_edits_(max_edits), is_prefix_(is_prefix) {}

    std::vector<TypoMatch> run() {
        EditRow first{};
        for (std::size_t j = 0; j <= typed_.count; ++j) first[j] = static_cast<std::uint8_t>(j);
        visit_children({0, index_.num_words()}, 0, first, first, 0);
        return std::move(found_);
    }

private:
    /// Visits the subtrees below the path that the words in `range` share: their first
    /// `path_bytes` bytes, `depth` letters.
    void visit_children(data::WordRange range, std::size_t path_bytes, const EditRow& row,
                        const EditRow& row_before, std::size_t depth) {
        if (depth == kMaxLetters) return;
        for (data::WordId at = range.begin; at < range.end;) {
            const std::string_view word = index_.word(at);
            if (word.size() == path_bytes) { // ends here; judged with its path
                ++at;
                continue;
            }
            const std::size_t length = letter_bytes(word[path_bytes]);
            const data::WordRange child = {
                at,
                index_.words_with_prefix(word.substr(0, path_bytes + length), {at, range.end}).end};
            path_[depth] = letter_at(word, path_bytes, length);
            visit(child, path_bytes + length, row, row_before, depth + 1);
            at = child.end;
        }
    }

    void visit(data::WordRange range, std::size_t path_bytes, const EditRow& above,
               const EditRow& two_above, std::size_t depth) {
        EditRow row;
        row[0] = static_cast<std::uint8_t>(depth);
        std::uint8_t least = row[0];
        for (std::size_t j = 1; j <= typed_.count; ++j) {
            const bool same = typed_.at[j - 1] == path_[depth - 1];
            int best = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
            if (depth > 1 && j > 1 && typed_.at[j - 1] == path_[depth - 2] &&
                typed_.at[j - 2] == path_[depth - 1]) {
                best = std::min(best, two_above[j - 2] + 1);
            }
            row[j] = static_cast<std::uint8_t>(best);
            least = std::min(least, row[j]);
        }
        if (least > max_edits_) return;
        const std::uint32_t edits = row[typed_.count];
        if (edits <= max_edits_) {
            const std::uint32_t typos = edits + (path_[0] == typed_.at[0] || edits == 0 ? 0 : 1);
            if (is_prefix_) {
                found_.push_back({range, typos});
            } else if (index_.word(range.begin).size() == path_bytes) {
                found_.push_back({{range.begin, range.begin + 1}, typos});
            }
        }
        visit_children(range, path_bytes, row, above, depth);
    }

    const data::TextIndex& index_;
    Letters typed_;
    std::uint32_t max_edits_;
    bool is_prefix_;
    std::array<char32_t, kMaxLetters> path_{};
    std::vector<TypoMatch> found_;
};

} // namespace

std::vector<TypoMatch> find_typos(const data::TextIndex& index, std::string_view word,
                                  std::uint32_t max_edits, bool is_prefix) {
    return DictionaryWalk(index, word, max_edits, is_prefix).run();
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
