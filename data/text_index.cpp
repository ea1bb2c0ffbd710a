#include "data/text_index.h"

#include <algorithm>
#include <sstream>

namespace aisle::data {

namespace {

TokenStreams::Arrays token_arrays(const SectionFile& file) {
    const auto sizes = file.array<std::uint32_t>("tokens.products");
    if (sizes.size() != 1) file.fail("it does not tell how many products there are");
    const std::size_t num_offsets = sizes.front() + std::size_t{1};
    return {file.array<WordId>("tokens.words"),
            Phrases(file.array<std::uint32_t>("phrases.entries"),
                    file.array<ShortCode>("phrases.codes")),
            NearbyArray(file, "tokens.offsets", num_offsets),
            file.array<SealedCode>("tokens.codes"),
            NearbyArray(file, "tokens.wide_offsets", num_offsets),
            file.array<std::uint32_t>("tokens.wide")};
}

} // namespace

TextIndex::TextIndex(const SectionFile& file)
    : word_offsets_(file, "words.offsets", file.array<std::uint32_t>("postings.offsets").size()),
      word_blob_(file.text("words.blob")),
      trie_(file.array<std::uint32_t>("trie.letters"), file.array<std::uint32_t>("trie.ends"),
            file.array<WordId>("trie.words")),
      posting_offsets_(file.array<std::uint32_t>("postings.offsets")),
      impacts_(file.array<std::uint8_t>("postings.impacts")),
      places_({file.array<Place>("marks.places"), file.array<PostingMark>("postings.marks")}),
      spots_(file.array<Spots>("marks.spots"), file.array<PostingMark>("postings.marks")),
      best_places_(file.array<std::uint16_t>("marks.best")),
      tokens_(token_arrays(file)),
      products_({posting_offsets_, file.array<Ordinal>("postings.products"),
                 file.array<WordId>("bits.words"), file.array<PostingBits::Block>("bits.blocks"),
                 file.array<std::uint64_t>("bits.first_cells"),
                 file.array<std::uint64_t>("bits.cells"), file.array<std::uint16_t>("bits.before")},
                tokens_.num_products()) {
    auto attributes = read_attributes(file.text("attributes"));
    if (!attributes) file.fail("its list of attributes is damaged");
    attributes_ = std::move(*attributes);
    const bool agree =
        !posting_offsets_.empty() && word_offsets_.back() == word_blob_.size() && tokens_.fits() &&
        products_.fits() && impacts_.size() == num_postings() && places_.size() == num_postings() &&
        file.array<Place>("marks.places").size() == file.array<Spots>("marks.spots").size() &&
        best_places_.size() == (num_postings() + kPostingsPerBest - 1) / kPostingsPerBest &&
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
