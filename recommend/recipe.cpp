// The one table of models: what each is called, which parameters it has, and how it is trained.

#include "recommend/recipe.h"

#include <algorithm>
#include <set>
#include <utility>

#include "data/error.h"
#include "recommend/ease_trainer.h"
#include "recommend/graph_model.h"
#include "recommend/ials_trainer.h"
#include "recommend/item_graph_trainer.h"
#include "recommend/popularity_model.h"
#include "recommend/session_model.h"
#include "recommend/trail_trainer.h"

namespace aisle::recommend {

namespace {

struct Kind {
    std::set<std::string, std::less<>> parameters;
    std::function<std::unique_ptr<Model>(const Histories&, const Recipe&)> train;
};

const std::set<std::string, std::less<>> kGraphParameters = {
    "history_power", "source_power", "target_power", "distance_power", "shrink",
    "window",        "forward",      "neighbours",   "decay",          "events"};

GraphReading reading_of(const Recipe& recipe) {
    return {static_cast<float>(recipe.get("decay", 1)),
            static_cast<std::uint32_t>(recipe.get("events", 0))};
}

ItemGraphOptions graph_options(const Recipe& recipe) {
    ItemGraphOptions options;
    options.history_power = static_cast<float>(recipe.get("history_power", 0));
    options.source_power = static_cast<float>(recipe.get("source_power", .5));
    options.target_power = static_cast<float>(recipe.get("target_power", .5));
    options.distance_power = static_cast<float>(recipe.get("distance_power", 0));
    options.shrink = static_cast<float>(recipe.get("shrink", 0));
    options.window = static_cast<std::uint32_t>(recipe.get("window", 0));
    options.is_forward = recipe.get("forward", 0) != 0;
    options.num_neighbours = static_cast<std::uint32_t>(recipe.get("neighbours", 500));
    return options;
}

std::unique_ptr<Model> train_graph(const Histories& histories, const Recipe& recipe) {
    return std::make_unique<GraphModel>(train_item_graph(histories, graph_options(recipe)),
                                        reading_of(recipe));
}

std::unique_ptr<Model> train_ease_model(const Histories& histories, const Recipe& recipe) {
    EaseOptions options;
    options.regularisation = static_cast<float>(recipe.get("regularisation", 200));
    options.num_neighbours = static_cast<std::uint32_t>(recipe.get("neighbours", 1000));
    return std::make_unique<GraphModel>(train_ease(histories, options), reading_of(recipe));
}

std::unique_ptr<Model> train_factors(const Histories& histories, const Recipe& recipe) {
    IalsOptions options;
    options.size = static_cast<std::size_t>(recipe.get("size", 128));
    options.weights.unobserved = static_cast<float>(recipe.get("unobserved", .05));
    options.weights.regularisation = static_cast<float>(recipe.get("regularisation", .01));
    options.weights.frequency_power = static_cast<float>(recipe.get("frequency_power", 1));
    options.num_sweeps = static_cast<std::uint32_t>(recipe.get("sweeps", 10));
    return train_ials(histories, options);
}

std::unique_ptr<Model> train_sessions(const Histories& histories, const Recipe& recipe) {
    SessionWeights weights;
    weights.num_neighbours = static_cast<std::uint32_t>(recipe.get("neighbours", 200));
    weights.decay = static_cast<float>(recipe.get("decay", .7));
    weights.recency = static_cast<float>(recipe.get("recency", 4));
    weights.length_power = static_cast<float>(recipe.get("length_power", .5));
    weights.distance_decay = static_cast<float>(recipe.get("distance_decay", .7));
    weights.backward = static_cast<float>(recipe.get("backward", .5));
    weights.idf = static_cast<float>(recipe.get("idf", .5));
    weights.again = static_cast<float>(recipe.get("again", 0));
    weights.seen = static_cast<float>(recipe.get("seen", 1));
    const auto sample = static_cast<std::uint32_t>(recipe.get("sample", 2500));
    return std::make_unique<SessionModel>(index_sessions(histories, sample), weights);
}

std::unique_ptr<Model> train_trail_model(const Histories& histories, const Recipe& recipe) {
    TrailOptions options;
    options.size = static_cast<std::size_t>(recipe.get("size", 64));
    options.num_ages = static_cast<std::size_t>(recipe.get("ages", 10));
    options.sharpness = static_cast<float>(recipe.get("sharpness", 12));
    options.rival_power = static_cast<float>(recipe.get("rival_power", .5));
    options.num_epochs = static_cast<std::uint32_t>(recipe.get("epochs", 6));
    return train_trails(histories, options);
}

std::unique_ptr<Model> train_popularity(const Histories& histories, const Recipe& recipe) {
    const auto recency = static_cast<float>(recipe.get("recency", 1));
    return std::make_unique<PopularityModel>(Array(count_events(histories, recency)));
}

std::unique_ptr<Model> make_again(const Histories& /*histories*/, const Recipe& recipe) {
    AgainReading reading;
    reading.decay = static_cast<float>(recipe.get("decay", .9));
    reading.power = static_cast<float>(recipe.get("power", 1));
    return std::make_unique<AgainModel>(reading);
}

const std::map<std::string, Kind, std::less<>>& kinds() {
    static const std::map<std::string, Kind, std::less<>> table = {
        {"again", {{"decay", "power"}, make_again}},
        {"ease", {{"regularisation", "neighbours", "decay", "events"}, train_ease_model}},
        {"ials",
         {{"size", "unobserved", "regularisation", "frequency_power", "sweeps"}, train_factors}},
        {"items", {kGraphParameters, train_graph}},
        {"popularity", {{"recency"}, train_popularity}},
        {"sessions",
         {{"neighbours", "decay", "recency", "length_power", "distance_decay", "backward", "idf",
           "sample", "again", "seen"},
          train_sessions}},
        {"trails", {{"size", "ages", "sharpness", "rival_power", "epochs"}, train_trail_model}},
    };
    return table;
}

} // namespace

double Recipe::get(std::string_view name, double otherwise) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? otherwise : found->second;
}

std::vector<std::string> model_names() {
    std::vector<std::string> names;
    for (const auto& [name, kind] : kinds()) names.push_back(name);
    return names;
}

std::unique_ptr<Model> train_model(const Histories& histories, const Recipe& recipe) {
    const auto found = kinds().find(recipe.model);
    if (found == kinds().end()) {
        std::string known;
        for (const auto& name : model_names()) known += " " + name;
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          "model: expected one of" + known + ", got " + recipe.model);
    }
    const Kind& kind = found->second;
    for (const auto& [name, value] : recipe.parameters) {
        if (kind.parameters.contains(name)) continue;
        std::string known;
        for (const auto& parameter : kind.parameters) known += " " + parameter;
        throw data::Error(data::ErrorCode::kInvalidRequest, "parameters of model " + recipe.model +
                                                                ": expected one of" + known +
                                                                ", got " + name);
    }
    return kind.train(histories, recipe);
}

} // namespace aisle::recommend
