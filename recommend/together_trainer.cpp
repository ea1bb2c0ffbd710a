#include "recommend/together_trainer.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "recommend/item_graph_trainer.h"
#include "recommend/score_board.h"

namespace aisle::recommend {

namespace {

double times_log(double x) noexcept {
    return x > 0 ? x * std::log(x) : 0;
}

} // namespace

double surprise(double both, double first, double second, double total) noexcept {
    if (both * total <= first * second) return 0;
    const double only_first = first - both;
    const double only_second = second - both;
    const double neither = total - first - second + both;
    const double cells =
        times_log(both) + times_log(only_first) + times_log(only_second) + times_log(neither);
    const double margins =
        times_log(first) + times_log(total - first) + times_log(second) + times_log(total - second);
    return std::max(0.0, 2 * (cells - margins + times_log(total)));
}

ItemGraph train_together(const Histories& baskets, const TogetherOptions& options) {
    const Histories distinct = without_repeats(baskets);
    const Occurrences occurrences(distinct);
    const auto total = static_cast<double>(distinct.size());
    return build_graph(distinct.num_items(), [&] {
        auto counts = std::make_shared<ScoreBoard>(distinct.num_items());
        return [&, counts](Item source) {
            for (const auto& event : occurrences.of(source)) {
                for (const Item other : distinct.items(event.history)) {
                    if (other != source) counts->add(other, 1);
                }
            }
            TopItems best(options.num_neighbours);
            for (const Item other : counts->touched()) {
                const auto both = static_cast<double>((*counts)[other]);
                if (both < options.min_count) continue;
                const double weight =
                    surprise(both, static_cast<double>(occurrences.count(source)),
                             static_cast<double>(occurrences.count(other)), total);
                if (weight > 0) best.add({other, static_cast<float>(weight)});
            }
            counts->clear();
            return best.take();
        };
    });
}

} // namespace aisle::recommend
