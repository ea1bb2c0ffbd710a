#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/ids.h"
#include "data/posting_bits.h"
#include "data/word_trie.h"

namespace aisle::data {

/// The products of all postings of a segment: lists of those of rare words, bits of the others.
/// Lifetime: borrows the arrays.   Threads: any.
class PostingProducts {
public:
    /// From so many products on a word has bits: those of fewer take no less than a list, and a
    /// short list is quickly searched.
    static constexpr std::size_t kFewestForBits = 256;

    struct Arrays {
        std::span<const std::uint32_t> offsets; ///< of each word's postings, and one more
        std::span<const Ordinal> listed;        ///< of words without bits, one after the other
        std::span<const WordId> words;          ///< with bits, ascending
        std::span<const PostingBits::Block> blocks;
        std::span<const std::uint64_t> first_cells; ///< of each word with bits, and one more
        std::span<const std::uint64_t> cells;
        std::span<const std::uint16_t> before;
    };

    /// Postings one after the other: all of a word that has bits, or those of words without.
    struct Run {
        std::size_t begin;               ///< the first, counted within the range of words
        std::span<const Ordinal> listed; ///< empty where there are bits
        const PostingBits* bits;         ///< or null

        [[nodiscard]] std::size_t size() const noexcept {
            return bits != nullptr ? bits->size() : listed.size();
        }
    };

    /// Arrays that do not fit together are no crash, but nothing else must be called then.
    PostingProducts(const Arrays& arrays, std::uint32_t num_products);

    /// True when the sizes of the arrays fit together.
    [[nodiscard]] bool fits() const noexcept { return fits_; }

    [[nodiscard]] std::uint64_t num_postings() const noexcept { return arrays_.offsets.back(); }

    /// The bits of a word; null where it has a list.
    [[nodiscard]] const PostingBits* bits(WordId word) const noexcept {
        const auto at = index_of(word);
        return at < bits_.size() && arrays_.words[at] == word ? &bits_[at] : nullptr;
    }

    /// Requires: the words have no bits.
    [[nodiscard]] std::span<const Ordinal> list(WordId word) const noexcept {
        return listed({word, word + 1}, index_of(word));
    }

    /// Calls `visit(run)` for the postings of a range of words, in their order.
    template <class Visit>
    void for_each_run(WordRange words, Visit&& visit) const {
        const auto base = arrays_.offsets[words.begin];
        std::size_t at = index_of(words.begin);
        for (WordId word = words.begin; word < words.end;) {
            const bool has_bits = at < bits_.size() && arrays_.words[at] == word;
            const std::size_t begin = arrays_.offsets[word] - base;
            if (has_bits) {
                visit(Run{begin, {}, &bits_[at]});
                ++at;
                ++word;
                continue;
            }
            const WordId end =
                at < bits_.size() ? std::min(words.end, arrays_.words[at]) : words.end;
            visit(Run{begin, listed({word, end}, at), nullptr});
            word = end;
        }
    }

    /// Calls `visit(posting, product)` for the postings of a range of words, in their order.
    template <class Visit>
    void for_each(WordRange words, Visit&& visit) const {
        for_each_run(words, [&](const Run& run) {
            std::size_t posting = run.begin;
            const auto next = [&](Ordinal product) { visit(posting++, product); };
            if (run.bits != nullptr) {
                run.bits->for_each(next);
            } else {
                for (const auto product : run.listed) next(product);
            }
        });
    }

private:
    /// Words with bits that come before `word`.
    [[nodiscard]] std::size_t index_of(WordId word) const noexcept {
        return static_cast<std::size_t>(
            std::lower_bound(arrays_.words.begin(), arrays_.words.end(), word) -
            arrays_.words.begin());
    }

    /// Requires: words without bits, after so many that have them.
    [[nodiscard]] std::span<const Ordinal> listed(WordRange words,
                                                  std::size_t num_before) const noexcept {
        const auto begin = arrays_.offsets[words.begin];
        return arrays_.listed.subspan(begin - with_bits_before_[num_before],
                                      arrays_.offsets[words.end] - begin);
    }

    void open(std::uint32_t num_products);

    Arrays arrays_;
    bool fits_ = false;
    std::vector<PostingBits> bits_;               ///< of `words`
    std::vector<std::uint64_t> with_bits_before_; ///< postings with bits before each of them
};

} // namespace aisle::data
