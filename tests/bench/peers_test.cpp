// On a demo store of 600 products:
// 1. Every work of the comparison is there, and is read as it was written.
// 2. Documents are read as they were written: their words, order and facet values.
// 3. Xapian, by its own means, finds as many products as Aisle for every query of every
//    comparable work, and counts the same in every facet, refined ones without themselves.
// 4. A work that refines variants is not comparable.
// 5. Damaged files are refused.

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "bench/peers/agreement.h"
#include "bench/peers/aisle_peer.h"
#include "bench/peers/measuring.h"
#include "bench/peers/peer_files.h"
#include "bench/peers/xapian_peer.h"
#include "bench/support/snapshots.h"
#include "bench/support/temp_directory.h"
#include "data/demo/demo_store.h"
#include "data/error.h"
#include "data/manifest.h"
#include "indexer/index_builder.h"
#include "indexer/record_reader.h"

namespace aisle::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A demo store, and all that the engines are given of it.
class Store {
public:
    Store() {
        const auto records = directory_.path() / "records.jsonl";
        std::ofstream out(records);
        data::demo::DemoOptions demo;
        demo.num_products = 600;
        data::demo::write_products(demo, out);
        out.close();
        const data::IndexDirectory index(directory_.path() / "aisle", "peers");
        const auto settings = data::Settings::parse(
            data::read_file(std::string(AISLE_SOURCE_DIR) + "/data/demo/settings.json"));
        auto reader = indexer::RecordReader::open(records.string(), {});
        static_cast<void>(
            indexer::build_index(index, settings, {}, [&] { return reader.next(); }, {}));
        snapshot_ = open_snapshot(index, settings);
        corpus_ = peer_corpus(snapshot_);
        works_ = peer_works(snapshot_, corpus_, draw_queries(snapshot_, 60));
        write_documents(snapshot_, corpus_, path());
        write_works(works_, path());
    }

    [[nodiscard]] const std::filesystem::path& path() const { return directory_.path(); }

    [[nodiscard]] const search::Snapshot& snapshot() const { return snapshot_; }

    [[nodiscard]] const PeerCorpus& corpus() const { return corpus_; }

    [[nodiscard]] const std::vector<Work>& works() const { return works_; }

private:
    TempDirectory directory_;
    search::Snapshot snapshot_;
    PeerCorpus corpus_;
    std::vector<Work> works_;
};

const Store& store() {
    static const Store store;
    return store;
}

Answers answers_of(Peer& peer) {
    Figures figures;
    Answers answers;
    for (const auto& work : store().works()) {
        const MeasuringLimits limits{.checking_seconds = 60, .timed_seconds = 0.001};
        measure(peer, "it", work, figures, answers, limits);
        EXPECT_GT(figures["it." + work.name + ".qps"], 0) << work.name;
        EXPECT_GT(figures["it." + work.name + ".first_qps"], 0) << work.name;
    }
    return answers;
}

TEST(Peers, WorksAreReadAsTheyWereWritten) {
    const auto works = read_works(store().path());
    EXPECT_EQ(works, store().works());
    std::vector<std::string> names;
    for (const auto& work : works) names.push_back(work.name);
    EXPECT_THAT(names, ElementsAre("top20", "facets4", "filters_facets8", "browse", "prefix",
                                   "typo", "disjunctive", "refined"));
}

TEST(Peers, DocumentsAreReadAsTheyWereWritten) {
    PeerDocumentReader reader(store().path());
    const auto& columns = store().snapshot().segments.front().columns();
    const auto& corpus = store().corpus();
    const auto& text = store().snapshot().segments.front().text();
    data::Ordinal product = 0;
    for (PeerDocument document; reader.next(document); ++product) {
        EXPECT_FALSE(document.words.empty());
        EXPECT_TRUE(
            std::all_of(document.words.begin(), document.words.end(),
                        [&](const auto& word) { return text.find_word(word).has_value(); }));
        ASSERT_EQ(document.facets.size(), corpus.facets.size());
        for (std::size_t f = 0; f < corpus.facets.size(); ++f) {
            const auto values = values_of(columns, corpus.facets[f], product);
            EXPECT_EQ(document.facets[f], std::vector<std::string>(values.begin(), values.end()));
        }
        EXPECT_GT(document.order, 0);
    }
    EXPECT_EQ(product, 600U);
}

TEST(Peers, XapianFindsAndCountsWhatAisleDoes) {
    build_xapian(store().path());
    const AnswersByEngine engines{{"aisle", answers_of(*aisle_peer(store().snapshot()))},
                                  {"xapian", answers_of(*open_xapian(store().path()))}};
    const auto agreement = compare_answers(store().works(), engines, "aisle");
    EXPECT_THAT(agreement.differences, IsEmpty());
    Figures figures;
    add_hits(figures, store().works(), engines);
    for (const auto& work : store().works()) {
        const auto checked = agreement.checked.find("xapian." + work.name + ".checked");
        const double expected = work.name == "typo" ? 0 : static_cast<double>(work.queries.size());
        EXPECT_EQ(checked == agreement.checked.end() ? 0 : checked->second, expected) << work.name;
        EXPECT_GT(figures["aisle." + work.name + ".hits"], 0) << work.name;
    }
}

TEST(Peers, RefinedVariantsAreNotCompared) {
    auto corpus = store().corpus();
    const auto color = std::find(corpus.facets.begin(), corpus.facets.end(), "color");
    ASSERT_NE(color, corpus.facets.end());
    std::iter_swap(corpus.facets.begin() + 1, color);
    for (const auto& work : peer_works(store().snapshot(), corpus, {"shirt"})) {
        const bool refines_color =
            work.name == "filters_facets8" || work.name == "disjunctive" || work.name == "refined";
        EXPECT_EQ(work.is_comparable, !refines_color && work.name != "typo") << work.name;
    }
}

TEST(Peers, DamagedFilesAreRefused) {
    const TempDirectory directory;
    const auto write = [&](const char* name, const char* text) {
        std::ofstream(directory.path() / name) << text;
    };
    EXPECT_THROW(static_cast<void>(read_works(directory.path())), data::Error);
    for (const auto* works :
         {"mode\twords\n", "work\ta\nmode\tfuzzy\n", "work\ta\nfacets\tx\n",
          "work\ta\nall_of\t-1\tx\n", "work\ta\ncolour\tred\n", "work\ta\nmode\n"}) {
        write("works.txt", works);
        EXPECT_THROW(static_cast<void>(read_works(directory.path())), data::Error) << works;
    }
    for (const auto* documents : {"words only\n", "words\tten\n"}) {
        write("documents.tsv", documents);
        PeerDocumentReader reader(directory.path());
        PeerDocument document;
        EXPECT_THROW(static_cast<void>(reader.next(document)), data::Error) << documents;
    }
}

} // namespace
} // namespace aisle::bench
