// Values are cut into bins once. A level of a tree then needs one pass over the rows for each
// feature, adding gradients up by leaf and bin; features are the unit of parallel work, so that
// every sum has one order. The best question of a level is the one whose answers, in all leaves
// together, reduce the loss most.

#include "recommend/tree_trainer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "recommend/parallel.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kMaxTrees = 120;
constexpr std::size_t kPatience = 15; // trees without gain before giving up
constexpr std::uint32_t kDepth = 5;
constexpr std::size_t kNumLeaves = std::size_t{1} << kDepth;
constexpr std::size_t kMaxBins = 48;
constexpr double kRate = .1;
constexpr double kPull = 5;        // of a leaf to 0
constexpr std::size_t kJudges = 5; // one query in so many judges
constexpr std::size_t kBinSample = 20'000;

struct Sums {
    double gradient = 0;
    double curvature = 0;

    /// How much the loss falls when a leaf takes its best value.
    [[nodiscard]] double gain() const { return gradient * gradient / (curvature + kPull); }
};

/// One feature of all rows, cut into bins.
struct BinnedFeature {
    std::vector<float> limits; ///< bin b holds values up to limits[b]; the last holds the rest
    std::vector<std::uint8_t> bins;
};

struct Question {
    double gain = -1;
    std::size_t feature = 0;
    std::size_t bin = 0; ///< a yes is in a higher bin
};

BinnedFeature bin_feature(const RankingRows& rows, std::size_t feature) {
    const auto value_of = [&](std::size_t row) {
        return rows.features[row * rows.num_features + feature];
    };
    std::vector<float> sample;
    const std::size_t stride = std::max<std::size_t>(1, rows.num_rows() / kBinSample);
    for (std::size_t row = 0; row < rows.num_rows(); row += stride) {
        sample.push_back(value_of(row));
    }
    std::sort(sample.begin(), sample.end());
    BinnedFeature result;
    for (std::size_t b = 1; b < kMaxBins; ++b) {
        const float limit = sample[b * (sample.size() - 1) / kMaxBins];
        if (result.limits.empty() || result.limits.back() < limit) result.limits.push_back(limit);
    }
    for (std::size_t row = 0; row < rows.num_rows(); ++row) {
        const auto at = std::lower_bound(result.limits.begin(), result.limits.end(), value_of(row));
        result.bins.push_back(static_cast<std::uint8_t>(at - result.limits.begin()));
    }
    return result;
}

class Boosting {
public:
    explicit Boosting(const RankingRows& rows)
        : rows_(rows),
          scores_(rows.base),
          gradients_(rows.num_rows()),
          curvatures_(rows.num_rows()),
          leaf_of_(rows.num_rows()),
          features_(rows.num_features) {
        for_each_part(rows.num_features, 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t f = begin; f < end; ++f) features_[f] = bin_feature(rows, f);
        });
    }

    TreeEnsemble run() {
        double best_loss = update_gradients();
        std::size_t best_size = 0;
        for (std::size_t tree = 0; tree < kMaxTrees; ++tree) {
            if (!grow_tree()) break;
            const double loss = update_gradients();
            if (loss < best_loss) {
                best_loss = loss;
                best_size = tree + 1;
            } else if (tree + 1 >= best_size + kPatience) {
                break;
            }
        }
        asked_.resize(best_size * kDepth);
        thresholds_.resize(best_size * kDepth);
        leaves_.resize(best_size * kNumLeaves);
        return {kDepth, Array(std::move(asked_)), Array(std::move(thresholds_)),
                Array(std::move(leaves_))};
    }

private:
    [[nodiscard]] static bool is_judge(std::size_t query) { return query % kJudges == 0; }

    /// Gradients of the softmax loss where it is learned from, and its sum where it is judged.
    double update_gradients() {
        std::vector<double> losses(rows_.num_queries(), 0);
        for_each_part(rows_.num_queries(), 64, [&](std::size_t first, std::size_t last) {
            for (std::size_t q = first; q < last; ++q) losses[q] = update_query(q);
        });
        double sum = 0;
        for (std::size_t q = 0; q < losses.size(); q += kJudges) sum += losses[q];
        return sum;
    }

    double update_query(std::size_t query) {
        const std::size_t begin = rows_.offsets[query];
        const std::size_t end = rows_.offsets[query + 1];
        float highest = scores_[begin];
        for (std::size_t i = begin; i < end; ++i) highest = std::max(highest, scores_[i]);
        double total = 0;
        for (std::size_t i = begin; i < end; ++i) {
            total += std::exp(static_cast<double>(scores_[i] - highest));
        }
        double loss = 0;
        for (std::size_t i = begin; i < end; ++i) {
            const double share = std::exp(static_cast<double>(scores_[i] - highest)) / total;
            const double wanted = rows_.wanted[i];
            if (wanted > 0) loss -= wanted * std::log(std::max(share, 1e-12));
            gradients_[i] = is_judge(query) ? 0 : static_cast<float>(wanted - share);
            curvatures_[i] = is_judge(query) ? 0 : static_cast<float>(share * (1 - share));
        }
        return loss;
    }

    /// False when no question helps.
    bool grow_tree() {
        std::fill(leaf_of_.begin(), leaf_of_.end(), std::uint8_t{0});
        Question best;
        for (std::uint32_t level = 0; level < kDepth; ++level) {
            const Question found = best_question(std::size_t{1} << level);
            if (found.gain <= 0 && level == 0) return false;
            // When no question helps any more the last one is asked again: nothing changes.
            if (found.gain > 0) best = found;
            const auto& [limits, bins] = features_[best.feature];
            for (std::size_t i = 0; i < leaf_of_.size(); ++i) {
                leaf_of_[i] =
                    static_cast<std::uint8_t>(2 * leaf_of_[i] + (bins[i] > best.bin ? 1 : 0));
            }
            asked_.push_back(static_cast<std::uint32_t>(best.feature));
            thresholds_.push_back(limits[best.bin]);
        }
        set_leaves();
        return true;
    }

    Question best_question(std::size_t num_leaves) {
        std::vector<Question> best(features_.size());
        for_each_part(features_.size(), 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t f = begin; f < end; ++f) best[f] = best_of_feature(f, num_leaves);
        });
        // The first of equal ones, so that the answer does not depend on who finished first.
        return *std::max_element(best.begin(), best.end(),
                                 [](const auto& a, const auto& b) { return a.gain < b.gain; });
    }

    Question best_of_feature(std::size_t feature, std::size_t num_leaves) const {
        const auto& [limits, bins] = features_[feature];
        std::vector<Sums> sums(num_leaves * kMaxBins);
        for (std::size_t i = 0; i < bins.size(); ++i) {
            Sums& sum = sums[leaf_of_[i] * kMaxBins + bins[i]];
            sum.gradient += gradients_[i];
            sum.curvature += curvatures_[i];
        }
        std::vector<double> gains(limits.size(), 0);
        for (std::size_t leaf = 0; leaf < num_leaves; ++leaf) {
            const Sums* of_leaf = sums.data() + leaf * kMaxBins;
            Sums all;
            for (std::size_t b = 0; b < kMaxBins; ++b) {
                all.gradient += of_leaf[b].gradient;
                all.curvature += of_leaf[b].curvature;
            }
            Sums low;
            for (std::size_t b = 0; b < limits.size(); ++b) {
                low.gradient += of_leaf[b].gradient;
                low.curvature += of_leaf[b].curvature;
                const Sums high{all.gradient - low.gradient, all.curvature - low.curvature};
                gains[b] += low.gain() + high.gain() - all.gain();
            }
        }
        Question best;
        for (std::size_t b = 0; b < gains.size(); ++b) {
            if (gains[b] > best.gain) best = {gains[b], feature, b};
        }
        return best;
    }

    void set_leaves() {
        std::vector<Sums> sums(kNumLeaves);
        for (std::size_t i = 0; i < leaf_of_.size(); ++i) {
            sums[leaf_of_[i]].gradient += gradients_[i];
            sums[leaf_of_[i]].curvature += curvatures_[i];
        }
        const std::size_t first = leaves_.size();
        for (const Sums& sum : sums) {
            leaves_.push_back(static_cast<float>(kRate * sum.gradient / (sum.curvature + kPull)));
        }
        for (std::size_t i = 0; i < leaf_of_.size(); ++i)
            scores_[i] += leaves_[first + leaf_of_[i]];
    }

    const RankingRows& rows_;
    std::vector<float> scores_;
    std::vector<float> gradients_;
    std::vector<float> curvatures_;
    std::vector<std::uint8_t> leaf_of_;
    std::vector<BinnedFeature> features_;
    std::vector<std::uint32_t> asked_;
    std::vector<float> thresholds_;
    std::vector<float> leaves_;
};

} // namespace

TreeEnsemble train_trees(const RankingRows& rows) {
    if (rows.num_queries() < 2 * kJudges) return {};
    return Boosting(rows).run();
}

} // namespace aisle::recommend
