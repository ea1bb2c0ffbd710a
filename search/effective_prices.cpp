#include "search/effective_prices.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "search/row_sets.h"
#include "search/steady_time.h"

namespace aisle::search {

namespace {

/// All that the prices of a context depend on, but for the time and the offers.
std::string name_of(const PriceRules& rules) {
    std::string name;
    const auto add = [&](std::string_view part) {
        name += std::to_string(part.size()) + ':';
        name += part;
    };
    for (const auto& list : rules.context.lists) add(list);
    name += ';';
    add(rules.context.currency);
    add(rules.context.location);
    name += std::to_string(rules.context.quantity) + ';';
    for (const auto& seller : *rules.paused_sellers) add(seller);
    name += ';';
    if (rules.rates == nullptr) return name;
    add(rules.rates->base);
    for (const auto& rate : rules.rates->rates) {
        add(rate.currency);
        add(std::to_string(rate.units) + 'e' + std::to_string(rate.decimals));
    }
    return name;
}

} // namespace

EffectivePrices::EffectivePrices(const OfferChoice& choice) {
    const std::uint32_t num_rows = choice.view().columns().num_rows();
    for (data::Row row = 0; row < num_rows; ++row) {
        const auto offer = choice.choose(row);
        if (!offer) continue;
        cells_.push_back(row);
        values_.push_back(choice.price(offer->amount));
    }
    finish(num_rows, true);
}

EffectivePrices::EffectivePrices(const OfferChoice& choice, const OrdinalSet& products,
                                 const OrdinalSet& rows) {
    const auto& columns = choice.view().columns();
    const auto price_row = [&](data::Row row) {
        const auto offer = choice.choose(row);
        if (!offer) return;
        cells_.push_back(row);
        values_.push_back(choice.price(offer->amount));
    };
    cells_.reserve(num_rows_in(products, rows, columns));
    values_.reserve(cells_.capacity());
    for_each_row_in(products, rows, columns, price_row);
    finish(columns.num_rows(), is_dense(cells_.size(), columns.num_rows()));
}

EffectivePrices::EffectivePrices(const EffectivePrices& all, const data::Columns& columns,
                                 const OrdinalSet& products, const OrdinalSet& rows) {
    const auto& prices = all.column().values();
    const auto copy_row = [&](data::Row row) {
        if (std::isnan(prices[row])) return;
        cells_.push_back(row);
        values_.push_back(prices[row]);
    };
    cells_.reserve(num_rows_in(products, rows, columns));
    values_.reserve(cells_.capacity());
    for_each_row_in(products, rows, columns, copy_row);
    finish(columns.num_rows(), is_dense(cells_.size(), columns.num_rows()));
}

void EffectivePrices::finish(std::uint32_t num_rows, bool is_dense) {
    rows_ = OrdinalSet::from_sorted(cells_, num_rows);
    if (is_dense) {
        std::vector<double> dense(num_rows, std::numeric_limits<double>::quiet_NaN());
        for (std::size_t i = 0; i < cells_.size(); ++i) dense[cells_[i]] = values_[i];
        values_ = std::move(dense);
        cells_ = {};
    }
    column_.emplace(data::ColumnSpace::kRow, cells_, std::span<const double>(values_));
}

std::shared_ptr<const EffectivePrices>
PriceColumns::find(const OfferChoice& choice, const PriceRules& rules, std::size_t num_rows) {
    const auto& view = choice.view();
    auto name = name_of(rules);
    {
        const std::lock_guard lock(mutex_);
        auto& context = recall(std::string(name), view.offers_version(), rules.at);
        if (context.prices) return context.prices;
        context.num_chosen += num_rows;
        if (context.is_being_made || context.num_chosen < view.columns().num_rows()) return nullptr;
        context.is_being_made = true;
    }
    auto prices = std::make_shared<const EffectivePrices>(choice);
    keep(name, view.offers_version(), steady_time(view.periods(), rules.at), prices);
    return prices;
}

PriceColumns::Context& PriceColumns::recall(std::string&& name, std::uint64_t version,
                                            std::int64_t at) {
    const auto known = std::find_if(contexts_.begin(), contexts_.end(),
                                    [&](const Context& context) { return context.name == name; });
    if (known != contexts_.end()) {
        contexts_.splice(contexts_.begin(), contexts_, known);
    } else {
        contexts_.emplace_front();
        contexts_.front().name = std::move(name);
        contexts_.front().version = version;
        if (contexts_.size() > kMaxContexts) contexts_.pop_back();
    }
    auto& context = contexts_.front();
    const bool holds = !context.prices || (context.holds.from <= at && at < context.holds.until);
    if (context.version != version || !holds) {
        context.version = version;
        context.num_chosen = 0;
        context.is_being_made = false;
        context.prices = nullptr;
    }
    return context;
}

void PriceColumns::keep(const std::string& name, std::uint64_t version, const data::Period& holds,
                        const std::shared_ptr<const EffectivePrices>& prices) {
    const std::lock_guard lock(mutex_);
    std::size_t num_columns = 0;
    for (auto& context : contexts_) {
        if (context.name == name && context.version == version) {
            context.is_being_made = false;
            context.prices = prices;
            context.holds = holds;
        }
        if (context.prices && ++num_columns > kMaxColumns) {
            context.prices = nullptr;
            context.num_chosen = 0;
        }
    }
}

} // namespace aisle::search
