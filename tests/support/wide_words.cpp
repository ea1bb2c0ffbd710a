#include "tests/support/wide_words.h"

#include <filesystem>

#include "data/section_file.h"
#include "data/text_index.h"

namespace aisle::support {

namespace {

constexpr const char* kKeptSections[] = {
    "attributes",       "words.offsets",    "words.blob",        "trie.letters",     "trie.ends",
    "trie.words",       "postings.offsets", "postings.products", "postings.impacts", "places.table",
    "places.codes",     "places.wide",      "postings.spots",    "bits.words",       "bits.blocks",
    "bits.first_cells", "bits.cells",       "bits.before"};

data::TokenEncoder encode(const data::SectionFile& file, std::size_t num_short) {
    const data::TextIndex index(file);
    data::TokenEncoder encoder(file.array<std::uint64_t>("postings.offsets"), num_short);
    for (data::Ordinal product = 0; product < index.num_products(); ++product) {
        encoder.add(index.tokens()[product].decode());
    }
    return encoder;
}

void rewrite(const std::filesystem::path& path, std::size_t num_short) {
    const data::SectionFile file(path);
    std::filesystem::remove(path); // what is mapped stays until it is unmapped
    data::SectionFileWriter writer(path, false);
    for (const auto* name : kKeptSections) writer.put(name, file.array<std::uint8_t>(name));
    auto encoder = encode(file, num_short);
    writer.put("tokens.codes", encoder.take_codes());
    writer.put("tokens.words", encoder.words());
    writer.put("tokens.offsets", encoder.offsets());
    writer.put("tokens.wide_offsets", encoder.wide_offsets());
    writer.put("tokens.wide", encoder.wide());
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
