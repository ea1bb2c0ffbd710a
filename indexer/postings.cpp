// Every part is inverted by itself, by its own word ids: its few words and postings stay in the
// cache, which those of a whole segment do not. Where a part's postings of a word go among those of
// the segment is known beforehand, by how many the parts before it have, so that parts need not
// wait for one another.
#include "indexer/postings.h"

#include <algorithm>
#include <span>
#include <utility>

#include "data/token_streams.h"
#include "indexer/bm25f.h"
#include "indexer/for_each_part.h"

namespace aisle::indexer {

namespace {

namespace code = data::token_code;

std::span<const std::uint32_t> stream_of(const SegmentPart& part, std::size_t product) {
    const auto begin = part.token_offsets[product];
    return std::span(part.codes).subspan(begin, part.token_offsets[product + 1] - begin);
}

std::size_t num_products_of(const SegmentPart& part) {
    return part.token_offsets.size() - 1;
}

/// Calls `visit(word, attribute, place, i)` for every word of one product's stream, its `i`th code.
template <class Visit>
void for_each_place(std::span<const std::uint32_t> stream, const std::vector<TextField>& attributes,
                    Visit&& visit) {
    const TextField* attribute = nullptr;
    std::uint32_t position = 0;
    for (std::size_t i = 0; i < stream.size(); ++i) {
        const std::uint32_t c = stream[i];
        if (!code::is_word(c)) {
            if (c == code::kValueBreak) {
                position += code::kValueGap;
            } else {
                attribute = &attributes[c & ~code::kAttributeMark];
                position = 0;
            }
            continue;
        }
        const bool is_whole = !code::is_word(stream[i - 1]) &&
                              (i + 1 == stream.size() || !code::is_word(stream[i + 1]));
        visit(c, *attribute,
              data::Place(attribute->rank, attribute->is_ordered ? position : 0, is_whole), i);
        ++position;
    }
}

FieldLengths lengths_of(std::span<const std::uint32_t> stream,
                        const std::vector<TextField>& attributes) {
    FieldLengths lengths{};
    std::uint32_t field = 0;
    for (const std::uint32_t c : stream) {
        if (code::is_word(c)) {
            ++lengths[field];
        } else if (c != code::kValueBreak) {
            field = attributes[c & ~code::kAttributeMark].field;
        }
    }
    return lengths;
}

/// Sums are of whole numbers, so that they do not depend on who adds up what.
FieldLengths average_lengths(const std::vector<SegmentPart>& parts,
                             const std::vector<TextField>& attributes) {
    std::vector<FieldLengths> sums(parts.size());
    for_each_part(parts.size(), [&](std::size_t p) {
        FieldLengths sum{};
        for (std::size_t i = 0; i < num_products_of(parts[p]); ++i) {
            const auto lengths = lengths_of(stream_of(parts[p], i), attributes);
            for (std::size_t f = 0; f < kNumFields; ++f) sum[f] += lengths[f];
        }
        sums[p] = sum;
    });
    FieldLengths averages{};
    double num_products = 0;
    for (std::size_t p = 0; p < parts.size(); ++p) {
        for (std::size_t f = 0; f < kNumFields; ++f) averages[f] += sums[p][f];
        num_products += static_cast<double>(num_products_of(parts[p]));
    }
    for (auto& average : averages) average /= std::max(1.0, num_products);
    return averages;
}

/// Where the postings of each word of each part begin among those of the segment.
std::vector<std::vector<std::uint64_t>> first_postings(const std::vector<SegmentPart>& parts,
                                                       const Vocabulary& vocabulary) {
    std::vector<std::vector<std::uint64_t>> first(parts.size());
    std::vector<std::uint64_t> next(vocabulary.posting_offsets.begin(),
                                    vocabulary.posting_offsets.end() - 1);
    for (std::size_t p = 0; p < parts.size(); ++p) {
        const auto& ids = vocabulary.ids_of_part[p];
        first[p].reserve(ids.size());
        for (std::size_t word = 0; word < ids.size(); ++word) {
            first[p].push_back(next[ids[word]]);
            next[ids[word]] += parts[p].word_products[word];
        }
    }
    return first;
}

Postings room_for(std::uint64_t count) {
    return {std::vector<data::Ordinal>(count), std::vector<data::Place>(count),
            std::vector<data::SealedSpots>(count), std::vector<std::uint8_t>(count)};
}

/// Makes the postings of one part. `next`: where those of each of its words go.
void invert_part(const SegmentPart& part, data::Ordinal first_product,
                 std::vector<std::uint64_t> next, const std::vector<TextField>& attributes,
                 const Bm25F& bm25f, Postings& postings) {
    struct InProduct { // that is under way; else all zero
        double weight = 0;
        data::Spots spots = 0;
        data::Place place;
    };

    std::vector<InProduct> in_product(part.words.size());
    std::vector<std::uint32_t> words; // that it has
    for (std::size_t i = 0; i < num_products_of(part); ++i) {
        const auto stream = stream_of(part, i);
        const auto occurrence = bm25f.occurrence_weights(lengths_of(stream, attributes));
        for_each_place(
            stream, attributes,
            [&](std::uint32_t word, const TextField& attribute, data::Place place, std::size_t at) {
                auto& own = in_product[word];
                if (own.spots == 0) words.push_back(word);
                own.weight += occurrence[attribute.field];
                own.spots |= data::spot_at(at);
                own.place.merge(place);
            });
        for (const auto word : words) {
            const auto own = std::exchange(in_product[word], {});
            const auto posting = next[word]++;
            postings.products[posting] = first_product + static_cast<data::Ordinal>(i);
            postings.places[posting] = own.place;
            postings.spots[posting] = data::SealedSpots(own.spots);
            postings.impacts[posting] = Bm25F::impact(own.weight);
        }
        words.clear();
    }
}

/// Copies the postings of one part, which follow one another word by word, to where they belong.
void place_part(const Postings& own, const SegmentPart& part,
                const std::vector<std::uint64_t>& first, Postings& postings) {
    std::size_t begin = 0;
    for (std::size_t word = 0; word < first.size(); ++word) {
        const std::size_t count = part.word_products[word];
        const auto copy = [&](const auto& from, auto& to) {
            std::copy_n(from.data() + begin, count, to.data() + first[word]);
        };
        copy(own.products, postings.products);
        copy(own.places, postings.places);
        copy(own.spots, postings.spots);
        copy(own.impacts, postings.impacts);
        begin += count;
    }
}

/// Where the postings of each word of a part begin when they follow one another.
std::vector<std::uint64_t> own_offsets(const SegmentPart& part) {
    std::vector<std::uint64_t> offsets = {0};
    for (const auto count : part.word_products) offsets.push_back(offsets.back() + count);
    return offsets;
}

} // namespace

Postings invert(const std::vector<SegmentPart>& parts, const Vocabulary& vocabulary,
                const std::vector<TextField>& attributes) {
    const Bm25F bm25f(average_lengths(parts, attributes));
    Postings postings = room_for(vocabulary.num_postings());
    if (parts.size() == 1) {
        invert_part(parts[0], 0, own_offsets(parts[0]), attributes, bm25f, postings);
        return postings;
    }
    const auto first = first_postings(parts, vocabulary);
    std::vector<data::Ordinal> first_products = {0};
    for (const auto& part : parts) {
        first_products.push_back(first_products.back() +
                                 static_cast<data::Ordinal>(num_products_of(part)));
    }
    for_each_part(parts.size(), [&](std::size_t p) {
        auto offsets = own_offsets(parts[p]);
        Postings own = room_for(offsets.back());
        invert_part(parts[p], first_products[p], std::move(offsets), attributes, bm25f, own);
        place_part(own, parts[p], first[p], postings);
    });
    return postings;
}

} // namespace aisle::indexer
