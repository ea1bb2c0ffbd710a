#include "data/commerce_params.h"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

#include "data/iso_time.h"
#include "data/param_values.h"

namespace aisle::data {
namespace {

constexpr std::int64_t kMaxQuantity = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMaxRanges = 1000;

std::vector<std::string> parse_names(const JsonAt& at) {
    at.require_array();
    std::vector<std::string> names;
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i)
        names.emplace_back(at.element(i).as_string());
    return names;
}

std::uint32_t parse_quantity(const JsonAt& at) {
    return static_cast<std::uint32_t>(at.as_integer(1, kMaxQuantity));
}

[[noreturn]] void fail_unknown(const JsonAt& at, std::string_view known) {
    at.fail_with("unknown member, expected one of " + std::string(known));
}

std::vector<double> parse_edges(const JsonAt& at) {
    at.require_array();
    std::vector<double> edges;
    for (rapidjson::SizeType i = 0; i < at.value().Size(); ++i) {
        const JsonAt element = at.element(i);
        edges.push_back(element.as_number());
        if (i > 0 && edges[i] <= edges[i - 1]) element.fail("a number above the edge before it");
    }
    if (edges.size() < 2 || edges.size() > kMaxRanges + 1)
        at.fail("from 2 to " + std::to_string(kMaxRanges + 1) + " numbers");
    return edges;
}

FacetRanges parse_ranges_of(const JsonAt& at, std::string_view attribute) {
    constexpr std::string_view kForms = "edges, interval or buckets";
    at.require_object();
    FacetRanges ranges;
    ranges.attribute = attribute;
    int num_forms = 0;
    for (const auto& entry : at.value().GetObject()) {
        const JsonAt member = at.member(entry);
        const std::string_view name = string_of(entry.name);
        num_forms += name != "labels";
        if (name == "edges") {
            ranges.edges = parse_edges(member);
        } else if (name == "labels") {
            ranges.labels = parse_names(member);
        } else if (name == "interval") {
            ranges.interval = member.as_number();
            if (!(*ranges.interval > 0)) member.fail("a number above 0");
        } else if (name == "buckets") {
            ranges.buckets = static_cast<std::uint32_t>(member.as_integer(1, kMaxRanges));
        } else {
            fail_unknown(member, kForms);
        }
    }
    if (num_forms != 1) at.fail("an object with one of " + std::string(kForms));
    if (!ranges.labels.empty() && ranges.labels.size() + 1 != ranges.edges.size())
        at.fail("as many labels as there are ranges between the edges");
    return ranges;
}

} // namespace

std::string parse_currency(const JsonAt& at) {
    const std::string_view code = at.as_string();
    const bool is_code = code.size() == 3 && std::all_of(code.begin(), code.end(), [](char c) {
                             return c >= 'A' && c <= 'Z';
                         });
    if (!is_code) at.fail("a currency code of three capital letters, such as EUR");
    return std::string(code);
}

std::int64_t parse_moment(const JsonAt& at) {
    if (at.value().IsString()) {
        if (const auto seconds = parse_iso_time(string_of(at.value()))) return *seconds;
        at.fail("Unix seconds or an ISO 8601 time in UTC");
    }
    if (!at.value().IsNumber()) at.fail("Unix seconds or an ISO 8601 time in UTC");
    // The years 1 to 9999, so that arithmetic on it cannot overflow.
    return at.as_integer(-62135596800, 253402300799);
}

void apply_price_context(const JsonAt& at, PriceContext& context) {
    at.require_object();
    for (const auto& entry : at.value().GetObject()) {
        const JsonAt member = at.member(entry);
        const std::string_view name = string_of(entry.name);
        if (name == "lists") {
            context.lists = parse_names(member);
            if (context.lists.empty()) member.fail("at least one price list");
        } else if (name == "currency") {
            context.currency = parse_currency(member);
        } else if (name == "at") {
            context.at = parse_moment(member);
        } else if (name == "quantity") {
            context.quantity = parse_quantity(member);
        } else if (name == "location") {
            context.location = member.as_string();
        } else if (name == "convert") {
            context.convert = member.as_bool();
        } else if (name == "missing") {
            constexpr std::string_view kModes[] = {"hide", "keep"};
            context.keep_missing = read_choice(member, kModes) == 1;
        } else {
            fail_unknown(member, "lists, currency, at, quantity, location, convert, missing");
        }
    }
}

Availability parse_availability(const JsonAt& at) {
    at.require_object();
    Availability availability;
    for (const auto& entry : at.value().GetObject()) {
        const JsonAt member = at.member(entry);
        const std::string_view name = string_of(entry.name);
        if (name == "locations") {
            availability.locations = parse_names(member);
        } else if (name == "minQuantity") {
            availability.min_quantity = parse_quantity(member);
        } else if (name == "mode") {
            constexpr std::string_view kModes[] = {"filter", "boost"};
            availability.boost = read_choice(member, kModes) == 1;
        } else {
            fail_unknown(member, "locations, minQuantity, mode");
        }
    }
    return availability;
}

std::vector<FacetRanges> parse_facet_ranges(const JsonAt& at) {
    at.require_object();
    std::vector<FacetRanges> all;
    for (const auto& entry : at.value().GetObject()) {
        const JsonAt member = at.member(entry);
        all.push_back(parse_ranges_of(member, string_of(entry.name)));
    }
    return all;
}

} // namespace aisle::data
