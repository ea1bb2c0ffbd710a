#include "bench/eval/metrics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace aisle::bench {

namespace {

constexpr std::size_t kNdcgRanks = 10;
constexpr std::size_t kRecallRanks = 100;

double gain_of(const std::string& product, const Gains& gains) {
    const auto found = gains.find(product);
    return found == gains.end() ? 0 : found->second;
}

/// `rank` counts from 0.
double discounted(double gain, std::size_t rank) {
    return gain / std::log2(static_cast<double>(rank) + 2);
}

double ideal_dcg(const Gains& gains) {
    std::vector<double> best;
    for (const auto& [product, gain] : gains) best.push_back(gain);
    std::sort(best.begin(), best.end(), std::greater<>());
    double sum = 0;
    for (std::size_t i = 0; i < std::min(best.size(), kNdcgRanks); ++i) {
        sum += discounted(best[i], i);
    }
    return sum;
}

} // namespace

std::optional<QueryScore> score_hits(std::span<const std::string> hits, const Gains& gains) {
    const auto num_relevant = std::count_if(gains.begin(), gains.end(),
                                            [](const auto& judged) { return judged.second > 0; });
    if (num_relevant == 0) return std::nullopt;
    QueryScore score;
    double dcg = 0;
    double num_found = 0;
    for (std::size_t i = 0; i < hits.size(); ++i) {
        const double gain = gain_of(hits[i], gains);
        if (gain <= 0) continue;
        if (i < kNdcgRanks) dcg += discounted(gain, i);
        if (i < kRecallRanks) ++num_found;
        if (score.reciprocal_rank == 0) score.reciprocal_rank = 1 / (static_cast<double>(i) + 1);
    }
    score.ndcg10 = dcg / ideal_dcg(gains);
    score.recall100 = num_found / static_cast<double>(num_relevant);
    return score;
}

void ScoreSum::add(std::size_t num_hits, const std::optional<QueryScore>& score) noexcept {
    ++sum_.num_queries;
    if (num_hits == 0) ++sum_.num_empty;
    if (!score) return;
    ++sum_.num_scored;
    sum_.mean.ndcg10 += score->ndcg10;
    sum_.mean.recall100 += score->recall100;
    sum_.mean.reciprocal_rank += score->reciprocal_rank;
}

MeanScore ScoreSum::mean() const noexcept {
    MeanScore mean = sum_;
    const auto n = static_cast<double>(std::max<std::uint64_t>(1, sum_.num_scored));
    mean.mean.ndcg10 /= n;
    mean.mean.recall100 /= n;
    mean.mean.reciprocal_rank /= n;
    return mean;
}

} // namespace aisle::bench
