// A wish is a row of a table (wish_sources.cpp): the sources to ask, in order. Each source is a
// function from the request to a ranked list; a later source fills up what earlier ones left, below
// their scores. Filters reach every source before it picks its best, so that they cost no
// recommendations.

#include "recommend/recommender.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "data/ids.h"
#include "recommend/diversity.h"
#include "recommend/top_items.h"

namespace aisle::recommend {

namespace {

/// More candidates than wanted, for diversity to choose from.
constexpr std::size_t kCandidatesPerItem = 4;
constexpr float kBestScore = 100;
constexpr GraphReading kSeedReading{1, 50};

/// Items that a source has its knowledge from, with steps of their own.
struct Given {
    std::span<const Item> items;
    std::vector<std::uint32_t> steps;

    explicit Given(std::span<const Item> from) : items(from), steps(from.size()) {
        for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = static_cast<std::uint32_t>(i);
    }
};

/// One request at work: what may still be recommended, and scratch to score on.
class Answer {
public:
    Answer(const ModelSet& models, const Ask& ask)
        : models_(models.models()),
          ask_(ask),
          open_(ask.allowed != nullptr ? *ask.allowed : ItemSet(models.num_items(), true)),
          board_(models.num_items()) {
        for (const Item item : ask.excluded) open_.remove(item);
        // What a shopper looked at is what they are asked to look at again, or buy again.
        if (ask.wish != Wish::kRecentlyViewed && ask.wish != Wish::kBuyAgain) {
            for (const Item item : ask.seeds) open_.remove(item);
        }
        for (const Item item : known()) {
            if (item < models.num_trained()) trained_.push_back(item);
        }
    }

    std::vector<Recommendation> run() {
        for (const Source source : sources_of(ask_.wish)) {
            const std::size_t missing = ask_.max_items - answer_.size();
            if (missing == 0) break;
            const auto ranked = rank(source, missing * kCandidatesPerItem);
            take(source, ranked, missing);
        }
        std::erase_if(answer_, [&](const auto& item) { return item.score < ask_.threshold; });
        return std::move(answer_);
    }

private:
    /// What is asked about: the seeds, or the shopper's past where there are none.
    [[nodiscard]] std::span<const Item> known() const {
        if (ask_.wish == Wish::kBecauseYou) {
            return ask_.past.last(std::min<std::size_t>(1, ask_.past.size()));
        }
        const bool is_personal = ask_.wish == Wish::kForYou || ask_.wish == Wish::kBuyAgain;
        return is_personal || ask_.seeds.empty() ? ask_.past : ask_.seeds;
    }

    std::vector<ScoredItem> rank(Source source, std::size_t k) {
        switch (source) {
        case Source::kTogether:
            return from_graph(models_.together, k);
        case Source::kRelated:
            return from_graph(models_.related, k);
        case Source::kTaste:
            return from_taste(k);
        case Source::kContent:
            return from_content(k);
        case Source::kForYou:
            return from_model(*models_.for_you, k);
        case Source::kNextItem:
            return from_model(*models_.next_item, k);
        case Source::kNextBasket:
            return from_model(*models_.next_basket, k);
        case Source::kRecent:
            return recent(k);
        case Source::kTrending:
            return from_weights(models_.trending, k);
        case Source::kPopular:
            return from_weights(models_.popular, k);
        }
        return {};
    }

    std::vector<ScoredItem> best_of_board(std::size_t k) {
        auto best = best_items(board_, {{}, &open_}, k);
        board_.clear();
        return best;
    }

    std::vector<ScoredItem> from_graph(const ItemGraph& graph, std::size_t k) {
        const Given given(trained_);
        if (given.items.empty()) return {};
        add_rows(graph, kSeedReading, {given.items, given.steps}, board_);
        return best_of_board(k);
    }

    std::vector<ScoredItem> from_model(const Model& model, std::size_t k) {
        const Given given(trained_);
        if (given.items.empty()) return {};
        model.score({given.items, given.steps, &open_}, board_);
        auto best = best_of_board(k);
        // Blends score in logarithms of odds; what is shown is the odds beside the best.
        const float highest = best.empty() ? 0 : best.front().score;
        for (auto& [item, score] : best) score = std::exp(score - highest);
        return best;
    }

    std::vector<ScoredItem> from_taste(std::size_t k) {
        if (trained_.empty()) return {};
        const auto person = models_.taste->fold_in(trained_);
        auto best =
            best_products(models_.quantised, models_.taste->vectors().view(), person, open_, k);
        std::erase_if(best, [](const ScoredItem& item) { return item.score <= 0; });
        return best;
    }

    std::vector<ScoredItem> from_content(std::size_t k) {
        const auto& content = models_.content;
        if (content.size == 0 || known().empty()) return {};
        std::vector<float> sum(content.size, 0);
        ItemSet others = open_; // nothing is as like a product as the product itself
        for (const Item item : known()) {
            others.remove(item);
            const auto vector = content.vector(item);
            for (std::size_t f = 0; f < sum.size(); ++f) sum[f] += vector[f];
        }
        auto best = best_products(content.quantised, content.vectors.view(), sum, others, k);
        std::erase_if(best, [](const ScoredItem& item) { return item.score <= 0; });
        return best;
    }

    std::vector<ScoredItem> from_weights(const Array<float>& weights, std::size_t k) {
        TopItems best(k);
        for (Item item = 0; item < weights.size(); ++item) {
            if (weights[item] > 0 && open_.contains(item)) best.add({item, weights[item]});
        }
        return best.take();
    }

    std::vector<ScoredItem> recent(std::size_t k) {
        std::vector<ScoredItem> result;
        ItemSet seen(open_.num_items());
        for (std::size_t i = ask_.past.size(); i-- > 0 && result.size() < k;) {
            const Item item = ask_.past[i];
            if (!open_.contains(item) || seen.contains(item)) continue;
            seen.add(item);
            result.push_back({item, static_cast<float>(i + 1)});
        }
        return result;
    }

    /// Adds the best of a source, its best score just reaching the worst so far.
    void take(Source source, const std::vector<ScoredItem>& ranked, std::size_t count) {
        if (ranked.empty()) return;
        const float ceiling = answer_.empty() ? kBestScore : answer_.back().score;
        const float best = std::max(ranked.front().score, 1e-9F);
        const auto likeness = [this](Item a, Item b) { return alike(a, b); };
        auto chosen = diversify(ranked, likeness, ask_.diversity, count);
        float lowest = ceiling;
        for (const auto& [item, score] : chosen) {
            open_.remove(item);
            lowest = std::min(lowest, ceiling * std::clamp(score / best, 0.F, 1.F));
            answer_.push_back({item, lowest, source, reason(source, item)});
        }
    }

    /// How alike two items are to those who choose, or by themselves where that is not known.
    [[nodiscard]] float alike(Item a, Item b) const {
        if (std::max(a, b) < models_.taste->num_items()) {
            return cosine(models_.taste->vector(a), models_.taste->vector(b));
        }
        return cosine(models_.content.vector(a), models_.content.vector(b));
    }

    static float cosine(std::span<const float> one, std::span<const float> other) {
        float product = 0;
        float one_length = 0;
        float other_length = 0;
        for (std::size_t f = 0; f < one.size(); ++f) {
            product += one[f] * other[f];
            one_length += one[f] * one[f];
            other_length += other[f] * other[f];
        }
        const float lengths = std::sqrt(one_length * other_length);
        return lengths > 0 ? std::max(0.F, product / lengths) : 0;
    }

    /// The known item that speaks most for `item`.
    [[nodiscard]] Item reason(Source source, Item item) const {
        if (source == Source::kTrending || source == Source::kPopular ||
            source == Source::kRecent) {
            return data::kNoId;
        }
        const ItemGraph& graph = source == Source::kTogether ? models_.together : models_.related;
        Item because = data::kNoId;
        float most = 0;
        if (source == Source::kContent) return nearest_by_content(item);
        for (const Item seed : trained_) {
            const auto neighbours = graph.neighbours(seed);
            const auto at = std::find(neighbours.begin(), neighbours.end(), item);
            if (at == neighbours.end()) continue;
            const float weight =
                graph.weights(seed)[static_cast<std::size_t>(at - neighbours.begin())];
            if (because != data::kNoId && weight <= most) continue;
            because = seed;
            most = weight;
        }
        return because;
    }

    [[nodiscard]] Item nearest_by_content(Item item) const {
        Item because = data::kNoId;
        float most = 0;
        for (const Item seed : known()) {
            const float likeness =
                cosine(models_.content.vector(seed), models_.content.vector(item));
            if (likeness <= most) continue;
            because = seed;
            most = likeness;
        }
        return because;
    }

    const Models& models_;
    const Ask& ask_;
    ItemSet open_;
    ScoreBoard board_;
    std::vector<Item> trained_; ///< what is known, without products that no event was about
    std::vector<Recommendation> answer_;
};

} // namespace

std::vector<Recommendation> recommend(const ModelSet& models, const Ask& ask) {
    if (models.num_items() == 0) return {};
    return Answer(models, ask).run();
}

std::vector<ScoredValue> trending_values(const ModelSet& models,
                                         std::span<const std::uint32_t> value_of_item,
                                         const ItemSet* allowed, std::size_t max_values) {
    std::map<std::uint32_t, float> sums;
    const auto& trending = models.models().trending;
    for (Item item = 0; item < trending.size() && item < value_of_item.size(); ++item) {
        const bool counts = trending[item] > 0 && value_of_item[item] != data::kNoId &&
                            (allowed == nullptr || allowed->contains(item));
        if (counts) sums[value_of_item[item]] += trending[item];
    }
    TopItems best(max_values);
    for (const auto& [value, sum] : sums) best.add({value, sum});
    std::vector<ScoredValue> result;
    for (const auto& [value, sum] : best.take()) {
        result.push_back({value, sum});
    }
    const float highest = result.empty() ? 1 : result.front().score;
    for (auto& [value, score] : result) score *= kBestScore / highest;
    return result;
}

} // namespace aisle::recommend
