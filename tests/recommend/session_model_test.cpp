// Session neighbours against a direct reading of their definition:
//   1. Scores equal those of comparing the query with every session, over random sessions.
//   2. Only the newest sessions of an item are kept.
//   3. Queries do not disturb each other.

#include "recommend/session_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/recommend/random_histories.h"
#include "tests/support/rng.h"

namespace aisle::recommend {
namespace {

/// All scores of one query, by walking all sessions.
std::vector<double> slow_scores(const Histories& sessions, const SessionWeights& weights,
                                const std::vector<Item>& query) {
    struct Near {
        std::size_t session;
        double similarity;
        std::size_t place;
    };

    std::vector<double> num_sessions(sessions.num_items(), 0);
    std::vector<Near> near;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        const auto items = sessions.items(s);
        for (Item item = 0; item < sessions.num_items(); ++item) {
            if (std::ranges::find(items, item) != items.end()) ++num_sessions[item];
        }
        double shared = 0;
        std::size_t place = items.size();
        for (std::size_t q = query.size(); q-- > 0;) {
            const bool is_repeat = std::find(query.begin() + static_cast<std::ptrdiff_t>(q) + 1,
                                             query.end(), query[q]) != query.end();
            const auto last = std::find(items.rbegin(), items.rend(), query[q]);
            if (is_repeat || last == items.rend()) continue;
            if (shared == 0) place = static_cast<std::size_t>(items.rend() - last) - 1;
            shared += std::pow(weights.decay, static_cast<double>(query.size() - 1 - q));
        }
        if (shared == 0) continue;
        const double age = 1 - static_cast<double>(s + 1) / static_cast<double>(sessions.size());
        near.push_back({s,
                        shared * std::exp(-weights.recency * age) *
                            std::pow(static_cast<double>(items.size()), -weights.length_power),
                        place});
    }
    std::sort(near.begin(), near.end(),
              [](const Near& a, const Near& b) { return a.similarity > b.similarity; });
    near.resize(std::min<std::size_t>(near.size(), weights.num_neighbours));
    std::vector<double> scores(sessions.num_items(), 0);
    for (const Near& neighbour : near) {
        const auto items = sessions.items(neighbour.session);
        for (std::size_t i = 0; i < items.size(); ++i) {
            const double distance =
                std::abs(static_cast<double>(i) - static_cast<double>(neighbour.place));
            double vote = neighbour.similarity *
                          std::pow(weights.distance_decay, std::max(0.0, distance - 1));
            if (i < neighbour.place) vote *= weights.backward;
            const double idf = std::log((static_cast<double>(sessions.size()) + 1) /
                                        (num_sessions[items[i]] + .5));
            scores[items[i]] += vote * std::pow(idf, weights.idf);
        }
    }
    for (Item item = 0; item < scores.size(); ++item) {
        if (item == query.back()) {
            scores[item] *= weights.again;
        } else if (std::find(query.begin(), query.end(), item) != query.end()) {
            scores[item] *= weights.seen;
        }
    }
    return scores;
}

TEST(SessionModel, ScoresAreThoseOfComparingWithEverySession) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        support::Rng rng(seed);
        const auto source = support::random_histories(rng, 40, 25);
        Histories sessions;
        for (std::size_t h = 0; h < source.size(); ++h) sessions.add_history(source.items(h));
        sessions.reserve_items(25);
        SessionWeights weights;
        // No cut, as ties at it may fall either way; the next test cuts.
        weights.num_neighbours = 1000;
        weights.again = rng.chance(.5) ? 1 : .25F;
        weights.seen = rng.chance(.5) ? 1 : .5F;
        const SessionModel model(index_sessions(sessions, 1000), weights);
        ScoreBoard board(25);
        for (int round = 0; round < 3; ++round) {
            std::vector<Item> query(rng.between(1, 6));
            std::vector<std::uint32_t> steps;
            for (Item& item : query) {
                item = rng.below(25);
                steps.push_back(static_cast<std::uint32_t>(steps.size()));
            }
            const auto expected = slow_scores(sessions, weights, query);
            model.score({query, steps}, board);
            for (Item item = 0; item < 25; ++item) {
                EXPECT_NEAR(board[item], expected[item], 1e-3 * (1 + expected[item]))
                    << "seed " << seed << " item " << item;
            }
            board.clear();
        }
    }
}

TEST(SessionModel, OnlyTheNewestSessionsOfAnItemAreKept) {
    Histories sessions;
    for (Item next = 1; next <= 5; ++next) sessions.add_history(std::vector<Item>{0, next});
    const SessionModel model(index_sessions(sessions, 2), {});
    ScoreBoard board(6);
    const std::vector<Item> query{0};
    const std::vector<std::uint32_t> steps{0};
    model.score({query, steps}, board);
    for (Item next = 1; next <= 5; ++next) EXPECT_EQ(board[next] > 0, next >= 4) << next;
}

} // namespace
} // namespace aisle::recommend
