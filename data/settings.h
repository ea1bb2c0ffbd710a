#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/search_params.h"

namespace aisle::data {

/// One attribute of searchableAttributes. Attributes written together ("a,b") share a rank.
struct SearchableAttribute {
    std::string path;       ///< dotted; "variants.color" reaches into the variants
    std::uint32_t rank = 0; ///< 0 is the most important
    bool ordered = true;    ///< false for unordered(...): the position does not matter
    friend bool operator==(const SearchableAttribute&, const SearchableAttribute&) = default;
};

/// One attribute of attributesForFaceting, its modifiers unwrapped.
struct FacetAttribute {
    std::string path;
    bool searchable = false;
    bool filter_only = false;
    bool after_distinct = false;
    friend bool operator==(const FacetAttribute&, const FacetAttribute&) = default;
};

/// One entry of `replicas`.
struct Replica {
    std::string name;
    bool is_virtual = false;
    friend bool operator==(const Replica&, const Replica&) = default;
};

/// One rate of `exchangeRates`: what one unit of the base is worth, exactly as written.
struct ExchangeRate {
    std::string currency;
    std::int64_t units = 1; ///< the rate is units / 10^decimals; at least 1
    std::uint32_t decimals = 0;
    friend bool operator==(const ExchangeRate&, const ExchangeRate&) = default;
};

/// The setting `exchangeRates`. The base itself has the rate 1, listed or not.
struct ExchangeRates {
    std::string base = "EUR";
    std::vector<ExchangeRate> rates; ///< ascending by currency
    friend bool operator==(const ExchangeRates&, const ExchangeRates&) = default;
};

/// The settings of one index. Immutable value: an update makes a new one.
///
/// Settings that are also search parameters are the defaults of every search on the index;
/// `query_defaults` holds them typed, on top of the protocol's own defaults.
class Settings {
public:
    /// Empty settings: the protocol's defaults.
    Settings();

    /// Reads a settings object as clients send it, older spellings of names included. Unknown
    /// members and wrong types fail.
    /// Throws: Error{kInvalidRequest} naming the path, the value and what would be right.
    [[nodiscard]] static Settings parse(std::string_view json);

    /// These settings with the members of `json` laid over them; a null member resets one.
    /// Throws: as parse.
    [[nodiscard]] Settings updated_with(std::string_view json) const;

    /// The members that were set, as one JSON object: what is stored. parse() reads it back.
    [[nodiscard]] const std::string& stored_json() const noexcept { return stored_json_; }

    /// The members that were set plus the defaults that the protocol reports.
    [[nodiscard]] std::string to_json() const;

    /// True when both index the same records into the same bytes, so that changing from one
    /// to the other needs no rebuild.
    [[nodiscard]] bool has_same_schema(const Settings& other) const;

    std::vector<SearchableAttribute> searchable_attributes; ///< empty: every string attribute
    std::vector<FacetAttribute> attributes_for_faceting;
    std::vector<std::string> unretrievable_attributes;
    /// Absent: every numeric attribute can be filtered on.
    std::optional<std::vector<std::string>> numeric_attributes_for_filtering;
    std::string attribute_for_distinct;
    std::string separators_to_index;
    std::vector<std::string> camel_case_attributes;
    std::vector<std::string> index_languages;
    std::vector<Replica> replicas;
    std::string primary; ///< set on a replica: the index whose records it shows
    std::string keep_diacritics_on_characters;
    std::vector<std::string> hot_attributes;
    std::string default_currency = "EUR"; ///< of a price context that names none
    std::optional<ExchangeRates> exchange_rates;
    std::vector<std::string> paused_sellers;
    SearchParams query_defaults;

private:
    std::string stored_json_ = "{}";
};

} // namespace aisle::data
