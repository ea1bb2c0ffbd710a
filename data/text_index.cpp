#include "data/text_index.h"

#include <algorithm>
#include <sstream>

namespace aisle::data {

TextIndex::TextIndex(const SectionFile& file)
    : word_offsets_(file.array<std::uint32_t>("words.offsets")),
      word_blob_(file.text("words.blob")),
      trie_(file.array<std::uint32_t>("trie.letters"), file.array<std::uint32_t>("trie.ends"),
            file.array<WordId>("trie.words")),
      posting_offsets_(file.array<std::uint64_t>("postings.offsets")),
      impacts_(file.array<std::uint8_t>("postings.impacts")),
      places_({file.array<Place>("places.table"), file.array<std::uint8_t>("places.codes"),
               file.array<Place>("places.wide")}),
      spots_(file.array<SealedSpots>("postings.spots")),
      tokens_({file.array<WordId>("tokens.words"), file.array<std::uint64_t>("tokens.offsets"),
               file.array<ShortCode>("tokens.codes"),
               file.array<std::uint64_t>("tokens.wide_offsets"),
               file.array<std::uint32_t>("tokens.wide")}),
      products_({posting_offsets_, file.array<Ordinal>("postings.products"),
                 file.array<WordId>("bits.words"), file.array<PostingBits::Block>("bits.blocks"),
                 file.array<std::uint64_t>("bits.first_cells"),
                 file.array<std::uint64_t>("bits.cells"), file.array<std::uint16_t>("bits.before")},
                tokens_.num_products()) {
    auto attributes = read_attributes(file.text("attributes"));
    if (!attributes) file.fail("its list of attributes is damaged");
    attributes_ = std::move(*attributes);
    const bool agree = !word_offsets_.empty() && posting_offsets_.size() == word_offsets_.size() &&
                       word_offsets_.back() == word_blob_.size() && tokens_.fits() &&
                       products_.fits() && impacts_.size() == num_postings() &&
                       places_.fits(num_postings()) && spots_.size() == num_postings() &&
                       trie_.fits(num_words());
    if (!agree) file.fail("its sections disagree in size");
}

std::optional<WordId> TextIndex::find_word(std::string_view wanted) const noexcept {
    WordId low = 0;
    WordId high = num_words();
    while (low < high) {
        const WordId middle = low + (high - low) / 2;
        if (word(middle) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == num_words() || word(low) != wanted) return std::nullopt;
    return low;
}

WordRange TextIndex::words_with_prefix(std::string_view prefix) const noexcept {
    const auto partition = [&](WordId low, WordId high, auto&& is_before) {
        while (low < high) {
            const WordId middle = low + (high - low) / 2;
            if (is_before(word(middle))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    };
    const WordId begin = partition(0, num_words(), [&](std::string_view w) { return w < prefix; });
    const WordId end = partition(begin, num_words(), [&](std::string_view w) {
        return w.substr(0, prefix.size()) <= prefix;
    });
    return {begin, end};
}

std::string write_attributes(const std::vector<IndexedAttribute>& attributes) {
    std::string out;
    for (const auto& [path, rank, ordered] : attributes) {
        out += std::to_string(rank) + (ordered ? " o " : " u ") + sized_name(path) + '\n';
    }
    return out;
}

std::optional<std::vector<IndexedAttribute>> read_attributes(std::string_view text) {
    std::vector<IndexedAttribute> attributes;
    std::istringstream in{std::string(text)};
    std::uint32_t rank = 0;
    for (std::string order; in >> rank >> order;) {
        auto path = read_sized_name(in);
        if (!path) return std::nullopt;
        attributes.push_back({std::move(*path), rank, order == "o"});
    }
    return attributes;
}

} // namespace aisle::data
