#include "indexer/text_writer.h"

#include <map>
#include <span>
#include <string>

#include "data/section_file.h"
#include "data/text_index.h"
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

void write_places(data::SectionFileWriter& file, const std::vector<data::Place>& places) {
    const data::PlaceCodes few(places);
    file.put("places.table", few.table);
    file.put("places.codes", few.codes);
    file.put("places.wide", few.codes.empty() ? places : std::vector<data::Place>());
}

void write_streams(data::SectionFileWriter& file, const std::vector<SegmentPart>& parts,
                   const std::vector<std::uint64_t>& posting_offsets) {
    data::TokenEncoder encoder(posting_offsets);
    file.begin("tokens.codes");
    for (const auto& part : parts) {
        for (std::size_t i = 0; i + 1 < part.token_offsets.size(); ++i) {
            const auto begin = part.token_offsets[i];
            encoder.add(std::span(part.codes).subspan(begin, part.token_offsets[i + 1] - begin));
        }
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

    data::SectionFileWriter file(target.directory / "text.bin", target.is_durable);
    file.put("attributes", data::write_attributes(attributes));
    file.put("words.offsets", vocabulary.word_offsets);
    file.put("words.blob", vocabulary.word_blob);
    const auto trie = data::WordTrie::build(vocabulary.num_words(),
                                            [&](data::WordId id) { return vocabulary.word(id); });
    file.put("trie.letters", trie.letters);
    file.put("trie.ends", trie.ends);
    file.put("trie.words", trie.words);
    file.put("postings.offsets", vocabulary.posting_offsets);
    write_products(file, vocabulary, postings.products, num_products_in(parts));
    file.put("postings.impacts", postings.impacts);
    write_places(file, postings.places);
    file.put("postings.spots", postings.spots);
    write_streams(file, parts, vocabulary.posting_offsets);
    file.finish();
    counts.num_words = vocabulary.num_words();
    counts.num_postings = vocabulary.num_postings();
}

} // namespace aisle::indexer
