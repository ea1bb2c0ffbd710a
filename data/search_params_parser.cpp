#include "data/search_params_parser.h"

#include <algorithm>
#include <string>
#include <vector>

#include "data/param_values.h"
#include "data/search_params_table.h"
#include "data/url_params.h"

namespace aisle::data {
namespace {

[[noreturn]] void fail_unknown(const JsonAt& member, std::string_view name) {
    std::vector<std::string_view> known;
    for (const ParamEntry& entry : all_params())
        if (entry.place != ParamPlace::kSetting) known.push_back(entry.name);
    member.fail_with("unknown parameter" + suggestion(name, known));
}

/// Null means "not set" in most places; in these two it takes the index's default away.
bool reads_null(std::string_view name) {
    return name == "optionalWords" || name == "insideBoundingBox";
}

void apply_member(const JsonAt& member, std::string_view name, SearchParams& params) {
    if (is_about_client(name)) return;
    const ParamEntry* const entry = find_param(name);
    if (entry == nullptr) fail_unknown(member, name);
    if (entry->place == ParamPlace::kSetting)
        member.fail_with("is a setting of the index, not a parameter of a search");
    if (entry->apply == nullptr || (member.value().IsNull() && !reads_null(name))) return;
    entry->apply(member, params);
}

void resolve_languages(std::vector<std::string>& languages, const Settings& settings,
                       const SearchParams& params) {
    if (languages != std::vector<std::string>{kEveryQueryLanguage}) return;
    if (!params.query_languages.empty())
        languages = params.query_languages;
    else if (!settings.index_languages.empty())
        languages = settings.index_languages;
    else
        languages = {"en"};
}

} // namespace

SearchParams parse_search_params(const JsonAt& object, const Settings& settings) {
    SearchParams params = settings.query_defaults;
    apply_search_params(object, params);
    finish_search_params(settings, params);
    return params;
}

void apply_search_params(const JsonAt& object, SearchParams& params) {
    object.require_object();
    for (const auto& entry : object.value().GetObject()) {
        if (string_of(entry.name) != "params" || entry.value.IsNull()) continue;
        apply_search_params(object.member(entry).as_string(), params);
    }
    for (const auto& entry : object.value().GetObject()) {
        const JsonAt member = object.member(entry);
        apply_member(member, string_of(entry.name), params);
    }
}

void apply_search_params(std::string_view url_params, SearchParams& params) {
    const rapidjson::Document object = to_rapidjson(decode_url_params(url_params));
    const JsonAt root(object);
    for (const auto& entry : object.GetObject()) {
        const JsonAt member = root.member(entry);
        apply_member(member, string_of(entry.name), params);
    }
}

void finish_search_params(const Settings& settings, SearchParams& params) {
    resolve_languages(params.ignore_plurals, settings, params);
    resolve_languages(params.remove_stop_words, settings, params);
    if (params.price_context && params.price_context->currency.empty())
        params.price_context->currency = settings.default_currency;
    for (const std::string& attribute : params.disjunctive_facets) {
        if (std::find(params.facets.begin(), params.facets.end(), attribute) == params.facets.end())
            params.facets.push_back(attribute);
    }
    if (settings.attribute_for_distinct.empty()) params.distinct = 0;
}

} // namespace aisle::data
