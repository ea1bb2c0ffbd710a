#include "indexer/text_writer.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <map>
#include <utility>

#include "data/section_file.h"
#include "data/text_index.h"
#include "indexer/bm25f.h"

// The words of a part are numbered within the part. Both the part's words and the database's
// are sorted bytewise, so one is a subsequence of the other and a forward walk translates.
// The places and the weight of a word in a product are found by inverting the token streams:
// products come in ascending order, so that a cursor a word runs through its postings in step.
// What is sealed is smaller: bits in place of long lists, a byte a place, short codes; data/ has
// the class that makes each of them beside the one that reads it.

namespace aisle::indexer {

namespace {

namespace code = data::token_code;

std::vector<data::IndexedAttribute> merge_attributes(const SegmentSchema& schema,
                                                     const std::vector<SegmentPart>& parts,
                                                     std::map<std::string, std::uint32_t>& ids) {
    std::vector<data::IndexedAttribute> attributes;
    if (!schema.searchable.empty()) {
        for (const auto& [path, rank, ordered] : schema.searchable) {
            attributes.push_back({path, rank, ordered});
        }
        return attributes;
    }
    for (const auto& part : parts) {
        for (const auto& path : part.attribute_paths) ids.emplace(path, 0);
    }
    for (auto& [path, id] : ids) {
        id = static_cast<std::uint32_t>(attributes.size());
        attributes.push_back({path, 0, false});
    }
    return attributes;
}

/// Renumbers the words and attributes of one part from the part's numbers to the segment's.
void translate(SegmentPart& part, const FlatIndex& flat,
               const std::map<std::string, std::uint32_t>& attribute_ids) {
    std::vector<std::uint32_t> word_ids;
    word_ids.reserve(part.words.size());
    std::uint32_t at = 0;
    for (const auto& word : part.words) {
        while (flat.word(at) != word) ++at; // terminates: the database holds every word
        word_ids.push_back(at);
    }
    std::vector<std::uint32_t> attributes;
    for (const auto& path : part.attribute_paths) attributes.push_back(attribute_ids.at(path));
    for (auto& c : part.codes) {
        if (code::is_word(c)) {
            c = word_ids[c];
        } else if (c != code::kValueBreak && !attributes.empty()) {
            c = code::kAttributeMark | attributes[c & ~code::kAttributeMark];
        }
    }
    part.words = {};
}

/// Calls `visit(word, attribute, place, i)` for every word of one product's stream, its `i`th code.
template <class Visit>
void for_each_place(std::span<const std::uint32_t> stream,
                    const std::vector<data::IndexedAttribute>& attributes, Visit&& visit) {
    std::uint32_t id = 0;
    const data::IndexedAttribute* attribute = nullptr;
    std::uint32_t position = 0;
    for (std::size_t i = 0; i < stream.size(); ++i) {
        const std::uint32_t c = stream[i];
        if (!code::is_word(c)) {
            if (c == code::kValueBreak) {
                position += code::kValueGap;
            } else {
                id = c & ~code::kAttributeMark;
                attribute = &attributes[id];
                position = 0;
            }
            continue;
        }
        const bool is_whole = !code::is_word(stream[i - 1]) &&
                              (i + 1 == stream.size() || !code::is_word(stream[i + 1]));
        visit(c, id, data::Place(attribute->rank, attribute->ordered ? position : 0, is_whole), i);
        ++position;
    }
}

/// Calls `visit(stream)` for every product of a part, in order.
template <class Visit>
void for_each_stream(const SegmentPart& part, Visit&& visit) {
    for (std::size_t i = 0; i + 1 < part.token_offsets.size(); ++i) {
        visit(
            std::span(part.codes)
                .subspan(part.token_offsets[i], part.token_offsets[i + 1] - part.token_offsets[i]));
    }
}

/// The same of all parts.
template <class Visit>
void for_each_stream(const std::vector<SegmentPart>& parts, Visit&& visit) {
    for (const auto& part : parts) for_each_stream(part, visit);
}

/// Which field of the weights each attribute is in. Without searchableAttributes none is more
/// telling than another.
std::vector<std::uint32_t> fields_of(const std::vector<data::IndexedAttribute>& attributes,
                                     const SegmentSchema& schema) {
    std::vector<std::uint32_t> fields;
    for (const auto& attribute : attributes) {
        fields.push_back(schema.searchable.empty() ? kNumFields - 1
                                                   : field_of_rank(attribute.rank));
    }
    return fields;
}

FieldLengths lengths_of(std::span<const std::uint32_t> stream,
                        const std::vector<std::uint32_t>& fields) {
    FieldLengths lengths{};
    std::uint32_t field = 0;
    for (const std::uint32_t c : stream) {
        if (code::is_word(c)) {
            ++lengths[field];
        } else if (c != code::kValueBreak) {
            field = fields[c & ~code::kAttributeMark];
        }
    }
    return lengths;
}

FieldLengths average_lengths(const std::vector<SegmentPart>& parts,
                             const std::vector<std::uint32_t>& fields) {
    FieldLengths sums{};
    double num_products = 0;
    for_each_stream(parts, [&](std::span<const std::uint32_t> stream) {
        const auto lengths = lengths_of(stream, fields);
        for (std::size_t f = 0; f < kNumFields; ++f) sums[f] += lengths[f];
        ++num_products;
    });
    for (auto& sum : sums) sum /= std::max(1.0, num_products);
    return sums;
}

/// What is known of every posting beside its product.
struct PostingDetails {
    std::vector<data::Place> places;
    std::vector<data::SealedSpots> spots;
    std::vector<std::uint8_t> impacts;
};

PostingDetails invert_streams(const FlatIndex& flat, const std::vector<SegmentPart>& parts,
                              const std::vector<data::IndexedAttribute>& attributes,
                              const std::vector<std::uint32_t>& fields) {
    const std::size_t size = flat.products.size();
    PostingDetails details{std::vector<data::Place>(size), std::vector<data::SealedSpots>(size),
                           std::vector<std::uint8_t>(size)};
    const Bm25F bm25f(average_lengths(parts, fields));
    std::vector<std::uint64_t> cursor(flat.posting_offsets.begin(), flat.posting_offsets.end() - 1);

    struct InProduct { // that is under way; else all zero
        double weight = 0;
        data::Spots spots = 0;
        data::Place place;
    };

    std::vector<InProduct> in_product(flat.num_words());
    std::vector<std::uint32_t> words; // that it has
    for_each_stream(parts, [&](std::span<const std::uint32_t> stream) {
        const auto occurrence = bm25f.occurrence_weights(lengths_of(stream, fields));
        for_each_place(
            stream, attributes,
            [&](std::uint32_t word, std::uint32_t attribute, data::Place place, std::size_t at) {
                auto& own = in_product[word];
                if (own.spots == 0) words.push_back(word);
                own.weight += occurrence[fields[attribute]];
                own.spots |= data::spot_at(at);
                own.place.merge(place);
            });
        for (const auto word : words) {
            const auto own = std::exchange(in_product[word], {});
            const auto posting = cursor[word]++;
            details.impacts[posting] = Bm25F::impact(own.weight);
            details.spots[posting] = data::SealedSpots(own.spots);
            details.places[posting] = own.place;
        }
        words.clear();
    });
    return details;
}

std::uint32_t num_products_in(const std::vector<SegmentPart>& parts) {
    std::size_t count = 0;
    for (const auto& part : parts) count += part.token_offsets.size() - 1;
    return static_cast<std::uint32_t>(count);
}

/// Those of rare words as lists, of the others as bits.
void write_products(data::SectionFileWriter& file, const FlatIndex& flat,
                    std::uint32_t num_products) {
    data::PostingBitsArrays bits;
    std::vector<data::WordId> words; // with bits
    std::vector<data::Ordinal> listed;
    for (data::WordId word = 0; word < flat.num_words(); ++word) {
        const auto begin = flat.posting_offsets[word];
        const auto products =
            std::span(flat.products).subspan(begin, flat.posting_offsets[word + 1] - begin);
        if (products.size() < data::PostingProducts::kFewestForBits) {
            listed.insert(listed.end(), products.begin(), products.end());
        } else {
            words.push_back(word);
            bits.add(products, num_products);
        }
    }
    file.put("postings.products", listed);
    file.put("bits.words", words);
    file.put("bits.blocks", bits.blocks);
    file.put("bits.first_cells", bits.first_cells);
    file.put("bits.cells", bits.cells);
    file.put("bits.before", bits.before);
}

void write_places(data::SectionFileWriter& file, const std::vector<data::Place>& places) {
    const data::PlaceCodes few(places);
    file.put("places.table", few.table);
    file.put("places.codes", few.codes);
    file.put("places.wide", few.codes.empty() ? places : std::vector<data::Place>());
}

void write_streams(data::SectionFileWriter& file, const std::vector<SegmentPart>& parts,
                   const FlatIndex& flat) {
    data::TokenEncoder encoder(flat.posting_offsets);
    file.begin("tokens.codes");
    for (const auto& part : parts) {
        for_each_stream(part, [&](std::span<const std::uint32_t> stream) { encoder.add(stream); });
        const auto codes = encoder.take_codes();
        file.write(codes.data(), codes.size() * sizeof(codes[0]));
    }
    file.end();
    file.put("tokens.words", encoder.words());
    file.put("tokens.offsets", encoder.offsets());
    file.put("tokens.wide_offsets", encoder.wide_offsets());
    file.put("tokens.wide", encoder.wide());
}

} // namespace

void write_text(const SegmentSchema& schema, std::vector<SegmentPart>& parts, const FlatIndex& flat,
                const SegmentTarget& target, SegmentCounts& counts) {
    std::map<std::string, std::uint32_t> attribute_ids;
    const auto attributes = merge_attributes(schema, parts, attribute_ids);
    const auto translate_part = [&](std::size_t i) { translate(parts[i], flat, attribute_ids); };
    if (parts.size() == 1) { // of a server that writes or merges, in the thread it has for that
        translate_part(0);
    } else {
        tbb::parallel_for(std::size_t{0}, parts.size(), translate_part);
    }

    const auto details = invert_streams(flat, parts, attributes, fields_of(attributes, schema));

    data::SectionFileWriter file(target.directory / "text.bin", target.is_durable);
    file.put("attributes", data::write_attributes(attributes));
    file.put("words.offsets", flat.word_offsets);
    file.put("words.blob", flat.word_blob);
    const auto trie =
        data::WordTrie::build(flat.num_words(), [&](data::WordId id) { return flat.word(id); });
    file.put("trie.letters", trie.letters);
    file.put("trie.ends", trie.ends);
    file.put("trie.words", trie.words);
    file.put("postings.offsets", flat.posting_offsets);
    write_products(file, flat, num_products_in(parts));
    file.put("postings.impacts", details.impacts);
    write_places(file, details.places);
    file.put("postings.spots", details.spots);
    write_streams(file, parts, flat);
    file.finish();
    counts.num_words = flat.num_words();
    counts.num_postings = flat.products.size();
}

} // namespace aisle::indexer
