#pragma once

#include "search/bounded_cache.h"
#include "search/expansion.h"

namespace aisle::search {

/// What terms stand for in the dictionary of one segment, kept: shoppers type the same words, and
/// the same beginnings of words, again and again, and a walk through the dictionary for typos was
/// more than half of a search of a small store (bench search_only).
/// Threads: any.
class TermAlternatives {
public:
    /// The alternatives of `term`, which `make` finds where they are not kept. `rules` is all
    /// that they depend on beside the term and the dictionary, spelled out.
    template <class Make>
    [[nodiscard]] std::shared_ptr<const Alternatives>
    find(const QueryTerm& term, const std::string& rules, const data::TextIndex& index,
         const Make& make) {
        std::string key = rules;
        key += term.is_prefix ? '*' : ' ';
        key += static_cast<char>('0' + term.max_typos);
        key += term.word;
        const std::size_t limit = kMaxBytesPerWord * index.num_words() + kMinBytes;
        return kept_.find(std::move(key), make, [limit](const Alternatives& alternatives) {
            std::size_t bytes = alternatives.size() * sizeof(Alternative);
            for (const auto& a : alternatives) bytes += a.rest.size() * sizeof(data::WordId);
            return BoundedCache<Alternatives>::Bytes{bytes, limit};
        });
    }

    /// What all that is kept may take, for each word of the dictionary, and at least. What 500
    /// queries of one to three words type, letter by letter, took half of it (bench keystrokes,
    /// 20,000 products: 36,000 words, 2,000 beginnings of words in 1.3 MB).
    static constexpr std::size_t kMaxBytesPerWord = 64;
    static constexpr std::size_t kMinBytes = 256 * 1024;

private:
    BoundedCache<Alternatives> kept_;
};

} // namespace aisle::search
