// Scores of different models have different scales, so each is taken relative to the model's best
// candidate for the query. The logarithm suits counts and probabilities (weights multiply into a
// product of powers), the plain value suits what is already a measure of confidence.

#include "recommend/blend_model.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "recommend/top_items.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kCandidatesPerPart = 150;
constexpr std::size_t kFeaturesPerPart = 2;
constexpr std::size_t kOwnFeatures = 6; // newest, earlier, popular, lately, length, age
constexpr float kSmallest = 1e-3F;

struct Boards {
    std::vector<ScoreBoard> of_part;
    std::vector<std::uint32_t> row_of; // 0: no candidate yet
};

/// Scratch of this thread, large enough for the model that asks.
Boards& boards_for(std::size_t num_parts, std::uint32_t num_items) {
    thread_local Boards boards;
    if (boards.row_of.size() != num_items) {
        boards.of_part.clear();
        boards.row_of.assign(num_items, 0);
    }
    while (boards.of_part.size() < num_parts) boards.of_part.emplace_back(num_items);
    return boards;
}

void add_candidates(const ScoreBoard& board, const ItemSet* allowed, Boards& boards,
                    CandidateTable& table) {
    for (const auto& [item, score] : best_items(board, {{}, allowed}, kCandidatesPerPart)) {
        if (boards.row_of[item] != 0) continue;
        table.items.push_back(item);
        boards.row_of[item] = static_cast<std::uint32_t>(table.items.size());
    }
}

} // namespace

BlendModel::BlendModel(Parts parts, Array<float> counts, Array<float> late_counts)
    : parts_(std::move(parts)), counts_(std::move(counts)), late_counts_(std::move(late_counts)) {
    assert(counts_.size() == late_counts_.size());
}

std::size_t BlendModel::num_features() const {
    return parts_.size() * kFeaturesPerPart + kOwnFeatures;
}

std::vector<float> BlendModel::starting_weights() const {
    constexpr float kShareWeight = 1;
    constexpr float kLogWeight = .25F;
    std::vector<float> weights(num_features(), 0);
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        weights[p * kFeaturesPerPart] = kShareWeight;
        weights[p * kFeaturesPerPart + 1] = kLogWeight;
    }
    return weights;
}

std::size_t BlendModel::length_class(std::size_t num_events) noexcept {
    constexpr std::size_t kLongest[] = {1, 2, 5, 20};
    std::size_t result = 0;
    while (result < std::size(kLongest) && num_events > kLongest[result]) ++result;
    return result;
}

CandidateTable BlendModel::candidates(const Query& query) const {
    const auto num_items = static_cast<std::uint32_t>(counts_.size());
    Boards& boards = boards_for(parts_.size(), num_items);
    CandidateTable table;
    table.num_features = num_features();
    std::vector<float> best(parts_.size(), 0);
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        ScoreBoard& board = boards.of_part[p];
        parts_[p]->score(query, board);
        add_candidates(board, query.allowed, boards, table);
        for (const Item item : board.touched()) best[p] = std::max(best[p], board[item]);
    }
    for (std::size_t p = 0; p < parts_.size(); ++p) {
        parts_[p]->score_rest(query, table.items, boards.of_part[p]);
    }
    table.features.reserve(table.items.size() * table.num_features);
    for (const Item item : table.items) {
        boards.row_of[item] = 0;
        for (std::size_t p = 0; p < parts_.size(); ++p) {
            const float score = boards.of_part[p][item];
            const float share = best[p] > 0 ? std::max(score / best[p], 0.F) : 0;
            table.features.push_back(share);
            table.features.push_back(std::log(std::max(share, kSmallest)));
        }
        const auto last = std::find(query.items.rbegin(), query.items.rend(), item);
        const bool is_known = last != query.items.rend();
        const bool is_newest = last == query.items.rbegin() && is_known;
        table.features.push_back(is_newest ? 1 : 0);
        table.features.push_back(is_known && !is_newest ? 1 : 0);
        table.features.push_back(std::log1p(counts_[item]));
        table.features.push_back(std::log1p(late_counts_[item]));
        table.features.push_back(std::log1p(static_cast<float>(query.items.size())));
        table.features.push_back(is_known ? 1 / static_cast<float>(last - query.items.rbegin() + 1)
                                          : 0);
    }
    for (std::size_t p = 0; p < parts_.size(); ++p) boards.of_part[p].clear();
    return table;
}

std::vector<float> BlendModel::linear_scores(const CandidateTable& table,
                                             std::size_t num_events) const {
    const float* weights = weights_.data() + length_class(num_events) * table.num_features;
    std::vector<float> scores(table.items.size(), 0);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const auto row = table.row(i);
        for (std::size_t f = 0; f < row.size(); ++f) scores[i] += weights[f] * row[f];
    }
    return scores;
}

void BlendModel::score(const Query& query, ScoreBoard& board) const {
    const auto table = candidates(query);
    auto scores = linear_scores(table, query.items.size());
    if (trees_.num_trees() > 0) {
        for (const std::size_t i : best_rows(scores, kNumRefined)) {
            scores[i] += trees_.score(table.row(i));
        }
    }
    for (std::size_t i = 0; i < scores.size(); ++i) board.add(table.items[i], scores[i]);
}

std::vector<std::size_t> best_rows(const std::vector<float>& scores, std::size_t k) {
    TopItems best(k);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (best.may_take(scores[i])) best.add({static_cast<Item>(i), scores[i]});
    }
    std::vector<std::size_t> rows;
    for (const auto& [row, score] : best.take()) rows.push_back(row);
    return rows;
}

} // namespace aisle::recommend
