#include "recommend/store_trainer.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "recommend/default_recipe.h"
#include "recommend/ials_trainer.h"
#include "recommend/item_graph_trainer.h"
#include "recommend/popularity_model.h"
#include "recommend/together_trainer.h"

namespace aisle::recommend {

namespace {

constexpr std::int64_t kSessionGapMs = 30 * 60 * 1000;
constexpr std::int64_t kDayMs = 24 * 3600 * 1000;
constexpr double kTrendHalfLifeDays = 2;
constexpr double kFewestEvents = 3; // expected of any item, so that two events are no trend
constexpr float kPopularRecency = 1;
constexpr std::size_t kListLength = 20;

using Row = const Interaction*;

std::vector<std::vector<Row>> rows_by_person(const Interactions& interactions) {
    std::vector<std::vector<Row>> people(interactions.num_people);
    for (const auto& row : interactions.rows) people[row.person].push_back(&row);
    return people;
}

/// Someone's rows, cut where `is_cut` says that two neighbours do not belong together.
template <class IsCut>
std::vector<std::vector<Row>> cut_rows(const Interactions& interactions, IsCut&& is_cut) {
    std::vector<std::vector<Row>> parts;
    for (const auto& rows : rows_by_person(interactions)) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i == 0 || is_cut(*rows[i - 1], *rows[i])) parts.emplace_back();
            parts.back().push_back(rows[i]);
        }
    }
    std::erase_if(parts, [](const auto& part) { return part.empty(); });
    std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) {
        return a.back()->time_ms < b.back()->time_ms;
    });
    return parts;
}

std::int64_t day_of(const Interaction& row) {
    return row.time_ms / kDayMs;
}

Interactions only_purchases(const Interactions& all) {
    Interactions result{{}, all.num_people, all.num_items};
    for (const auto& row : all.rows) {
        if (row.deed == Deed::kBuy) result.rows.push_back(row);
    }
    return result;
}

double weight_of(Deed deed) {
    switch (deed) {
    case Deed::kLook:
        return 1;
    case Deed::kCart:
        return 3;
    case Deed::kBuy:
        return 5;
    }
    return 0;
}

} // namespace

Histories sessions_of(const Interactions& interactions) {
    Histories sessions;
    sessions.reserve_items(interactions.num_items);
    const auto is_cut = [](const Interaction& a, const Interaction& b) {
        return b.time_ms - a.time_ms > kSessionGapMs;
    };
    for (const auto& rows : cut_rows(interactions, is_cut)) {
        std::vector<Item> items;
        for (const Row row : rows) {
            // A look, the cart and the purchase of one product are one step.
            if (items.empty() || items.back() != row->item) items.push_back(row->item);
        }
        sessions.add_history(items);
    }
    return sessions;
}

Histories people_of(const Interactions& interactions) {
    Histories people;
    people.reserve_items(interactions.num_items);
    const auto never = [](const Interaction&, const Interaction&) { return false; };
    for (const auto& rows : cut_rows(interactions, never)) {
        people.begin_history();
        std::uint32_t step = 0;
        for (const Row row : rows) people.add(row->item, step++);
    }
    return without_repeats(people);
}

Histories purchases_of(const Interactions& interactions) {
    const auto bought = only_purchases(interactions);
    Histories histories;
    histories.reserve_items(interactions.num_items);
    const auto never = [](const Interaction&, const Interaction&) { return false; };
    for (const auto& rows : cut_rows(bought, never)) {
        histories.begin_history();
        std::uint32_t step = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (i > 0 && day_of(*rows[i]) != day_of(*rows[i - 1])) ++step;
            histories.add(rows[i]->item, step);
        }
    }
    return histories;
}

Histories baskets_of(const Interactions& interactions) {
    const auto bought = only_purchases(interactions);
    Histories baskets;
    baskets.reserve_items(interactions.num_items);
    const auto is_cut = [](const Interaction& a, const Interaction& b) {
        return day_of(a) != day_of(b);
    };
    for (const auto& rows : cut_rows(bought, is_cut)) {
        baskets.begin_history();
        for (const Row row : rows) baskets.add(row->item, 0);
    }
    return baskets;
}

std::vector<float> trends_of(const Interactions& interactions) {
    std::vector<float> trends(interactions.num_items, 0);
    if (interactions.rows.empty()) return trends;
    const std::int64_t now = interactions.rows.back().time_ms;
    std::vector<double> lately(interactions.num_items, 0);
    std::vector<double> ever(interactions.num_items, 0);
    double lately_in_all = 0;
    double ever_in_all = 0;
    for (const auto& row : interactions.rows) {
        const double days = static_cast<double>(now - row.time_ms) / kDayMs;
        const double weight = weight_of(row.deed);
        const double late = weight * std::exp2(-days / kTrendHalfLifeDays);
        lately[row.item] += late;
        ever[row.item] += weight;
        lately_in_all += late;
        ever_in_all += weight;
    }
    for (Item item = 0; item < trends.size(); ++item) {
        const double expected = ever[item] * lately_in_all / ever_in_all;
        const double surplus = lately[item] - expected;
        trends[item] =
            static_cast<float>(std::max(0.0, surplus / std::sqrt(expected + kFewestEvents)));
    }
    return trends;
}

Models train_store(const Interactions& interactions, const Progress& progress) {
    Models models;
    const Histories sessions = sessions_of(interactions);
    const Histories people = people_of(interactions);
    progress("related items");
    models.related = train_item_graph(
        sessions, {.history_power = .5F, .source_power = .5F, .target_power = .5F, .shrink = 2});
    progress("items bought together");
    models.together = train_together(baskets_of(interactions), {});
    progress("taste");
    models.taste = train_ials(people, {});
    models.quantised = quantise(models.taste->vectors().view(), models.taste->size());
    progress("for you");
    models.for_you = train_default(people, Task::kSet, kListLength).model;
    progress("next item");
    models.next_item = train_default(sessions, Task::kSession, kListLength).model;
    progress("next basket");
    models.next_basket =
        train_default(purchases_of(interactions), Task::kBasket, kListLength).model;
    progress("trends");
    models.trending = Array(trends_of(interactions));
    models.popular = Array(count_events(sessions, kPopularRecency));
    return models;
}

} // namespace aisle::recommend
