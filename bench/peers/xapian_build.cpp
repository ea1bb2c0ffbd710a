// Two writers, a database each, compacted to one: the ordinary way to index in bulk.

#include <xapian.h>

#include <cstring>
#include <exception>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "bench/peers/peer_files.h"
#include "bench/peers/xapian_fields.h"
#include "bench/peers/xapian_peer.h"
#include "data/error.h"

namespace aisle::bench {

namespace {

namespace fs = std::filesystem;
using namespace xapian_fields;

/// As many as Lucene has.
constexpr std::size_t kNumWriters = 2;

/// Xapian's own default, by which it flushes.
constexpr std::size_t kBatch = 10'000;

/// Hands out documents to the writers, their values numbered in the order of their coming.
class NumberedDocuments {
public:
    struct Entry {
        PeerDocument document;
        std::vector<std::vector<ValueNumber>> values; ///< one list a facet
    };

    explicit NumberedDocuments(const fs::path& directory) : reader_(directory) {}

    /// Up to `count` more; none at the end.
    /// Threads: any.
    std::vector<Entry> next(std::size_t count) {
        const std::lock_guard lock(mutex_);
        std::vector<Entry> batch;
        for (Entry entry; batch.size() < count && reader_.next(entry.document);) {
            entry.values.clear();
            for (std::size_t f = 0; f < entry.document.facets.size(); ++f) {
                entry.values.push_back(number(f, entry.document.facets[f]));
            }
            batch.push_back(entry);
        }
        return batch;
    }

    /// The values of every facet, by number.
    [[nodiscard]] std::vector<std::vector<std::string>> names() const {
        std::vector<std::vector<std::string>> names;
        for (const auto& facet : facets_) {
            names.emplace_back(facet.size());
            for (const auto& [name, number] : facet) names.back()[number] = name;
        }
        return names;
    }

private:
    std::vector<ValueNumber> number(std::size_t facet, const std::vector<std::string>& values) {
        if (facets_.size() <= facet) facets_.resize(facet + 1);
        std::vector<ValueNumber> numbers;
        for (const auto& value : values) {
            const auto next = static_cast<ValueNumber>(facets_[facet].size());
            numbers.push_back(facets_[facet].try_emplace(value, next).first->second);
        }
        return numbers;
    }

    std::mutex mutex_;
    PeerDocumentReader reader_;
    std::vector<std::unordered_map<std::string, ValueNumber>> facets_;
};

Xapian::Document document_of(const NumberedDocuments::Entry& entry) {
    Xapian::Document document;
    for (const auto& word : entry.document.words) document.add_term(word);
    document.add_value(kOrderSlot, Xapian::sortable_serialise(entry.document.order));
    for (std::size_t f = 0; f < entry.values.size(); ++f) {
        if (entry.values[f].empty()) continue;
        std::string bytes(entry.values[f].size() * sizeof(ValueNumber), '\0');
        std::memcpy(bytes.data(), entry.values[f].data(), bytes.size());
        document.add_value(slot_of(f), bytes);
        for (const auto value : entry.values[f]) document.add_boolean_term(filter_term(f, value));
    }
    return document;
}

/// Writes batches to a database of its own until there are none left.
void write_shard(const fs::path& path, NumberedDocuments& documents) {
    Xapian::WritableDatabase database(path.string(), Xapian::DB_CREATE_OR_OVERWRITE |
                                                         Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS |
                                                         Xapian::DB_NO_TERMLIST);
    std::unordered_map<std::string, Xapian::termcount> words;
    while (true) {
        const auto batch = documents.next(kBatch);
        if (batch.empty()) break;
        for (const auto& entry : batch) {
            database.add_document(document_of(entry));
            for (const auto& word : entry.document.words) ++words[word];
        }
        database.commit();
    }
    for (const auto& [word, count] : words) database.add_spelling(word, count);
    database.commit();
}

/// A database of no documents, because those above cannot be opened again without their termlists.
void write_names(const fs::path& path, const NumberedDocuments& documents) {
    Xapian::WritableDatabase database(path.string(), Xapian::DB_CREATE_OR_OVERWRITE);
    const auto names = documents.names();
    for (std::size_t f = 0; f < names.size(); ++f) {
        std::string text;
        for (const auto& name : names[f]) text += name + kValueEnd;
        database.set_metadata(metadata_key(f), text);
    }
    database.commit();
}

/// Runs write_shard on every path at once; the first failure of one is thrown when all are done.
void write_shards(const std::vector<fs::path>& shards, NumberedDocuments& documents) {
    std::vector<std::exception_ptr> failures(shards.size());
    std::vector<std::thread> writers;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        writers.emplace_back([&, i] {
            try {
                write_shard(shards[i], documents);
            } catch (...) {
                failures[i] = std::current_exception();
            }
        });
    }
    for (auto& writer : writers) writer.join();
    for (const auto& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
}

} // namespace

void build_xapian(const fs::path& directory) {
    try {
        NumberedDocuments documents(directory);
        std::vector<fs::path> shards;
        for (std::size_t i = 0; i < kNumWriters; ++i) {
            shards.push_back(directory / ("xapian." + std::to_string(i)));
        }
        write_shards(shards, documents);
        shards.push_back(directory / "xapian.names");
        write_names(shards.back(), documents);
        Xapian::Database all;
        for (const auto& shard : shards) all.add_database(Xapian::Database(shard.string()));
        all.compact((directory / "xapian").string());
        for (const auto& shard : shards) fs::remove_all(shard);
    } catch (const Xapian::Error& error) {
        throw data::Error(data::ErrorCode::kUnavailable, "Xapian: " + error.get_description());
    }
}

} // namespace aisle::bench
