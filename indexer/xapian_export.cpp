// Xapian's inverter slows down as it grows, so that many small databases, compacted once, are
// written faster than a large one.
#include "indexer/xapian_export.h"

#include <tbb/parallel_for.h>
#include <xapian.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "data/error.h"
#include "data/manifest.h"
#include "data/segment.h"
#include "data/settings.h"
#include "data/staging.h"
#include "data/token_streams.h"
#include "indexer/bm25f.h"

namespace aisle::indexer {

namespace fs = std::filesystem;

namespace {

/// Products of one small database.
constexpr std::uint32_t kShardProducts = 5'000;

/// Databases open at a time while compacting: each holds a handful of file descriptors.
constexpr std::size_t kCompactionFanIn = 64;

[[noreturn]] void rethrow(const Xapian::Error& error, const fs::path& path) {
    throw data::Error(data::ErrorCode::kUnavailable,
                      "Xapian database " + path.string() + ": " + error.get_description());
}

/// A segment, and what of it is exported.
struct Source {
    std::unique_ptr<const data::Segment> segment;
    std::vector<data::Ordinal> dead; ///< ascending
    bool has_fields = true;          ///< false: all text is alike
};

Source open_source(const fs::path& directory, bool has_fields) {
    Source source{std::make_unique<const data::Segment>(directory),
                  data::read_tombstones(directory), has_fields};
    const auto deleted = source.segment->deleted();
    source.dead.insert(source.dead.end(), deleted.begin(), deleted.end());
    std::sort(source.dead.begin(), source.dead.end());
    return source;
}

/// The words of a product, each once, with how much they count.
std::vector<std::pair<data::WordId, std::uint32_t>> words_of(const Source& source,
                                                             data::Ordinal product) {
    const auto& text = source.segment->text();
    std::vector<std::pair<data::WordId, std::uint32_t>> words;
    std::uint32_t weight = 1;
    for (const auto code : text.tokens()[product].decode()) {
        if (data::token_code::is_word(code)) {
            words.emplace_back(code, weight);
        } else if (code != data::token_code::kValueBreak && source.has_fields) {
            const auto attribute = code & ~data::token_code::kAttributeMark;
            weight = kFieldWeights[field_of_rank(text.attributes()[attribute].rank)];
        }
    }
    std::sort(words.begin(), words.end());
    std::size_t end = 0;
    for (const auto& [word, count] : words) {
        if (end > 0 && words[end - 1].first == word) {
            words[end - 1].second += count;
        } else {
            words[end++] = {word, count};
        }
    }
    words.resize(end);
    return words;
}

/// Longer terms, where zero bytes count twice, are not taken.
constexpr std::size_t kMaxTermBytes = 245;

Xapian::Document document_of(const Source& source, data::Ordinal product) {
    Xapian::Document document;
    const std::string id(source.segment->columns().object_id(product));
    document.set_data(id);
    const auto num_zeros = static_cast<std::size_t>(std::count(id.begin(), id.end(), '\0'));
    if (1 + id.size() + num_zeros <= kMaxTermBytes) document.add_boolean_term("Q" + id);
    for (const auto& [word, count] : words_of(source, product)) {
        document.add_term(std::string(source.segment->text().word(word)), count);
    }
    return document;
}

/// Some products of a segment, as a small database of their own.
struct Shard {
    const Source* source = nullptr; ///< null: there are no products
    data::Ordinal begin = 0;
    data::Ordinal end = 0;
    fs::path path;
};

void write_shard(const Shard& shard) {
    try {
        Xapian::WritableDatabase database(shard.path.string(), Xapian::DB_CREATE_OR_OVERWRITE |
                                                                   Xapian::DB_NO_SYNC |
                                                                   Xapian::DB_DANGEROUS);
        for (data::Ordinal product = shard.begin; product < shard.end; ++product) {
            const auto& dead = shard.source->dead;
            if (std::binary_search(dead.begin(), dead.end(), product)) continue;
            database.add_document(document_of(*shard.source, product));
        }
        database.commit();
        database.close();
    } catch (const Xapian::Error& error) {
        rethrow(error, shard.path);
    }
}

std::vector<Shard> cut(const std::vector<Source>& sources, const fs::path& directory) {
    std::vector<Shard> shards;
    for (const auto& source : sources) {
        const auto size = source.segment->num_products();
        for (data::Ordinal begin = 0; begin < size; begin += kShardProducts) {
            shards.push_back({&source, begin, std::min(size, begin + kShardProducts),
                              directory / ("shard-" + std::to_string(shards.size()))});
        }
    }
    if (shards.empty()) shards.push_back({.path = directory / "shard-0"});
    return shards;
}

void compact_group(std::span<const fs::path> databases, const fs::path& out) {
    try {
        Xapian::Database all;
        for (const auto& path : databases) all.add_database(Xapian::Database(path.string()));
        all.compact(out.string(), Xapian::DBCOMPACT_SINGLE_FILE | Xapian::Compactor::FULLER);
    } catch (const Xapian::Error& error) {
        rethrow(error, out);
    }
    for (const auto& path : databases) fs::remove_all(path);
}

/// Merges databases, in order, into a compact one.
void compact(const std::vector<fs::path>& databases, const fs::path& out) {
    if (databases.size() <= kCompactionFanIn) {
        compact_group(databases, out);
        return;
    }
    const std::size_t num_groups = (databases.size() + kCompactionFanIn - 1) / kCompactionFanIn;
    std::vector<fs::path> groups;
    for (std::size_t i = 0; i < num_groups; ++i) {
        groups.push_back(out.string() + ".part" + std::to_string(i));
    }
    tbb::parallel_for(std::size_t{0}, num_groups, [&](std::size_t i) {
        const std::size_t begin = i * kCompactionFanIn;
        const std::size_t end = std::min(databases.size(), begin + kCompactionFanIn);
        compact_group(std::span(databases).subspan(begin, end - begin), groups[i]);
    });
    compact(groups, out);
}

} // namespace

std::uint64_t export_to_xapian(const fs::path& generation, const fs::path& out) {
    if (fs::exists(out)) {
        throw data::Error(data::ErrorCode::kConflict,
                          out.string() + " exists; a Xapian database is written to a new file");
    }
    const auto manifest = data::read_manifest(generation);
    const bool has_fields =
        !data::Settings::parse(manifest.settings_json).searchable_attributes.empty();
    std::vector<Source> sources;
    std::uint64_t count = 0;
    for (const auto& name : manifest.segments) {
        sources.push_back(open_source(generation / name, has_fields));
        count += sources.back().segment->num_products() - sources.back().dead.size();
    }
    const data::Staging staging(fs::absolute(out).parent_path());
    const auto shards = cut(sources, staging.path());
    tbb::parallel_for(std::size_t{0}, shards.size(),
                      [&](std::size_t i) { write_shard(shards[i]); });
    std::vector<fs::path> paths;
    for (const auto& shard : shards) paths.push_back(shard.path);
    compact(paths, staging.path() / "database");
    fs::rename(staging.path() / "database", out);
    return count;
}

} // namespace aisle::indexer
