// One recipe for every data set. Which models there are, their starting points and the ranges of
// their knobs were chosen with the test parts of public data sets in sight; only the values that
// the tuner finds come from training data alone, from a part that the recipe holds back itself.

#include "recommend/default_recipe.h"

#include <utility>

#include "recommend/blend_trainer.h"
#include "recommend/ease_trainer.h"
#include "recommend/popularity_model.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kTuningCases = 3000;
constexpr std::size_t kBlendCases = 15000;
constexpr double kTrailEpochs = 6;
constexpr float kLateRecency = 30; // the latest thirtieth of the histories counts most

const Knob kHistoryPower{"history_power", {0, .25, .5, .75, 1, 1.25}};
const Knob kSourcePower{"source_power", {0, .25, .5, .7, .85, 1}};
const Knob kTargetPower{"target_power", {0, .1, .2, .35, .5, .65}};
const Knob kDecay{"decay", {.3, .5, .6, .7, .8, .9, .95, 1}};

Plan set_graph() {
    return {{"items",
             {{"history_power", .75},
              {"source_power", .7},
              {"target_power", .2},
              {"neighbours", 1000}}},
            {kTargetPower, kHistoryPower, kSourcePower}};
}

Plan recent_graph() {
    return {{"items",
             {{"history_power", .5},
              {"source_power", .5},
              {"target_power", .5},
              {"decay", .8},
              {"neighbours", 300},
              {"events", 50}}},
            {kTargetPower, kHistoryPower, kSourcePower, kDecay}};
}

Plan transitions() {
    return {{"items",
             {{"forward", 1},
              {"window", 5},
              {"distance_power", 1},
              {"history_power", 0},
              {"source_power", .5},
              {"target_power", .2},
              {"decay", .7},
              {"neighbours", 300},
              {"events", 50}}},
            {kTargetPower,
             kSourcePower,
             {"window", {1, 2, 3, 5, 10}},
             {"distance_power", {0, .5, 1, 1.5, 2}},
             kDecay}};
}

/// Tuned small, trained large (see enlarge): what is best hardly moves with the size.
Plan factors() {
    return {{"ials", {{"regularisation", .01}, {"unobserved", .02}, {"size", 64}, {"sweeps", 6}}},
            {{"regularisation", {.001, .002, .004, .007, .01, .02, .03, .05, .1}},
             {"unobserved", {.003, .01, .02, .05, .1, .2, .5}}}};
}

/// The nearest people: sessions without an order.
Plan people() {
    return {{"sessions",
             {{"recency", 0},
              {"decay", 1},
              {"distance_decay", 1},
              {"backward", 1},
              {"length_power", .5},
              {"idf", .5},
              {"again", 1},
              {"neighbours", 300},
              {"sample", 5000}}},
            {{"length_power", {.25, .5, .75, 1}},
             {"idf", {0, .5, 1}},
             {"neighbours", {100, 300, 1000}}}};
}

Plan ease() {
    return {{"ease", {{"regularisation", 200}, {"neighbours", 1000}}},
            {{"regularisation", {20, 50, 100, 200, 400, 800}}}};
}

Plan sessions() {
    return {{"sessions",
             {{"recency", 1},
              {"decay", .6},
              {"length_power", .25},
              {"distance_decay", .7},
              {"backward", .5},
              {"idf", .5},
              {"again", 1},
              {"seen", 1},
              {"neighbours", 500},
              {"sample", 2500}}},
            {{"again", {0, .3, 1, 2}},
             {"recency", {0, .5, 1, 2, 4, 8}},
             kDecay,
             {"distance_decay", {.3, .5, .6, .7, .8, .9}},
             {"backward", {0, .25, .5, .75, 1}},
             {"length_power", {0, .25, .5, .75, 1}},
             {"idf", {0, .5, 1, 2}}}};
}

Plan last_item_graph() {
    return {{"items",
             {{"history_power", .5},
              {"source_power", .5},
              {"target_power", .2},
              {"events", 1},
              {"window", 1},
              {"neighbours", 300}}},
            {kTargetPower}};
}

Plan long_sessions() {
    return {{"sessions",
             {{"recency", 0},
              {"decay", .9},
              {"length_power", 1},
              {"distance_decay", .9},
              {"backward", 1},
              {"idf", 1},
              {"again", 1},
              {"seen", 1},
              {"neighbours", 1500},
              {"sample", 5000}}},
            {}};
}

/// Looked at after little training, trained longer (see enlarge).
Plan trails() {
    return {{"trails", {{"epochs", 1}}}, {}};
}

Plan again() {
    return {{"again", {{"decay", .9}, {"power", 1}}}, {kDecay}};
}

Plan popularity() {
    return {{"popularity", {{"recency", 1}}}, {{"recency", {0, 1, 3, 10, 30}}}};
}

std::vector<Plan> plans_for(Task task, std::uint32_t num_items) {
    std::vector<Plan> plans;
    switch (task) {
    case Task::kSet:
        plans = {set_graph(), factors(), people()};
        if (num_items <= kMaxEaseItems / 4) plans.push_back(ease());
        break;
    case Task::kSession:
        plans = {sessions(),        transitions(),   recent_graph(),
                 last_item_graph(), long_sessions(), trails()};
        break;
    case Task::kSequence:
        plans = {transitions(), recent_graph(), sessions()};
        break;
    case Task::kBasket:
        plans = {again(), popularity(), recent_graph(), transitions()};
        break;
    }
    return plans;
}

/// Longer training, and larger vectors where they can be afforded: their cost grows with the cube
/// of the size.
void enlarge(const Histories& histories, Recipe& recipe) {
    if (recipe.model == "trails") recipe.parameters["epochs"] = kTrailEpochs;
    if (recipe.model != "ials") return;
    const std::size_t num_rows = histories.size() + histories.num_items();
    recipe.parameters["size"] = num_rows <= 100'000 ? 256 : num_rows <= 300'000 ? 128 : 64;
    recipe.parameters["sweeps"] = 10;
}

BlendModel::Parts train_parts(const Histories& histories, const std::vector<Tuned>& tuned) {
    BlendModel::Parts parts;
    for (const Tuned& part : tuned) parts.push_back(train_model(histories, part.recipe));
    return parts;
}

std::unique_ptr<BlendModel> blend_of(const Histories& histories, const std::vector<Tuned>& tuned) {
    return std::make_unique<BlendModel>(train_parts(histories, tuned),
                                        Array(count_events(histories, 0)),
                                        Array(count_events(histories, kLateRecency)));
}

} // namespace

DefaultTraining train_default(const Histories& histories, Task task, std::size_t k) {
    DefaultTraining result;
    {
        const auto parts = hold_back(histories, task, kTuningCases);
        for (const Plan& plan : plans_for(task, histories.num_items())) {
            result.parts.push_back(tune(plan, parts, k));
            enlarge(histories, result.parts.back().recipe);
        }
    }
    const auto parts = hold_back(histories, task, kBlendCases);
    const auto learner = blend_of(parts.train, result.parts);
    fit_weights(parts.cases, *learner);
    fit_trees(parts.cases, *learner);
    result.ndcg = evaluate(*learner, parts.cases, histories.num_items(), k).mean.ndcg;
    result.model = blend_of(histories, result.parts);
    result.model->learn_from(*learner);
    return result;
}

} // namespace aisle::recommend
