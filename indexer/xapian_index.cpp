#include "indexer/xapian_index.h"

#include <tbb/parallel_for.h>
#include <xapian.h>

#include <algorithm>
#include <fstream>

#include "data/error.h"

namespace aisle::indexer {

namespace fs = std::filesystem;

namespace {

/// Databases open at a time while compacting: each holds a handful of file descriptors.
constexpr std::size_t kCompactionFanIn = 64;

[[noreturn]] void rethrow(const Xapian::Error& error, const fs::path& path) {
    throw data::Error(data::ErrorCode::kUnavailable,
                      "Xapian database " + path.string() + ": " + error.get_description());
}

/// Xapian names every database by a random UUID, near the beginning of its file. Only its
/// replication uses it; the same records must make the same bytes, so that zeros replace it.
void clear_uuid(const fs::path& path) {
    std::string text = Xapian::Database(path.string()).get_uuid();
    std::erase(text, '-');
    std::string uuid;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        uuid.push_back(static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16)));
    }
    constexpr std::size_t kHeaderBytes = 256;
    std::string header(kHeaderBytes, '\0');
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.read(header.data(), static_cast<std::streamsize>(header.size()));
    const std::size_t at = header.find(uuid);
    if (!file || at == std::string::npos) return;
    const std::string zeros(uuid.size(), '\0');
    file.seekp(static_cast<std::streamoff>(at));
    file.write(zeros.data(), static_cast<std::streamsize>(zeros.size()));
    if (!file.flush()) {
        throw data::Error(data::ErrorCode::kUnavailable, "cannot write " + path.string());
    }
}

void compact_group(std::span<const fs::path> shards, const fs::path& out) {
    try {
        Xapian::Database all;
        for (const auto& shard : shards) all.add_database(Xapian::Database(shard.string()));
        all.compact(out.string(), Xapian::DBCOMPACT_SINGLE_FILE | Xapian::Compactor::FULLER);
        clear_uuid(out);
    } catch (const Xapian::Error& error) {
        rethrow(error, out);
    }
    for (const auto& shard : shards) fs::remove_all(shard);
}

} // namespace

struct XapianShardWriter::Impl {
    fs::path path;
    Xapian::WritableDatabase database;
};

XapianShardWriter::XapianShardWriter(const fs::path& path) try
    : impl_(std::make_unique<Impl>(
          Impl{path, Xapian::WritableDatabase(
                         path.string(), Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC |
                                            Xapian::DB_DANGEROUS | Xapian::DB_NO_TERMLIST)})) {
} catch (const Xapian::Error& error) {

    rethrow(error, path);
}

XapianShardWriter::~XapianShardWriter() = default;

void XapianShardWriter::add(
    std::span<const std::pair<std::string_view, std::uint32_t>> terms_and_counts) {
    try {
        Xapian::Document document;
        for (const auto& [term, count] : terms_and_counts) {
            document.add_term(std::string(term), count);
        }
        impl_->database.add_document(document);
    } catch (const Xapian::Error& error) {
        rethrow(error, impl_->path);
    }
}

void XapianShardWriter::finish() {
    try {
        impl_->database.commit();
        impl_->database.close();
    } catch (const Xapian::Error& error) {
        rethrow(error, impl_->path);
    }
}

void compact_shards(const std::vector<fs::path>& shards, const fs::path& out) {
    if (shards.size() <= kCompactionFanIn) {
        compact_group(shards, out);
        return;
    }
    const std::size_t num_groups = (shards.size() + kCompactionFanIn - 1) / kCompactionFanIn;
    std::vector<fs::path> groups;
    for (std::size_t i = 0; i < num_groups; ++i) {
        groups.push_back(out.string() + ".part" + std::to_string(i));
    }
    tbb::parallel_for(std::size_t{0}, num_groups, [&](std::size_t i) {
        const std::size_t begin = i * kCompactionFanIn;
        const std::size_t end = std::min(shards.size(), begin + kCompactionFanIn);
        compact_group(std::span(shards).subspan(begin, end - begin), groups[i]);
    });
    compact_shards(groups, out);
}

FlatIndex flatten(const fs::path& path) {
    FlatIndex flat;
    try {
        const Xapian::Database database(path.string());
        for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
            flat.word_blob += *term;
            flat.word_offsets.push_back(static_cast<std::uint32_t>(flat.word_blob.size()));
            flat.posting_offsets.push_back(flat.posting_offsets.back() + term.get_termfreq());
        }
    } catch (const Xapian::Error& error) {
        rethrow(error, path);
    }
    flat.products.resize(flat.posting_offsets.back());

    const auto decode = [&](std::uint32_t begin, std::uint32_t end) {
        const Xapian::Database database(path.string()); // handles are not thread-safe
        for (std::uint32_t word = begin; word < end; ++word) {
            std::uint64_t at = flat.posting_offsets[word];
            const std::string term(flat.word(word));
            for (auto p = database.postlist_begin(term); p != database.postlist_end(term); ++p) {
                flat.products[at++] = *p - 1;
            }
        }
    };
    constexpr std::uint32_t kWordsPerTask = 8192;
    const std::uint32_t num_tasks = (flat.num_words() + kWordsPerTask - 1) / kWordsPerTask;
    try {
        tbb::parallel_for(std::uint32_t{0}, num_tasks, [&](std::uint32_t task) {
            decode(task * kWordsPerTask, std::min(flat.num_words(), (task + 1) * kWordsPerTask));
        });
    } catch (const Xapian::Error& error) {
        rethrow(error, path);
    }
    return flat;
}

} // namespace aisle::indexer
