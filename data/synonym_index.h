#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace aisle::data {

/// Normalised words in a row.
using WordRow = std::vector<std::string>;

/// Finds what stands for words in a row of a query. Immutable once filled.   Threads: any.
class SynonymIndex {
public:
    /// Rows that a query's words may be replaced by.
    struct Group {
        std::vector<WordRow> rows;
        std::uint8_t typos = 0; ///< what a match counts
    };

    /// Texts are cut into words with these separators kept.
    explicit SynonymIndex(std::string_view separators) : separators_(separators) {}

    /// From now on each of `targets` stands for each of `sources`. Texts without words are
    /// left out.
    void add(std::span<const std::string> sources, std::span<const std::string> targets,
             std::uint8_t typos);

    /// The groups that stand for exactly these words. A group may hold the words themselves.
    [[nodiscard]] std::vector<const Group*> find(std::span<const std::string> words) const;

    /// Number of words of the longest row that find() knows.
    [[nodiscard]] std::size_t longest_row() const noexcept { return longest_row_; }

private:
    [[nodiscard]] std::vector<WordRow> cut(std::span<const std::string> texts) const;

    std::string separators_;
    std::vector<Group> groups_;
    std::unordered_map<std::string, std::vector<std::uint32_t>> groups_of_row_;
    std::size_t longest_row_ = 0;
};

} // namespace aisle::data
