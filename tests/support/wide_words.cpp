#include "tests/support/wide_words.h"

#include <cstdint>
#include <filesystem>
#include <vector>

#include "data/section_file.h"
#include "data/text_index.h"
#include "data/token_encoder.h"
#include "indexer/text_writer.h"

namespace aisle::support {

namespace {

constexpr const char* kKeptSections[] = {
    "attributes",       "words.offsets",  "words.blob",         "trie.letters",
    "trie.ends",        "trie.words",     "postings.offsets",   "postings.products",
    "postings.impacts", "postings.marks", "marks.places",       "marks.spots",
    "bits.words",       "bits.blocks",    "bits.first_cells",   "bits.cells",
    "bits.before",      "marks.best",     "words.offsets.lines"};

void rewrite(const std::filesystem::path& path, std::size_t num_short) {
    const data::SectionFile file(path);
    std::filesystem::remove(path); // what is mapped stays until it is unmapped
    data::SectionFileWriter writer(path, false);
    for (const auto* name : kKeptSections) {
        if (file.contains(name)) writer.put(name, file.array<std::uint8_t>(name));
    }
    const data::TextIndex index(file);
    const auto sealed_offsets = file.array<std::uint32_t>("postings.offsets");
    const std::vector<std::uint64_t> offsets(sealed_offsets.begin(), sealed_offsets.end());
    std::vector<std::vector<std::uint32_t>> streams;
    for (data::Ordinal product = 0; product < index.num_products(); ++product) {
        streams.push_back(index.tokens()[product].decode());
    }
    const data::TokenEncoder encoder({offsets, index.attributes().size(), num_short},
                                     {streams.begin(), streams.end()});
    std::vector<data::EncodedStreams> encoded(1);
    for (const auto& stream : streams) encoder.add(stream, encoded.front());
    indexer::put_streams(writer, encoder, encoded);
    writer.finish();
}

} // namespace

void make_words_wide(BuiltIndex& built, std::size_t num_short) {
    for (std::size_t i = 0; i < built.segment_paths.size(); ++i) {
        rewrite(built.segment_paths[i] / "text.bin", num_short);
        built.snapshot->segments[i].segment =
            std::make_shared<const data::Segment>(built.segment_paths[i]);
    }
}

} // namespace aisle::support
