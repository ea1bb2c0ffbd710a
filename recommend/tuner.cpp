#include "recommend/tuner.h"

#include <algorithm>
#include <cassert>
#include <map>

namespace aisle::recommend {

namespace {

constexpr int kMaxRounds = 2;

class Search {
public:
    Search(const Plan& plan, const HeldBack& parts, std::size_t k)
        : plan_(plan), parts_(parts), k_(k), best_{plan.start, quality(plan.start)} {}

    /// False when no knob was turned.
    bool run_round() {
        const Recipe before = best_.recipe;
        for (const Knob& knob : plan_.knobs) {
            if (!turn(knob, 1)) turn(knob, -1);
        }
        return before != best_.recipe;
    }

    [[nodiscard]] const Tuned& best() const { return best_; }

private:
    /// Moves a knob in one direction as long as that helps. False when it never did.
    bool turn(const Knob& knob, int direction) {
        bool has_helped = false;
        while (true) {
            const double value = best_.recipe.get(knob.parameter, 0);
            const auto at = std::find(knob.values.begin(), knob.values.end(), value);
            assert(at != knob.values.end());
            const auto next = at - knob.values.begin() + direction;
            if (next < 0 || next >= static_cast<std::ptrdiff_t>(knob.values.size())) break;
            Recipe recipe = best_.recipe;
            recipe.parameters[knob.parameter] = knob.values[static_cast<std::size_t>(next)];
            const double ndcg = quality(recipe);
            if (ndcg <= best_.ndcg) break;
            best_ = {recipe, ndcg};
            has_helped = true;
        }
        return has_helped;
    }

    double quality(const Recipe& recipe) {
        const auto known = tried_.find(recipe.parameters);
        if (known != tried_.end()) return known->second;
        const auto model = train_model(parts_.train, recipe);
        const double ndcg = evaluate(*model, parts_.cases, parts_.train.num_items(), k_).mean.ndcg;
        tried_[recipe.parameters] = ndcg;
        return ndcg;
    }

    const Plan& plan_;
    const HeldBack& parts_;
    std::size_t k_;
    std::map<std::map<std::string, double, std::less<>>, double> tried_;
    Tuned best_;
};

} // namespace

Tuned tune(const Plan& plan, const HeldBack& parts, std::size_t k) {
    Search search(plan, parts, k);
    for (int round = 0; round < kMaxRounds && search.run_round(); ++round) {
    }
    return search.best();
}

} // namespace aisle::recommend
