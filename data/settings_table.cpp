#include "data/settings_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "data/commerce_params.h"
#include "data/param_values.h"
#include "data/search_params_table.h"

namespace aisle::data {
namespace {

using Names = std::vector<std::string>;

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

/// Takes `modifier(...)` off an entry. False, and nothing changed, when it is not there.
bool take_modifier(std::string_view& entry, std::string_view modifier) {
    if (!entry.starts_with(modifier) || !entry.ends_with(')')) return false;
    if (!entry.substr(modifier.size()).starts_with('(')) return false;
    entry = trimmed(entry.substr(modifier.size() + 1, entry.size() - modifier.size() - 2));
    return true;
}

void require_attribute(const JsonAt& at, std::string_view attribute, std::string_view modifiers) {
    const bool is_plain =
        !attribute.empty() && attribute.find_first_of("()") == std::string_view::npos;
    if (!is_plain)
        at.fail_with("expected an attribute, optionally in " + std::string(modifiers) + ", got \"" +
                     excerpt(attribute) + "\"");
}

/// Splits "a,unordered(b)" at the commas, which brackets do not contain.
std::vector<std::string_view> split_at_commas(std::string_view text) {
    std::vector<std::string_view> parts;
    for (bool more = true; more;) {
        const std::size_t comma = text.find(',');
        parts.push_back(trimmed(text.substr(0, comma)));
        more = comma != std::string_view::npos;
        if (more) text.remove_prefix(comma + 1);
    }
    return parts;
}

template <typename Attribute>
Attribute* find_path(std::vector<Attribute>& attributes, std::string_view path) {
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [&](const Attribute& known) { return known.path == path; });
    return found == attributes.end() ? nullptr : &*found;
}

/// An attribute listed twice keeps its first, more important place.
void searchable_attributes(const JsonAt& at, Settings& settings) {
    std::uint32_t rank = 0;
    for (const std::string& entry : read_names(at)) {
        for (std::string_view path : split_at_commas(entry)) {
            const bool unordered = take_modifier(path, "unordered");
            if (!unordered) take_modifier(path, "ordered");
            require_attribute(at, path, "unordered(...)");
            if (find_path(settings.searchable_attributes, path) == nullptr)
                settings.searchable_attributes.push_back({std::string(path), rank, !unordered});
        }
        ++rank;
    }
}

/// An attribute listed twice has the modifiers of both.
void attributes_for_faceting(const JsonAt& at, Settings& settings) {
    for (const std::string& entry : read_names(at)) {
        std::string_view path = entry;
        FacetAttribute facet;
        for (bool more = true; more;) {
            more = true;
            if (take_modifier(path, "searchable"))
                facet.searchable = true;
            else if (take_modifier(path, "filterOnly"))
                facet.filter_only = true;
            else if (take_modifier(path, "afterDistinct"))
                facet.after_distinct = true;
            else
                more = false;
        }
        require_attribute(at, path, "searchable(...), filterOnly(...) or afterDistinct(...)");
        if (FacetAttribute* const known = find_path(settings.attributes_for_faceting, path)) {
            known->searchable = known->searchable || facet.searchable;
            known->filter_only = known->filter_only || facet.filter_only;
            known->after_distinct = known->after_distinct || facet.after_distinct;
        } else {
            facet.path = path;
            settings.attributes_for_faceting.push_back(std::move(facet));
        }
    }
}

void numeric_attributes(const JsonAt& at, Settings& settings) {
    Names attributes;
    for (const std::string& entry : read_names(at)) {
        std::string_view path = entry;
        take_modifier(path, "equalOnly");
        require_attribute(at, path, "equalOnly(...)");
        attributes.emplace_back(path);
    }
    settings.numeric_attributes_for_filtering = std::move(attributes);
}

void replicas(const JsonAt& at, Settings& settings) {
    for (const std::string& entry : read_names(at)) {
        std::string_view name = entry;
        const bool is_virtual = take_modifier(name, "virtual");
        const bool known = std::any_of(settings.replicas.begin(), settings.replicas.end(),
                                       [&](const Replica& other) { return other.name == name; });
        if (name.empty() || known)
            at.fail_with("expected different index names, got \"" + excerpt(entry) + "\"");
        settings.replicas.push_back({std::string(name), is_virtual});
    }
}

/// The rate as the decimal that was written: the shortest one that reads as the same double.
ExchangeRate parse_rate(const JsonAt& at, std::string_view currency) {
    constexpr std::string_view kExpected = "a number above 0 with at most 15 digits";
    const double number = at.as_number();
    std::array<char, 400> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                            std::chars_format::fixed);
    std::string digits(buffer.data(), end);
    ExchangeRate rate;
    rate.currency = currency;
    if (const std::size_t point = digits.find('.'); point != std::string::npos) {
        rate.decimals = static_cast<std::uint32_t>(digits.size() - point - 1);
        digits.erase(point, 1);
    }
    if (error != std::errc() || !(number > 0) || digits.size() > 15) at.fail(kExpected);
    std::from_chars(digits.data(), digits.data() + digits.size(), rate.units);
    return rate;
}

void exchange_rates(const JsonAt& at, Settings& settings) {
    at.require_object();
    ExchangeRates all;
    for (const auto& entry : at.value().GetObject()) {
        const JsonAt member = at.member(entry);
        if (string_of(entry.name) == "base") {
            all.base = parse_currency(member);
        } else if (string_of(entry.name) == "rates") {
            member.require_object();
            for (const auto& rate : member.value().GetObject()) {
                const JsonAt value = member.member(rate);
                const JsonAt name = value.replaced_by(rate.name);
                all.rates.push_back(parse_rate(value, parse_currency(name)));
            }
        } else {
            member.fail_with("unknown member, expected one of base, rates");
        }
    }
    const auto by_currency = [](const ExchangeRate& a, const ExchangeRate& b) {
        return a.currency < b.currency;
    };
    std::stable_sort(all.rates.begin(), all.rates.end(), by_currency);
    const auto twice = std::adjacent_find(
        all.rates.begin(), all.rates.end(),
        [](const ExchangeRate& a, const ExchangeRate& b) { return a.currency == b.currency; });
    if (twice != all.rates.end()) at.fail_with("the rate of " + twice->currency + " occurs twice");
    settings.exchange_rates = std::move(all);
}

template <auto Member>
void names(const JsonAt& at, Settings& settings) {
    settings.*Member = read_names(at);
}

template <auto Member>
void text(const JsonAt& at, Settings& settings) {
    settings.*Member = at.as_string();
}

void index_languages(const JsonAt& at, Settings& settings) {
    settings.index_languages = read_languages(at);
}

void default_currency(const JsonAt& at, Settings& settings) {
    settings.default_currency = parse_currency(at);
}

void kept_object(const JsonAt& at, Settings&) {
    at.require_object();
}

void kept_names(const JsonAt& at, Settings&) {
    (void)read_names(at);
}

void kept_flag(const JsonAt& at, Settings&) {
    (void)read_flag(at);
}

struct SettingEntry {
    std::string_view name;
    void (*apply)(const JsonAt& at, Settings& settings);
};

using S = Settings;

/// Settings that are not search parameters as well; those stand in search_params_table.cpp.
constexpr auto kSettings = std::to_array<SettingEntry>({
    {"allowCompressionOfIntegerArray", kept_flag},
    {"attributeForDistinct", text<&S::attribute_for_distinct>},
    {"attributesForFaceting", attributes_for_faceting},
    {"attributesToTransliterate", kept_names},
    {"camelCaseAttributes", names<&S::camel_case_attributes>},
    {"customNormalization", kept_object},
    {"decompoundedAttributes", kept_object},
    {"defaultCurrency", default_currency},
    {"exchangeRates", exchange_rates},
    {"hotAttributes", names<&S::hot_attributes>},
    {"indexLanguages", index_languages},
    {"keepDiacriticsOnCharacters", text<&S::keep_diacritics_on_characters>},
    {"numericAttributesForFiltering", numeric_attributes},
    {"pausedSellers", names<&S::paused_sellers>},
    {"primary", text<&S::primary>},
    {"replicas", replicas},
    {"searchableAttributes", searchable_attributes},
    {"separatorsToIndex", text<&S::separators_to_index>},
    {"unretrievableAttributes", names<&S::unretrievable_attributes>},
});

constexpr std::pair<std::string_view, std::string_view> kOldSpellings[] = {
    {"attributesToIndex", "searchableAttributes"},
    {"numericAttributesToIndex", "numericAttributesForFiltering"},
    {"slaves", "replicas"}};

[[noreturn]] void fail_unknown(const JsonAt& member, std::string_view name) {
    std::vector<std::string_view> known;
    for (const SettingEntry& entry : kSettings) known.push_back(entry.name);
    for (const ParamEntry& entry : all_params())
        if (entry.place != ParamPlace::kSearch) known.push_back(entry.name);
    member.fail_with("unknown setting" + suggestion(name, known));
}

} // namespace

std::string_view canonical_setting(std::string_view name) {
    for (const auto& [old_name, new_name] : kOldSpellings)
        if (old_name == name) return new_name;
    return name;
}

void apply_setting(const JsonAt& member, std::string_view name, Settings& settings) {
    const auto* const own =
        std::find_if(kSettings.begin(), kSettings.end(),
                     [&](const SettingEntry& entry) { return entry.name == name; });
    if (own != kSettings.end()) {
        if (!member.value().IsNull()) own->apply(member, settings);
        return;
    }
    const ParamEntry* const param = find_param(name);
    if (param == nullptr) fail_unknown(member, name);
    if (param->place == ParamPlace::kSearch)
        member.fail_with("is a parameter of a search, not a setting of the index");
    if (param->apply != nullptr && !member.value().IsNull())
        param->apply(member, settings.query_defaults);
}

const std::vector<std::string_view>& untyped_schema_settings() {
    static const std::vector<std::string_view> kNames = {
        "attributesToTransliterate", "customNormalization", "decompoundedAttributes"};
    return kNames;
}

} // namespace aisle::data
