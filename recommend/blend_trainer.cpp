// The loss is convex in the weights, so plain gradient descent with momentum and a step for each
// weight (Adam) finds the minimum from anywhere; what is computed in parallel is added up case by
// case in a fixed order.

#include "recommend/blend_trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "recommend/parallel.h"
#include "recommend/tree_trainer.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kCasesPerPart = 32;
constexpr int kNumSteps = 150;
constexpr float kStep = .05F;
constexpr double kPullToStart = 5;   // as if so many cases spoke for the weights to start from
constexpr double kPullToCommon = 20; // as if so many cases spoke for the common weights

/// One query: its candidates and which of them were chosen.
struct Contest {
    CandidateTable table;
    std::vector<std::uint32_t> chosen; // rows
    std::size_t num_events;
};

std::vector<Contest> hold_contests(const TestCases& cases, const BlendModel& blend) {
    std::vector<Contest> contests(cases.size());
    for_each_part(cases.size(), kCasesPerPart, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const Query query = cases.query(i);
            Contest& contest = contests[i];
            contest.num_events = query.items.size();
            auto table = blend.candidates(query);
            auto& kept = contest.table;
            kept.num_features = table.num_features;
            const auto wanted = cases.wanted.items(i);
            for (std::size_t c = 0; c < table.items.size(); ++c) {
                const Item item = table.items[c];
                if (cases.is_given_masked &&
                    std::find(query.items.begin(), query.items.end(), item) != query.items.end()) {
                    continue;
                }
                if (std::find(wanted.begin(), wanted.end(), item) != wanted.end()) {
                    contest.chosen.push_back(static_cast<std::uint32_t>(kept.items.size()));
                }
                const auto row = table.row(c);
                kept.items.push_back(item);
                kept.features.insert(kept.features.end(), row.begin(), row.end());
            }
        }
    });
    std::erase_if(contests, [](const Contest& contest) { return contest.chosen.empty(); });
    return contests;
}

/// Adds the gradient of -log softmax, averaged over what was chosen.
void add_gradient(const Contest& contest, const std::vector<float>& weights,
                  std::vector<float>& gradient) {
    const std::size_t num_rows = contest.table.items.size();
    std::vector<float> share(num_rows);
    float highest = -1e30F;
    for (std::size_t i = 0; i < num_rows; ++i) {
        const auto row = contest.table.row(i);
        float sum = 0;
        for (std::size_t f = 0; f < row.size(); ++f) sum += weights[f] * row[f];
        share[i] = sum;
        highest = std::max(highest, sum);
    }
    float total = 0;
    for (float& value : share) total += value = std::exp(value - highest);
    for (float& value : share) value /= total;
    for (const std::uint32_t chosen : contest.chosen) {
        share[chosen] -= 1 / static_cast<float>(contest.chosen.size());
    }
    for (std::size_t i = 0; i < num_rows; ++i) {
        const auto row = contest.table.row(i);
        for (std::size_t f = 0; f < row.size(); ++f) gradient[f] += share[i] * row[f];
    }
}

std::vector<double> mean_gradient(const std::vector<const Contest*>& contests,
                                  const std::vector<float>& weights) {
    const std::size_t num_parts = (contests.size() + kCasesPerPart - 1) / kCasesPerPart;
    std::vector<std::vector<float>> sums(num_parts);
    for_each_part(num_parts, 1, [&](std::size_t first, std::size_t last) {
        for (std::size_t part = first; part < last; ++part) {
            sums[part].assign(weights.size(), 0);
            const std::size_t begin = part * kCasesPerPart;
            const std::size_t end = std::min(contests.size(), begin + kCasesPerPart);
            for (std::size_t i = begin; i < end; ++i) {
                add_gradient(*contests[i], weights, sums[part]);
            }
        }
    });
    std::vector<double> mean(weights.size(), 0);
    for (const auto& sum : sums) {
        for (std::size_t f = 0; f < mean.size(); ++f) mean[f] += sum[f];
    }
    for (double& value : mean) value /= static_cast<double>(contests.size());
    return mean;
}

/// Minimises the mean loss + pull / 2 * |weights - centre|^2, from `centre`.
std::vector<float> minimise(const std::vector<const Contest*>& contests,
                            const std::vector<float>& centre, double pull) {
    std::vector<float> weights = centre;
    if (contests.empty()) return weights;
    std::vector<double> first(weights.size(), 0);
    std::vector<double> second(weights.size(), 0);
    for (int step = 1; step <= kNumSteps; ++step) {
        auto gradient = mean_gradient(contests, weights);
        const double rate = kStep * (1 - static_cast<double>(step - 1) / kNumSteps);
        for (std::size_t f = 0; f < weights.size(); ++f) {
            gradient[f] += pull * (weights[f] - centre[f]);
            first[f] = .9 * first[f] + .1 * gradient[f];
            second[f] = .99 * second[f] + .01 * gradient[f] * gradient[f];
            const double mean = first[f] / (1 - std::pow(.9, step));
            const double spread = std::sqrt(second[f] / (1 - std::pow(.99, step)));
            weights[f] -= static_cast<float>(rate * mean / (spread + 1e-8));
        }
    }
    return weights;
}

} // namespace

void fit_weights(const TestCases& cases, BlendModel& blend) {
    const auto contests = hold_contests(cases, blend);
    std::vector<const Contest*> all;
    for (const Contest& contest : contests) all.push_back(&contest);
    const double pull_to_start = all.empty() ? 0 : kPullToStart / static_cast<double>(all.size());
    const auto common = minimise(all, blend.starting_weights(), pull_to_start);
    std::vector<float> weights;
    for (std::size_t length = 0; length < BlendModel::kNumLengths; ++length) {
        std::vector<const Contest*> some;
        for (const Contest* contest : all) {
            if (BlendModel::length_class(contest->num_events) == length) some.push_back(contest);
        }
        const double pull = some.empty() ? 0 : kPullToCommon / static_cast<double>(some.size());
        const auto own = minimise(some, common, pull);
        weights.insert(weights.end(), own.begin(), own.end());
    }
    blend.set_weights(std::move(weights));
}

void fit_trees(const TestCases& cases, BlendModel& blend) {
    RankingRows rows;
    rows.num_features = blend.num_features();
    for (const Contest& contest : hold_contests(cases, blend)) {
        const auto scores = blend.linear_scores(contest.table, contest.num_events);
        const auto best = best_rows(scores, BlendModel::kNumRefined);
        const auto is_chosen = [&](std::size_t row) {
            return std::find(contest.chosen.begin(), contest.chosen.end(), row) !=
                   contest.chosen.end();
        };
        const auto num_chosen = std::count_if(best.begin(), best.end(), is_chosen);
        if (num_chosen == 0) continue;
        for (const std::size_t i : best) {
            const auto row = contest.table.row(i);
            rows.features.insert(rows.features.end(), row.begin(), row.end());
            rows.base.push_back(scores[i]);
            rows.wanted.push_back(is_chosen(i) ? 1 / static_cast<float>(num_chosen) : 0);
        }
        rows.offsets.push_back(rows.base.size());
    }
    blend.set_trees(train_trees(rows));
}

} // namespace aisle::recommend
