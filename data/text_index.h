#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/ids.h"
#include "data/nearby_array.h"
#include "data/places.h"
#include "data/posting_products.h"
#include "data/section_file.h"
#include "data/spots.h"
#include "data/token_streams.h"
#include "data/word_trie.h"

namespace aisle::data {

/// What is known of each posting of one word, or of several that follow one another, beside its
/// product. All run in parallel.
struct PostingList {
    std::span<const std::uint8_t> impacts; ///< BM25 term weight without the idf, 255 = the limit
    Places places;
    PostingSpots spots;

    [[nodiscard]] std::size_t size() const noexcept { return places.size(); }
};

/// One attribute whose text is indexed.
struct IndexedAttribute {
    std::string path;
    std::uint32_t rank = 0;
    bool ordered = true;
};

/// The text of one segment: dictionary, flat postings, and every product's words in order.
/// Immutable, mapped from `text.bin`.   Threads: any.
class TextIndex {
public:
    /// Throws: Error{kCorruptData} when sections are missing or disagree in size.
    explicit TextIndex(const SectionFile& file);

    [[nodiscard]] std::uint32_t num_words() const noexcept {
        return static_cast<std::uint32_t>(posting_offsets_.size() - 1);
    }

    [[nodiscard]] std::uint32_t num_products() const noexcept { return tokens_.num_products(); }

    [[nodiscard]] std::uint64_t num_postings() const noexcept { return products_.num_postings(); }

    [[nodiscard]] std::string_view word(WordId id) const noexcept {
        return word_blob_.substr(word_offsets_[id],
                                 word_offsets_[id + std::size_t{1}] - word_offsets_[id]);
    }

    [[nodiscard]] std::optional<WordId> find_word(std::string_view word) const noexcept;

    [[nodiscard]] const WordTrie& trie() const noexcept { return trie_; }

    /// The words that begin with `prefix`.   Cost: two binary searches.
    [[nodiscard]] WordRange words_with_prefix(std::string_view prefix) const noexcept;

    [[nodiscard]] std::uint32_t document_frequency(WordId id) const noexcept {
        return posting_offsets_[id + 1] - posting_offsets_[id];
    }

    [[nodiscard]] PostingList postings(WordId id) const noexcept {
        return postings(WordRange{id, id + 1});
    }

    /// The postings of all words of a range, one word after the other; those of a word by ascending
    /// product.
    [[nodiscard]] PostingList postings(WordRange words) const noexcept {
        const std::size_t begin = posting_offsets_[words.begin];
        const std::size_t count = posting_offsets_[words.end] - begin;
        return {impacts_.subspan(begin, count), places_.subspan(begin, count),
                spots_.subspan(begin, count)};
    }

    /// The products of all postings, in step with these.
    [[nodiscard]] const PostingProducts& products() const noexcept { return products_; }

    /// The best place of every kPostingsPerBest postings of the segment that follow one another, as
    /// Place::order() has it.
    [[nodiscard]] std::span<const std::uint16_t> best_places() const noexcept {
        return best_places_;
    }

    static constexpr std::size_t kPostingsPerBest = 64;

    /// Every product's words in order.
    [[nodiscard]] const TokenStreams& tokens() const noexcept { return tokens_; }

    [[nodiscard]] const std::vector<IndexedAttribute>& attributes() const noexcept {
        return attributes_;
    }

private:
    NearbyArray word_offsets_;
    std::string_view word_blob_;
    WordTrie trie_;
    std::span<const std::uint32_t> posting_offsets_;
    std::span<const std::uint8_t> impacts_;
    Places places_;
    PostingSpots spots_;
    std::span<const std::uint16_t> best_places_;
    TokenStreams tokens_;
    PostingProducts products_;
    std::vector<IndexedAttribute> attributes_;
};

/// How the attributes are written into and read from a section.
[[nodiscard]] std::string write_attributes(const std::vector<IndexedAttribute>& attributes);
/// Nothing when the text is cut short.
[[nodiscard]] std::optional<std::vector<IndexedAttribute>> read_attributes(std::string_view text);

} // namespace aisle::data
