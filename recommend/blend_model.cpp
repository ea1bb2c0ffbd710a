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
constexpr std::size_t kOwnFeatures = 4; // newest, earlier, popular, lately popular
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
    table.features.reserve(table.items.size() * table.num_features);
    for (const Item item : table.items) {
        boards.row_of[item] = 0;
        for (std::size_t p = 0; p < parts_.size(); ++p) {
            const float score = boards.of_part[p][item];
            const float share = best[p] > 0 ? std::max(score / best[p], 0.F) : 0;
            table.features.push_back(share);
            table.features.push_back(std::log(std::max(share, kSmallest)));
        }
        const bool is_known =
            std::find(query.items.begin(), query.items.end(), item) != query.items.end();
        const bool is_newest = is_known && query.items.back() == item;
        table.features.push_back(is_newest ? 1 : 0);
        table.features.push_back(is_known && !is_newest ? 1 : 0);
        table.features.push_back(std::log1p(counts_[item]));
        table.features.push_back(std::log1p(late_counts_[item]));
    }
    for (std::size_t p = 0; p < parts_.size(); ++p) boards.of_part[p].clear();
    return table;
}

void BlendModel::score(const Query& query, ScoreBoard& board) const {
    const auto table = candidates(query);
    const float* weights = weights_.data() + length_class(query.items.size()) * table.num_features;
    for (std::size_t i = 0; i < table.items.size(); ++i) {
        const auto row = table.row(i);
        float sum = 0;
        for (std::size_t f = 0; f < row.size(); ++f) sum += weights[f] * row[f];
        board.add(table.items[i], sum);
    }
}

} // namespace aisle::recommend
