#include "api/variant_writer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

#include "data/json.h"

// The variant that a hit shows is the first of its rows by: words of the query found in the
// variant's own attributes, most first; availability; effective price, lowest first; position.

namespace aisle::api {

namespace {

using rapidjson::Value;
using search::ShownRow;

const Value* variants_of(const Value& record) {
    const Value* variants = data::find_member(record, "variants");
    return variants == nullptr || !variants->IsArray() || variants->Empty() ? nullptr : variants;
}

/// Offers and stock are shown as one price and one quantity.
bool is_own_attribute(std::string_view name) noexcept {
    return name != "prices" && name != "inventory";
}

/// The terms of the query that a part of a record holds: bit i for the i-th.
std::uint64_t find_terms(const Value& part, search::Highlighter& highlighter) {
    std::uint64_t terms = 0;
    if (part.IsObject()) {
        for (const auto& member : part.GetObject()) terms |= find_terms(member.value, highlighter);
    } else if (part.IsArray()) {
        for (const auto& element : part.GetArray()) terms |= find_terms(element, highlighter);
    } else if (part.IsString()) {
        terms = highlighter.find_terms(data::string_of(part));
    } else if (part.IsNumber()) {
        terms = highlighter.find_terms(data::to_json_text(part));
    }
    return terms;
}

/// How many words of the query the variant's own attributes hold.
int num_words(const Value& variant, search::Highlighter* highlighter) {
    if (highlighter == nullptr) return 0;
    std::uint64_t terms = 0;
    for (const auto& [name, value] : variant.GetObject()) {
        if (is_own_attribute(data::string_of(name))) terms |= find_terms(value, *highlighter);
    }
    return std::popcount(terms);
}

const ShownRow* choose(const VariantInputs& inputs, const Value& variants) {
    const auto& rows = inputs.shown.rows;
    if (rows.size() == 1) return &rows.front();
    const ShownRow* best = nullptr;
    std::tuple<int, bool, bool, double> best_key;
    for (const auto& row : rows) {
        const auto words = num_words(variants[row.position], inputs.highlighter);
        const std::tuple key(-words, !row.is_available, !row.price,
                             row.price ? row.price->amount : 0.0);
        if (best == nullptr || key < best_key) {
            best = &row;
            best_key = key;
        }
    }
    return best;
}

void write_amount(const char* name, double amount, JsonWriter& writer) {
    writer.Key(name);
    write_number(amount, writer);
}

void write_price(const search::ShownPrice& price, const std::string& currency, JsonWriter& writer) {
    writer.Key("price");
    writer.StartObject();
    write_amount("amount", price.amount, writer);
    writer.Key("currency");
    writer.String(currency);
    writer.Key("list");
    writer.String(price.list);
    if (price.was) write_amount("was", *price.was, writer);
    writer.EndObject();
}

void write_variant(const VariantInputs& inputs, const Value& variant, const ShownRow& row,
                   JsonWriter& writer) {
    const bool has_context = !inputs.shown.currency.empty();
    writer.Key("_variant");
    writer.StartObject();
    for (const auto& [name, value] : variant.GetObject()) {
        const auto text = data::string_of(name);
        const bool is_replaced =
            (text == "price" && has_context) || (text == "available" && inputs.shown.has_stock);
        if (!is_own_attribute(text) || is_replaced) continue;
        inputs.selection.write_of_variant(text, value, writer);
    }
    if (row.price) write_price(*row.price, inputs.shown.currency, writer);
    if (inputs.shown.has_stock) {
        writer.Key("available");
        writer.Int64(row.quantity);
    }
    writer.EndObject();
}

void write_price_range(const search::ShownRows& shown, JsonWriter& writer) {
    std::vector<double> amounts;
    for (const auto& row : shown.rows) {
        if (row.price) amounts.push_back(row.price->amount);
    }
    if (amounts.empty()) return;
    const auto [min, max] = std::minmax_element(amounts.begin(), amounts.end());
    writer.Key("_priceRange");
    writer.StartObject();
    write_amount("min", *min, writer);
    write_amount("max", *max, writer);
    writer.EndObject();
}

} // namespace

void write_rows(const VariantInputs& inputs, JsonWriter& writer) {
    const Value* variants = variants_of(inputs.record);
    if (variants != nullptr) {
        if (const ShownRow* row = choose(inputs, *variants)) {
            write_variant(inputs, (*variants)[row->position], *row, writer);
        }
        writer.Key("_matchingVariants");
        writer.Uint(inputs.shown.num_matching);
    }
    if (!inputs.shown.currency.empty()) write_price_range(inputs.shown, writer);
}

} // namespace aisle::api
