// Rows are independent: each is added up on a score board that its thread reuses, cut to its best
// neighbours, and only then stored. The order of additions within a row is that of the
// histories, whatever the threads do, so that the sums are the same to the bit.

#include "recommend/item_graph_trainer.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "recommend/parallel.h"
#include "recommend/score_board.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kRowsPerPart = 64;

std::vector<float> powers(std::size_t size, float exponent) {
    std::vector<float> result(size + 1, 1);
    for (std::size_t n = 1; n <= size; ++n) {
        result[n] = exponent == 0 ? 1 : std::pow(static_cast<float>(n), exponent);
    }
    return result;
}

class Kernel {
public:
    Kernel(const Histories& histories, const ItemGraphOptions& options)
        : histories_(histories),
          options_(options),
          occurrences_(histories),
          distance_weight_(powers(kMaxDistance, -options.distance_power)),
          source_divisor_(powers_of_counts(options.source_power)),
          target_divisor_(powers_of_counts(options.target_power)) {
        std::size_t max_length = 0;
        for (std::size_t h = 0; h < histories.size(); ++h) {
            max_length = std::max(max_length, histories.items(h).size());
        }
        length_weight_ = powers(max_length, -options.history_power);
    }

    /// Adds the weights of all pairs with `source` first, before the counts divide them.
    void add_pairs(Item source, ScoreBoard& board) const {
        for (const auto& event : occurrences_.of(source)) {
            const auto items = histories_.items(event.history);
            const auto steps = histories_.steps(event.history);
            const float weight = length_weight_[items.size()];
            add_later(source, event.position, {items, steps}, weight, board);
            if (!options_.is_forward) {
                add_earlier(source, event.position, {items, steps}, weight, board);
            }
        }
    }

    [[nodiscard]] float divisor(Item source, Item target) const {
        return source_divisor_[source] * target_divisor_[target] + options_.shrink;
    }

private:
    static constexpr std::size_t kMaxDistance = 256;

    [[nodiscard]] std::vector<float> powers_of_counts(float exponent) const {
        std::vector<float> result(histories_.num_items());
        for (Item item = 0; item < result.size(); ++item) {
            result[item] = std::pow(static_cast<float>(occurrences_.count(item)), exponent);
        }
        return result;
    }

    [[nodiscard]] bool is_near(std::uint32_t distance) const {
        return options_.window == 0 || distance <= options_.window;
    }

    [[nodiscard]] float pair_weight(std::uint32_t distance, float weight) const {
        return weight * distance_weight_[std::min<std::size_t>(distance, kMaxDistance)];
    }

    void add_later(Item source, std::uint32_t position, const Query& history, float weight,
                   ScoreBoard& board) const {
        for (std::size_t j = position + 1; j < history.items.size(); ++j) {
            const std::uint32_t distance = history.steps[j] - history.steps[position];
            if (!is_near(distance)) break;
            if (options_.is_forward && distance == 0) continue;
            if (history.items[j] != source) {
                board.add(history.items[j], pair_weight(distance, weight));
            }
        }
    }

    void add_earlier(Item source, std::uint32_t position, const Query& history, float weight,
                     ScoreBoard& board) const {
        for (std::size_t j = position; j-- > 0;) {
            const std::uint32_t distance = history.steps[position] - history.steps[j];
            if (!is_near(distance)) break;
            if (history.items[j] != source) {
                board.add(history.items[j], pair_weight(distance, weight));
            }
        }
    }

    const Histories& histories_;
    const ItemGraphOptions& options_;
    Occurrences occurrences_;
    std::vector<float> length_weight_;
    std::vector<float> distance_weight_;
    std::vector<float> source_divisor_;
    std::vector<float> target_divisor_;
};

} // namespace

ItemGraph
build_graph(std::uint32_t num_items,
            const std::function<std::function<std::vector<ScoredItem>(Item)>()>& make_worker) {
    std::vector<std::vector<ScoredItem>> rows(num_items);
    for_each_part(num_items, kRowsPerPart, [&](std::size_t begin, std::size_t end) {
        const auto make_row = make_worker();
        for (std::size_t i = begin; i < end; ++i) rows[i] = make_row(static_cast<Item>(i));
    });
    std::vector<std::uint64_t> offsets{0};
    for (const auto& row : rows) offsets.push_back(offsets.back() + row.size());
    std::vector<Item> items;
    std::vector<float> weights;
    items.reserve(offsets.back());
    weights.reserve(offsets.back());
    for (auto& row : rows) {
        for (const auto& [item, weight] : row) {
            items.push_back(item);
            weights.push_back(weight);
        }
        row = {};
    }
    return {Array(std::move(offsets)), Array(std::move(items)), Array(std::move(weights))};
}

ItemGraph train_item_graph(const Histories& histories, const ItemGraphOptions& options) {
    const Kernel kernel(histories, options);
    return build_graph(histories.num_items(), [&] {
        auto board = std::make_shared<ScoreBoard>(histories.num_items());
        return [&, board](Item source) {
            kernel.add_pairs(source, *board);
            TopItems best(options.num_neighbours);
            for (const Item target : board->touched()) {
                best.add({target, (*board)[target] / kernel.divisor(source, target)});
            }
            board->clear();
            return best.take();
        };
    });
}

} // namespace aisle::recommend
