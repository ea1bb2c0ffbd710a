#include "tests/support/reference_shop.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "data/currency.h"
#include "data/iso_time.h"
#include "data/json.h"
#include "data/text.h"

namespace aisle::support {

namespace {

using data::Filter;
using rapidjson::Value;

const Value* member(const Value& object, const char* name) {
    const Value* found = data::find_member(object, name);
    return found == nullptr || found->IsNull() ? nullptr : found;
}

std::string text_or(const Value& object, const char* name, const char* otherwise) {
    const Value* found = member(object, name);
    return found == nullptr ? otherwise : std::string(data::string_of(*found));
}

std::int64_t number_or(const Value& object, const char* name, std::int64_t otherwise) {
    const Value* found = member(object, name);
    return found == nullptr ? otherwise : found->GetInt64();
}

std::int64_t seconds_or(const Value& object, const char* name, std::int64_t otherwise) {
    const Value* found = member(object, name);
    if (found == nullptr) return otherwise;
    return found->IsString() ? *data::parse_iso_time(data::string_of(*found)) : found->GetInt64();
}

/// The variant's own array where it has one, else the record's.
const Value* array_of(const ReferenceRow& row, const char* name) {
    const auto& record = row.record->json();
    const Value* variants = member(record, "variants");
    if (variants != nullptr && !variants->Empty()) {
        const auto& variant = (*variants)[static_cast<rapidjson::SizeType>(row.number)];
        if (const Value* own = member(variant, name)) return own;
    }
    return member(record, name);
}

bool names_only_sellers(const Filter& filter) {
    if (filter.kind == Filter::Kind::kAnd || filter.kind == Filter::Kind::kOr) {
        return std::all_of(filter.children.begin(), filter.children.end(), names_only_sellers);
    }
    return filter.kind == Filter::Kind::kFacet && row_path(filter.attribute) == "seller";
}

bool accepts(const Filter& condition, const std::string& seller) {
    const auto holds = [&](const Filter& child) { return accepts(child, seller); };
    if (condition.kind == Filter::Kind::kAnd) {
        return std::all_of(condition.children.begin(), condition.children.end(), holds);
    }
    if (condition.kind == Filter::Kind::kOr) {
        return std::any_of(condition.children.begin(), condition.children.end(), holds);
    }
    return !seller.empty() && data::fold(condition.value) == data::fold(seller);
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

double major(std::int64_t minor, const std::string& currency) {
    return static_cast<double>(minor) / std::pow(10, *data::currency_exponent(currency));
}

} // namespace

std::vector<std::string> ReferenceRow::values(std::string_view attribute) const {
    const std::string path = row_path(attribute);
    if (has_context && path == "seller") return {sellers.begin(), sellers.end()};
    if (has_stock && path == "location") return {locations.begin(), locations.end()};
    if (has_context && path == "price") {
        if (!offer) return {};
        const rapidjson::Value amount(offer->amount);
        const bool is_whole = offer->amount == std::floor(offer->amount);
        return {is_whole ? std::to_string(static_cast<std::int64_t>(offer->amount))
                         : number_as_text(amount)};
    }
    return record->values(path, number);
}

std::vector<double> ReferenceRow::numbers(std::string_view attribute) const {
    const std::string path = row_path(attribute);
    if (has_context && path == "price") {
        return offer ? std::vector<double>{offer->amount} : std::vector<double>();
    }
    const bool is_computed = (has_context && path == "seller") || (has_stock && path == "location");
    return is_computed ? std::vector<double>() : record->numbers(path, number);
}

bool ReferenceRow::passes(const Filter& filter) const {
    return support::passes(filter, {record->id(), [&](const auto& path) { return values(path); },
                                    [&](const auto& path) { return numbers(path); }});
}

ReferenceShop::ReferenceShop(const std::vector<JsonRecord>& records,
                             const data::SearchParams& params, const data::Settings& settings)
    : params_(params), settings_(settings) {
    for (const auto& record : records) {
        for (std::size_t row = 0; row < record.num_rows(); ++row) {
            ReferenceRow probe;
            probe.record = &record;
            probe.number = row;
            const Value* inventory = array_of(probe, "inventory");
            has_stock_ = has_stock_ || (inventory != nullptr && !inventory->Empty());
        }
    }
}

ReferenceRow ReferenceShop::row(const JsonRecord& record, std::size_t number,
                                const std::vector<Filter>& conditions) const {
    ReferenceRow row;
    row.record = &record;
    row.number = number;
    row.has_context = params_.price_context.has_value();
    row.has_stock = has_stock_;
    if (row.has_context) read_offers(conditions, row);
    read_stock(row);
    return row;
}

bool ReferenceShop::is_eligible(const Value& offer, const std::vector<Filter>& conditions) const {
    const auto& context = *params_.price_context;
    const std::string seller = text_or(offer, "seller", "");
    const std::string location = text_or(offer, "location", "");
    return contains(context.lists, text_or(offer, "list", "default")) &&
           converted(0, text_or(offer, "currency", "")) &&
           seconds_or(offer, "from", *context.at) <= *context.at &&
           *context.at < seconds_or(offer, "until", *context.at + 1) &&
           number_or(offer, "minQuantity", 1) <= context.quantity &&
           (location.empty() || location == context.location) &&
           !contains(settings_.paused_sellers, seller) &&
           std::all_of(conditions.begin(), conditions.end(), [&](const Filter& condition) {
               return !names_only_sellers(condition) || accepts(condition, seller);
           });
}

/// Amounts and rates of the tests are small: 64 bits are enough.
std::optional<std::int64_t> ReferenceShop::converted(std::int64_t amount,
                                                     const std::string& from) const {
    const auto& context = *params_.price_context;
    if (from == context.currency) return amount;
    if (!context.convert || !settings_.exchange_rates) return std::nullopt;
    const auto rate = [&](const std::string& currency) -> std::optional<data::ExchangeRate> {
        if (currency == settings_.exchange_rates->base) return data::ExchangeRate{currency, 1, 0};
        for (const auto& known : settings_.exchange_rates->rates) {
            if (known.currency == currency) return known;
        }
        return std::nullopt;
    };
    const auto source = rate(from);
    const auto target = rate(context.currency);
    if (!source || !target) return std::nullopt;
    const auto ten_to = [](std::uint32_t exponent) {
        std::int64_t power = 1;
        for (std::uint32_t i = 0; i < exponent; ++i) power *= 10;
        return power;
    };
    const auto decimals = [](const std::string& currency) {
        return static_cast<std::uint32_t>(*data::currency_exponent(currency));
    };
    const std::int64_t above =
        amount * target->units * ten_to(source->decimals + decimals(context.currency));
    const std::int64_t below = source->units * ten_to(target->decimals + decimals(from));
    return (2 * above + below) / (2 * below);
}

void ReferenceShop::read_offers(const std::vector<Filter>& conditions, ReferenceRow& row) const {
    const auto& context = *params_.price_context;
    const Value* prices = array_of(row, "prices");
    if (prices == nullptr) return;
    using Key = std::tuple<std::ptrdiff_t, bool, bool, std::int64_t, std::int64_t, std::string>;
    std::optional<Key> best;
    for (const auto& offer : prices->GetArray()) {
        if (!is_eligible(offer, conditions)) continue;
        const std::string list = text_or(offer, "list", "default");
        const std::string currency = text_or(offer, "currency", "");
        const std::string seller = text_or(offer, "seller", "");
        if (!seller.empty()) row.sellers.insert(seller);
        const auto amount = *converted(number_or(offer, "amount", 0), currency);
        const auto place = std::find(context.lists.begin(), context.lists.end(), list);
        const Key key{place - context.lists.begin(),
                      currency != context.currency,
                      member(offer, "location") == nullptr,
                      -number_or(offer, "minQuantity", 1),
                      amount,
                      seller};
        if (best && *best <= key) continue;
        best = key;
        row.offer = ReferenceOffer{major(amount, context.currency), list, std::nullopt};
        if (member(offer, "was") != nullptr) {
            const auto was = *converted(number_or(offer, "was", 0), currency);
            row.offer->was = major(was, context.currency);
        }
    }
}

void ReferenceShop::read_stock(ReferenceRow& row) const {
    const Value* inventory = array_of(row, "inventory");
    if (inventory == nullptr) return;
    const auto wanted = params_.availability.value_or(data::Availability());
    for (const auto& entry : inventory->GetArray()) {
        const std::string location = text_or(entry, "location", "");
        const std::int64_t quantity = number_or(entry, "quantity", 0);
        const bool is_enough = quantity >= wanted.min_quantity;
        if (is_enough) row.locations.insert(location);
        if (!wanted.locations.empty() && !contains(wanted.locations, location)) continue;
        row.quantity += quantity;
        row.is_available = row.is_available || is_enough;
    }
}

bool ReferenceShop::rules_out(const ReferenceRow& row) const {
    const bool hides_unpriced = params_.price_context && !params_.price_context->keep_missing;
    const bool hides_unavailable = params_.availability && !params_.availability->boost;
    return (hides_unpriced && !row.offer) || (hides_unavailable && !row.is_available);
}

} // namespace aisle::support
