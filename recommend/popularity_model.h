#pragma once

#include <utility>
#include <vector>

#include "recommend/array.h"
#include "recommend/histories.h"
#include "recommend/model.h"

namespace aisle::recommend {

/// Recommends what most others chose, whoever asks.
class PopularityModel final : public Model {
public:
    explicit PopularityModel(Array<float> weights) : weights_(std::move(weights)) {}

    void score(const Query& query, ScoreBoard& board) const override;

    [[nodiscard]] std::size_t num_items() const noexcept override { return weights_.size(); }

    [[nodiscard]] const Array<float>& weights() const noexcept { return weights_; }

private:
    Array<float> weights_; // of each item; 0: never chosen
};

/// How often each item was chosen, in events; an event of the oldest history counts exp(-recency).
[[nodiscard]] std::vector<float> count_events(const Histories& histories, float recency);

/// How a person's own past speaks for an item.
struct AgainReading {
    float decay = .9F; ///< an event counts this much for each step it is older
    float power = 1;   ///< counts are raised to this
};

/// Recommends what someone chose before, often and lately: buy again.
class AgainModel final : public Model {
public:
    explicit AgainModel(const AgainReading& reading) : reading_(reading) {}

    void score(const Query& query, ScoreBoard& board) const override;

    [[nodiscard]] std::size_t num_items() const noexcept override { return 0; }

    [[nodiscard]] const AgainReading& reading() const noexcept { return reading_; }

private:
    AgainReading reading_;
};

} // namespace aisle::recommend
