#include "recommend/ease_trainer.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "data/error.h"
#include "recommend/cholesky.h"
#include "recommend/item_graph_trainer.h"
#include "recommend/parallel.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kRowsPerPart = 32;

/// How many histories hold both, for all pairs of items, with the ridge on the diagonal.
std::vector<float> co_occurrences(const Histories& histories, float ridge) {
    const std::size_t size = histories.num_items();
    const Occurrences occurrences(histories);
    std::vector<float> counts(size * size, 0);
    for_each_part(size, kRowsPerPart, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            for (const auto& event : occurrences.of(static_cast<Item>(i))) {
                for (const Item j : histories.items(event.history)) ++counts[i * size + j];
            }
            counts[i * size + i] += ridge;
        }
    });
    return counts;
}

/// The strongest of row i of -P / diagonal(P).
std::vector<ScoredItem> best_of_row(const std::vector<float>& inverse, std::size_t size, Item i,
                                    std::size_t limit) {
    TopItems best(limit);
    for (Item j = 0; j < size; ++j) {
        if (j == i) continue;
        const float weight = -inverse[i * size + j] / inverse[j * size + j];
        best.add({j, std::abs(weight)});
    }
    auto row = best.take();
    for (auto& [j, weight] : row) weight = -inverse[i * size + j] / inverse[j * size + j];
    std::sort(row.begin(), row.end(), is_better);
    return row;
}

} // namespace

ItemGraph train_ease(const Histories& histories, const EaseOptions& options) {
    const std::size_t size = histories.num_items();
    if (size > kMaxEaseItems) {
        throw data::Error(data::ErrorCode::kTooLarge, "ease: expected at most " +
                                                          std::to_string(kMaxEaseItems) +
                                                          " items, got " + std::to_string(size));
    }
    const auto inverse =
        invert(co_occurrences(without_repeats(histories), options.regularisation), size);
    return build_graph(histories.num_items(), [&] {
        return [&](Item item) { return best_of_row(inverse, size, item, options.num_neighbours); };
    });
}

} // namespace aisle::recommend
