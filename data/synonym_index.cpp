#include "data/synonym_index.h"

#include <algorithm>

#include "data/text.h"

namespace aisle::data {

namespace {

/// One text a row, and another for another row: no word holds a NUL.
std::string key_of(std::span<const std::string> words) {
    std::string key;
    for (const auto& word : words) key.append(word).push_back('\0');
    return key;
}

} // namespace

std::vector<WordRow> SynonymIndex::cut(std::span<const std::string> texts) const {
    std::vector<WordRow> rows;
    for (const auto& text : texts) {
        WordRow row;
        for (auto& token : tokenize(text, separators_)) row.push_back(std::move(token.word));
        if (!row.empty() && std::find(rows.begin(), rows.end(), row) == rows.end()) {
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

void SynonymIndex::add(std::span<const std::string> sources, std::span<const std::string> targets,
                       std::uint8_t typos) {
    const auto group = static_cast<std::uint32_t>(groups_.size());
    groups_.push_back({cut(targets), typos});
    for (const auto& row : cut(sources)) {
        groups_of_row_[key_of(row)].push_back(group);
        longest_row_ = std::max(longest_row_, row.size());
    }
}

std::vector<const SynonymIndex::Group*>
SynonymIndex::find(std::span<const std::string> words) const {
    std::vector<const Group*> found;
    const auto groups = groups_of_row_.find(key_of(words));
    if (groups == groups_of_row_.end()) return found;
    for (const auto group : groups->second) found.push_back(&groups_[group]);
    return found;
}

} // namespace aisle::data
