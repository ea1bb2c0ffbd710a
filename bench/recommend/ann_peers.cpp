// aisle-ann-peers: the 20 vectors with the largest products, from Aisle, FAISS and hnswlib in one
// run on one thread, everything allowed and under filters. Each peer is asked with growing effort
// until it finds 99 of 100 of the exact answer, or at its largest effort; latencies are those of
// that effort. Vectors are shaped like those of factors: of kinds, some popular, a few strong
// directions; people are sums of what they chose. hnswlib knows no filters: it is asked for more
// and the others are dropped.

#include <CLI/CLI.hpp>
#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/impl/IDSelector.h>
#include <fmt/format.h>
#include <hnswlib/hnswlib.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "recommend/dense_kernels.h"
#include "recommend/quantised_vectors.h"

namespace {

using namespace aisle::recommend;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kSize = 128;
constexpr std::size_t kWanted = 20;
constexpr std::size_t kQueries = 200;
constexpr double kGoodRecall = .99;

struct Data {
    std::vector<float> vectors;
    std::vector<std::vector<float>> queries;

    explicit Data(std::size_t count) : vectors(count * kSize) {
        constexpr std::size_t kKinds = 2000;
        std::mt19937_64 engine(1);
        const auto uniform = [&] {
            return static_cast<float>(engine() >> 40U) / static_cast<float>(1U << 24U) - .5F;
        };
        std::vector<float> kinds(kKinds * kSize);
        for (float& value : kinds) value = uniform();
        for (std::size_t i = 0; i < count; ++i) {
            const float* kind = kinds.data() + engine() % kKinds * kSize;
            const float popularity = std::exp(2 * uniform() - 1);
            for (std::size_t f = 0; f < kSize; ++f) {
                const float strength = 1 / (1 + static_cast<float>(f) / 24);
                vectors[i * kSize + f] =
                    popularity * (.2F + strength * (kind[f] + .5F * uniform()));
            }
        }
        for (std::size_t q = 0; q < kQueries; ++q) {
            auto& query = queries.emplace_back(kSize, 0.F);
            for (int chosen = 0; chosen < 5; ++chosen) {
                const float* vector = vectors.data() + engine() % count * kSize;
                for (std::size_t f = 0; f < kSize; ++f) query[f] += vector[f];
            }
        }
    }

    [[nodiscard]] std::size_t count() const { return vectors.size() / kSize; }
};

using Answer = std::vector<std::int64_t>;
/// Answers a query with some effort, 0 being the least; nothing beyond the largest.
using Ask = std::function<Answer(const std::vector<float>& query, const ItemSet& allowed)>;

struct Peer {
    std::string name;
    std::size_t num_efforts;
    std::function<Ask(std::size_t effort)> with_effort;
};

std::vector<std::set<std::int64_t>> exact_answers(const Data& data, const ItemSet& allowed) {
    std::vector<std::set<std::int64_t>> answers;
    for (const auto& query : data.queries) {
        TopItems best(kWanted);
        for (Item item = 0; item < data.count(); ++item) {
            if (!allowed.contains(item)) continue;
            float score = 0;
            dense_kernels().multiply_floats(query.data(), data.vectors.data() + item * kSize, 1,
                                            kSize, &score);
            best.add({item, score});
        }
        auto& answer = answers.emplace_back();
        for (const auto& [item, score] : best.take()) answer.insert(item);
    }
    return answers;
}

struct Figures {
    double recall = 0;
    std::vector<double> micros; ///< ascending, by the clock of the thread
};

double thread_micros() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

Figures measure(const Ask& ask, const Data& data, const ItemSet& allowed,
                const std::vector<std::set<std::int64_t>>& expected) {
    Figures figures;
    std::size_t num_found = 0;
    std::size_t num_expected = 0;
    for (std::size_t q = 0; q < data.queries.size(); ++q) {
        const double began = thread_micros();
        const auto answer = ask(data.queries[q], allowed);
        figures.micros.push_back(thread_micros() - began);
        for (const auto item : answer) num_found += expected[q].count(item);
        num_expected += expected[q].size();
    }
    std::ranges::sort(figures.micros);
    figures.recall = static_cast<double>(num_found) / static_cast<double>(num_expected);
    return figures;
}

Peer aisle_peer(const Data& data) {
    auto quantised = std::make_shared<QuantisedVectors>(quantise(data.vectors, kSize));
    return {"aisle", 1, [&data, quantised](std::size_t) {
                return [&data, quantised](const auto& query, const ItemSet& allowed) {
                    Answer answer;
                    for (const auto& [item, score] :
                         best_products(*quantised, data.vectors, query, allowed, kWanted)) {
                        answer.push_back(item);
                    }
                    return answer;
                };
            }};
}

Peer faiss_peer(const Data& data) {
    struct Index {
        faiss::IndexFlatIP quantiser{kSize};
        faiss::IndexIVFFlat lists;

        explicit Index(std::size_t num_lists)
            : lists(&quantiser, kSize, num_lists, faiss::METRIC_INNER_PRODUCT) {}
    };

    auto index = std::make_shared<Index>(1024);
    const auto count = static_cast<faiss::Index::idx_t>(data.count());
    index->lists.train(std::min<faiss::Index::idx_t>(count, 40'000), data.vectors.data());
    index->lists.add(count, data.vectors.data());
    return {"faiss IVF1024,Flat", 9, [index](std::size_t effort) {
                return [index, effort](const auto& query, const ItemSet& allowed) {
                    std::vector<std::uint64_t> words(allowed.num_words());
                    for (std::size_t w = 0; w < words.size(); ++w) words[w] = allowed.word(w);
                    faiss::IDSelectorBitmap selector(
                        allowed.num_items(), reinterpret_cast<const std::uint8_t*>(words.data()));
                    faiss::IVFSearchParameters parameters;
                    parameters.nprobe = std::size_t{1} << (effort + 2);
                    if (allowed.count() < allowed.num_items()) parameters.sel = &selector;
                    Answer answer(kWanted);
                    std::vector<float> scores(kWanted);
                    index->lists.search(1, query.data(), kWanted, scores.data(), answer.data(),
                                        &parameters);
                    return answer;
                };
            }};
}

Peer hnsw_peer(const Data& data) {
    auto space = std::make_shared<hnswlib::InnerProductSpace>(kSize);
    auto graph =
        std::make_shared<hnswlib::HierarchicalNSW<float>>(space.get(), data.count(), 16, 100);
    for (std::size_t i = 0; i < data.count(); ++i) {
        graph->addPoint(data.vectors.data() + i * kSize, i);
    }
    return {"hnswlib M16", 8, [space, graph](std::size_t effort) {
                return [space, graph, effort](const auto& query, const ItemSet& allowed) {
                    const double share = static_cast<double>(allowed.count()) /
                                         static_cast<double>(allowed.num_items());
                    const auto asked =
                        static_cast<std::size_t>(std::ceil(1.5 * kWanted / share)) + kWanted / 2;
                    graph->setEf(std::max(asked, std::size_t{32} << effort));
                    const auto count = share < 1 ? asked : kWanted;
                    Answer answer;
                    auto found = graph->searchKnn(query.data(), count);
                    for (; !found.empty(); found.pop()) {
                        const auto item = static_cast<Item>(found.top().second);
                        if (allowed.contains(item)) answer.push_back(item);
                    }
                    std::ranges::reverse(answer); // the farthest came first
                    answer.resize(std::min(answer.size(), kWanted));
                    return answer;
                };
            }};
}

void compare(const Data& data, const std::vector<Peer>& peers, int percent) {
    ItemSet allowed(data.count());
    std::mt19937_64 engine(2);
    for (Item item = 0; item < data.count(); ++item) {
        if (engine() % 100 < static_cast<std::uint64_t>(percent)) allowed.add(item);
    }
    const auto expected = exact_answers(data, allowed);
    for (const auto& peer : peers) {
        Figures figures;
        std::size_t effort = 0;
        for (; effort < peer.num_efforts; ++effort) {
            figures = measure(peer.with_effort(effort), data, allowed, expected);
            if (figures.recall >= kGoodRecall) break;
        }
        const auto& micros = figures.micros;
        fmt::print("{:>3} %  {:20} effort {}  recall {:.4f}  p50 {:7.0f} us  p99 {:7.0f} us\n",
                   percent, peer.name, std::min(effort, peer.num_efforts - 1), figures.recall,
                   micros[micros.size() / 2], micros[micros.size() * 99 / 100]);
    }
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Nearest vectors from Aisle, FAISS and hnswlib on one thread");
    std::size_t count = 1'000'000;
    app.add_option("--vectors", count, "How many, of 128 numbers")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    omp_set_num_threads(1);
    const Data data(count);
    std::vector<Peer> peers;
    for (const auto make : {aisle_peer, faiss_peer, hnsw_peer}) {
        const auto began = Clock::now();
        peers.push_back(make(data));
        const std::chrono::duration<double> seconds = Clock::now() - began;
        fmt::print("built {:20} in {:7.1f} s\n", peers.back().name, seconds.count());
    }
    for (const int percent : {100, 50, 10, 1}) compare(data, peers, percent);
    return 0;
}
