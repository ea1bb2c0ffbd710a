#include "indexer/text_writer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "data/error.h"
#include "data/posting_marks.h"
#include "data/section_file.h"
#include "data/text_index.h"
#include "data/token_encoder.h"
#include "indexer/array_writer.h"
#include "indexer/bm25f.h"
#include "indexer/for_each_part.h"
#include "indexer/postings.h"
#include "indexer/vocabulary.h"

// Words and attributes of a part are numbered within the part until it is inverted.
// What is sealed is smaller than what is inverted: bits in place of long lists, a byte a place,
// short codes; data/ has the class that makes each of them beside the one that reads it.

namespace aisle::indexer {

namespace {

namespace code = data::token_code;

using AttributeIds = std::map<std::string, std::uint32_t>;

/// The attributes of all parts, by their ranks or else by their names, which `ids` tells then.
std::vector<data::IndexedAttribute> merge_attributes(const SegmentSchema& schema,
                                                     const std::vector<SegmentPart>& parts,
                                                     AttributeIds& ids) {
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

/// Renumbers the attributes of a part from the part's numbers to the segment's.
void translate_attributes(SegmentPart& part, const AttributeIds& attribute_ids) {
    if (part.attribute_paths.empty()) return; // they have the numbers of the settings
    std::vector<std::uint32_t> ids;
    for (const auto& path : part.attribute_paths) ids.push_back(attribute_ids.at(path));
    for (auto& c : part.codes) {
        if (code::is_word(c) || c == code::kValueBreak) continue;
        c = code::kAttributeMark | ids[c & ~code::kAttributeMark];
    }
}

void translate_words(SegmentPart& part, const std::vector<data::WordId>& ids) {
    for (auto& c : part.codes) {
        if (code::is_word(c)) c = ids[c];
    }
}

/// Without searchableAttributes no attribute is more telling than another.
std::vector<TextField> fields_of(const std::vector<data::IndexedAttribute>& attributes,
                                 const SegmentSchema& schema) {
    std::vector<TextField> fields;
    for (const auto& attribute : attributes) {
        fields.push_back(
            {attribute.rank, attribute.ordered,
             schema.searchable.empty() ? kNumFields - 1 : field_of_rank(attribute.rank)});
    }
    return fields;
}

std::uint32_t num_products_in(const std::vector<SegmentPart>& parts) {
    std::size_t count = 0;
    for (const auto& part : parts) count += part.token_offsets.size() - 1;
    return static_cast<std::uint32_t>(count);
}

/// Those of rare words as lists, of the others as bits.
void write_products(data::SectionFileWriter& file, const Vocabulary& vocabulary,
                    const std::vector<data::Ordinal>& all, std::uint32_t num_products) {
    data::PostingBitsArrays bits;
    std::vector<data::WordId> words; // with bits
    std::vector<data::Ordinal> listed;
    for (data::WordId word = 0; word < vocabulary.num_words(); ++word) {
        const auto begin = vocabulary.posting_offsets[word];
        const auto products =
            std::span(all).subspan(begin, vocabulary.posting_offsets[word + 1] - begin);
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

/// See data::TextIndex::best_places(). Marks are in the order of places.
std::vector<std::uint16_t> best_places(const data::PostingMarks& marks) {
    constexpr std::size_t kBlock = data::TextIndex::kPostingsPerBest;
    std::vector<std::uint16_t> best;
    best.reserve(marks.marks.size() / kBlock + 1);
    for (std::size_t begin = 0; begin < marks.marks.size(); begin += kBlock) {
        const auto block =
            std::span(marks.marks).subspan(begin, std::min(kBlock, marks.marks.size() - begin));
        const auto mark = *std::min_element(block.begin(), block.end());
        best.push_back(static_cast<std::uint16_t>(marks.places[mark].order()));
    }
    return best;
}

/// As they are sealed; throws where there are more postings than four bytes count.
std::vector<std::uint32_t> narrow(const std::vector<std::uint64_t>& posting_offsets) {
    if (posting_offsets.back() > data::kNoId) {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          "a segment has " + std::to_string(posting_offsets.back()) +
                              " postings, more than there is room for");
    }
    return {posting_offsets.begin(), posting_offsets.end()};
}

void write_marks(data::SectionFileWriter& file, const Postings& postings) {
    const data::PostingMarks marks(postings.places, postings.spots);
    file.put("postings.marks", marks.marks);
    file.put("marks.places", marks.places);
    file.put("marks.best", best_places(marks));
    file.put("marks.spots", marks.spots);
}

/// Where each of so many begins among all; throws where they are more than four bytes count.
std::vector<std::uint32_t>
offsets_of(const std::vector<data::EncodedStreams>& parts,
           const std::vector<std::uint32_t> data::EncodedStreams::*sizes) {
    std::vector<std::uint32_t> offsets = {0};
    std::uint64_t end = 0;
    for (const auto& part : parts) {
        for (const auto size : part.*sizes) {
            end += size;
            offsets.push_back(static_cast<std::uint32_t>(end));
        }
    }
    if (end > data::kNoId) {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          "the texts of a segment have " + std::to_string(end) +
                              " codes, more than there is room for");
    }
    return offsets;
}

template <class Element>
void put_all(data::SectionFileWriter& file, const std::string& name,
             const std::vector<data::EncodedStreams>& parts,
             const std::vector<Element> data::EncodedStreams::*elements) {
    file.begin(name);
    for (const auto& part : parts) {
        const auto& some = part.*elements;
        file.write(some.data(), some.size() * sizeof(Element));
    }
    file.end();
}

std::span<const std::uint32_t> stream_of(const SegmentPart& part, std::size_t product) {
    const auto begin = part.token_offsets[product];
    return std::span(part.codes).subspan(begin, part.token_offsets[product + 1] - begin);
}

/// Streams that tell which phrases there are: some from everywhere, as products of a kind lie side
/// by side. None of few, as a segment has that is made while somebody waits for what was written.
std::vector<std::span<const std::uint32_t>> samples_of(const std::vector<SegmentPart>& parts) {
    constexpr std::size_t kFewestProducts = 8192;
    constexpr std::size_t kMostSamples = 20'000;
    constexpr std::size_t kLeastStep = 20;
    const std::size_t num_products = num_products_in(parts);
    std::vector<std::span<const std::uint32_t>> samples;
    if (num_products < kFewestProducts) return samples;
    const std::size_t step = std::max(kLeastStep, num_products / kMostSamples);
    std::size_t next = 0; // to be taken, counted from the first product of the part
    for (const auto& part : parts) {
        const std::size_t size = part.token_offsets.size() - 1;
        for (; next < size; next += step) samples.push_back(stream_of(part, next));
        next -= size;
    }
    return samples;
}

/// The streams of all parts, whose codes it consumes.
struct Streams {
    Streams(std::vector<SegmentPart>& parts, const data::TokenEncoder::Traits& traits)
        : encoder(traits, samples_of(parts)), of_parts(parts.size()) {
        for_each_part(parts.size(), [&](std::size_t i) {
            for (std::size_t product = 0; product + 1 < parts[i].token_offsets.size(); ++product) {
                encoder.add(stream_of(parts[i], product), of_parts[i]);
            }
            parts[i].codes = {};
        });
    }

    data::TokenEncoder encoder;
    std::vector<data::EncodedStreams> of_parts;
};

void write_words(data::SectionFileWriter& file, const Vocabulary& vocabulary) {
    put_nearby(file, "words.offsets", vocabulary.word_offsets);
    file.put("words.blob", vocabulary.word_blob);
    const auto trie = data::WordTrie::build(vocabulary.num_words(),
                                            [&](data::WordId id) { return vocabulary.word(id); });
    file.put("trie.letters", trie.letters);
    file.put("trie.ends", trie.ends);
    file.put("trie.words", trie.words);
}

} // namespace

void write_text(const SegmentSchema& schema, std::vector<SegmentPart>& parts,
                const SegmentTarget& target, SegmentCounts& counts) {
    AttributeIds attribute_ids;
    const auto attributes = merge_attributes(schema, parts, attribute_ids);
    for_each_part(parts.size(),
                  [&](std::size_t i) { translate_attributes(parts[i], attribute_ids); });
    const Vocabulary vocabulary = merge_words(parts);
    const Postings postings = invert(parts, vocabulary, fields_of(attributes, schema));
    for_each_part(parts.size(),
                  [&](std::size_t i) { translate_words(parts[i], vocabulary.ids_of_part[i]); });

    const auto num_products = num_products_in(parts);
    data::SectionFileWriter file(target.directory / "text.bin", target.is_durable);
    std::optional<Streams> streams;
    both(
        parts.size(),
        [&] {
            file.put("attributes", data::write_attributes(attributes));
            write_words(file, vocabulary);
            file.put("postings.offsets", narrow(vocabulary.posting_offsets));
            write_products(file, vocabulary, postings.products, num_products);
            file.put("postings.impacts", postings.impacts);
            write_marks(file, postings);
        },
        [&] {
            streams.emplace(
                parts, data::TokenEncoder::Traits{vocabulary.posting_offsets, attributes.size()});
        });
    put_streams(file, streams->encoder, streams->of_parts);
    file.finish();
    counts.num_words = vocabulary.num_words();
    counts.num_postings = vocabulary.num_postings();
}

void put_streams(data::SectionFileWriter& file, const data::TokenEncoder& encoder,
                 const std::vector<data::EncodedStreams>& parts) {
    const auto offsets = offsets_of(parts, &data::EncodedStreams::sizes);
    file.put("tokens.products",
             std::vector<std::uint32_t>{static_cast<std::uint32_t>(offsets.size() - 1)});
    file.put("tokens.words", encoder.words());
    file.put("phrases.entries", encoder.phrases().entries());
    file.put("phrases.codes", encoder.phrases().codes());
    put_nearby(file, "tokens.offsets", offsets);
    put_all(file, "tokens.codes", parts, &data::EncodedStreams::codes);
    put_nearby(file, "tokens.wide_offsets", offsets_of(parts, &data::EncodedStreams::wide_sizes));
    put_all(file, "tokens.wide", parts, &data::EncodedStreams::wide);
}

} // namespace aisle::indexer
