#include "api/hit_writer.h"

#include <algorithm>
#include <cmath>

#include "api/variant_writer.h"
#include "data/error.h"
#include "data/json.h"

namespace aisle::api {

namespace {

bool any_covers(const std::vector<std::string>& list, std::string_view path) {
    return std::any_of(list.begin(), list.end(), [&](const auto& e) { return covers(e, path); });
}

bool any_inside(const std::vector<std::string>& list, std::string_view path) {
    return std::any_of(list.begin(), list.end(), [&](const auto& e) { return covers(path, e); });
}

void write_members(const rapidjson::Value& object, const std::string& path,
                   const AttributeSelection& selection, JsonWriter& writer) {
    for (const auto& [name, value] : object.GetObject()) {
        const auto text = data::string_of(name);
        const std::string inner = path.empty() ? std::string(text) : path + '.' + std::string(text);
        write_selected_member({text, inner}, value, selection, writer);
    }
}

void write_partly(const rapidjson::Value& value, const std::string& path,
                  const AttributeSelection& selection, JsonWriter& writer) {
    if (value.IsObject()) {
        writer.StartObject();
        write_members(value, path, selection, writer);
        writer.EndObject();
    } else if (value.IsArray()) {
        writer.StartArray();
        for (const auto& element : value.GetArray()) write_partly(element, path, selection, writer);
        writer.EndArray();
    } else {
        value.Accept(writer);
    }
}

/// In hundredths.
void write_affinity(const search::Affinity& affinity, JsonWriter& writer) {
    const auto put = [&](const char* name, float share) {
        writer.Key(name);
        writer.Int64(std::lround(share * 100));
    };
    writer.Key("personalization");
    writer.StartObject();
    put("filtersScore", affinity.facets);
    put("rankingScore", affinity.taste);
    put("score", affinity.total);
    writer.EndObject();
}

void write_note(const RecommendationNote& note, JsonWriter& writer) {
    writer.Key("_score");
    write_score(note.score, writer);
    writer.Key("_recommendation");
    writer.StartObject();
    writer.Key("model");
    writer.String(note.model.data(), static_cast<rapidjson::SizeType>(note.model.size()));
    if (!note.because.empty()) {
        writer.Key("because");
        writer.String(note.because);
    }
    writer.EndObject();
}

} // namespace

AttributeSelection::AttributeSelection(const std::vector<std::string>& wanted,
                                       const std::vector<std::string>& unretrievable)
    : hidden_(unretrievable) {
    for (const auto& name : wanted) {
        if (name == "*") {
            takes_all_ = true;
        } else if (name.starts_with('-')) {
            hidden_.push_back(name.substr(1));
        } else {
            shown_.push_back(name);
        }
    }
}

AttributeSelection::Verdict AttributeSelection::judge(std::string_view path) const {
    if (path == "objectID") return Verdict::kWhole;
    if (path == "variants") {
        // Its attributes go by their own names, so that it is always looked into.
        const bool is_hidden = std::find(hidden_.begin(), hidden_.end(), path) != hidden_.end();
        const bool is_shown = std::find(shown_.begin(), shown_.end(), path) != shown_.end();
        if (is_hidden) return Verdict::kNot;
        if (is_shown || takes_all_) return hidden_.empty() ? Verdict::kWhole : Verdict::kPartly;
        return std::any_of(shown_.begin(), shown_.end(),
                           [](const auto& e) { return e.starts_with("variants."); })
                   ? Verdict::kPartly
                   : Verdict::kNot;
    }
    if (any_covers(hidden_, path)) return Verdict::kNot;
    const bool in_shown_variants =
        path.starts_with("variants.") &&
        std::find(shown_.begin(), shown_.end(), "variants") != shown_.end();
    if (takes_all_ || in_shown_variants || any_covers(shown_, path)) {
        return any_inside(hidden_, path) ? Verdict::kPartly : Verdict::kWhole;
    }
    return any_inside(shown_, path) ? Verdict::kPartly : Verdict::kNot;
}

void write_selected(const rapidjson::Value& record, const AttributeSelection& selection,
                    JsonWriter& writer) {
    write_members(record, {}, selection, writer);
}

void write_selected_member(const MemberName& member, const rapidjson::Value& value,
                           const AttributeSelection& selection, JsonWriter& writer) {
    const auto verdict = selection.judge(member.path);
    if (verdict == AttributeSelection::Verdict::kNot) return;
    writer.Key(member.name.data(), static_cast<rapidjson::SizeType>(member.name.size()));
    if (verdict == AttributeSelection::Verdict::kWhole) {
        value.Accept(writer);
    } else {
        write_partly(value, member.path, selection, writer);
    }
}

void write_number(double number, JsonWriter& writer) {
    constexpr double kExactInteger = 9e15;
    if (number == std::floor(number) && std::abs(number) < kExactInteger) {
        writer.Int64(static_cast<std::int64_t>(number));
    } else {
        writer.Double(number);
    }
}

void write_score(double score, JsonWriter& writer) {
    write_number(std::round(score * 100) / 100, writer);
}

HitWriter::HitWriter(const search::Snapshot& snapshot, const data::SearchParams& params,
                     search::Highlighter* highlighter, bool see_all)
    : snapshot_(snapshot),
      params_(params),
      highlighter_(highlighter),
      unretrievable_(see_all ? std::vector<std::string>()
                             : snapshot.settings.unretrievable_attributes),
      selection_(params.attributes_to_retrieve, unretrievable_) {
    if (highlighter == nullptr) return;
    const bool only_matching = params.restrict_highlight_and_snippet_arrays;
    highlights_.emplace(HighlightTree::Form::kHighlight,
                        highlighted_attributes(params, snapshot.settings), unretrievable_,
                        only_matching, *highlighter);
    snippets_.emplace(HighlightTree::Form::kSnippet, params.attributes_to_snippet, unretrievable_,
                      only_matching, *highlighter);
}

void HitWriter::write(const search::Hit& hit, JsonWriter& writer, const RecommendationNote* note) {
    const auto& view = snapshot_.segments[hit.candidate.segment];
    std::string json = view.record(hit.candidate.product);
    rapidjson::Document record;
    record.ParseInsitu<rapidjson::kParseFullPrecisionFlag>(json.data());
    if (record.HasParseError() || !record.IsObject()) {
        throw data::Error(data::ErrorCode::kCorruptData, "a stored record is damaged");
    }
    writer.StartObject();
    write_selected(record, selection_, writer);
    if (params_.distinct > 1 && !snapshot_.settings.attribute_for_distinct.empty()) {
        writer.Key("_distinctSeqID");
        writer.Uint(hit.distinct_position);
    }
    if (highlights_ && highlights_->is_wanted()) {
        writer.Key("_highlightResult");
        highlights_->make(record, record.GetAllocator()).Accept(writer);
    }
    if (snippets_ && snippets_->is_wanted()) {
        writer.Key("_snippetResult");
        snippets_->make(record, record.GetAllocator()).Accept(writer);
    }
    if (hit.rows) write_rows({record, *hit.rows, highlighter_, unretrievable_}, writer);
    if (hit.ranking_info) write_ranking_info(hit, writer);
    if (note != nullptr) write_note(*note, writer);
    writer.EndObject();
}

void HitWriter::write_ranking_info(const search::Hit& hit, JsonWriter& writer) const {
    const auto& info = *hit.ranking_info;
    const auto& match = info.match;
    const auto put = [&](const char* name, std::int64_t value) {
        writer.Key(name);
        writer.Int64(value);
    };
    writer.Key("_rankingInfo");
    writer.StartObject();
    put("nbTypos", match.typos);
    put("firstMatchedWord",
        match.num_words == 0 ? 0 : match.attribute_rank * 1000LL + match.attribute_position);
    put("proximityDistance", match.proximity);
    put("userScore", 0);
    put("geoDistance", std::llround(info.ranked_distance_m));
    put("geoPrecision", params_.geo.around && !params_.geo.precision_m.empty()
                            ? std::llround(params_.geo.precision_m.front().second)
                            : 0);
    put("nbExactWords", match.num_exact);
    put("words", match.num_words);
    put("filters", info.filter_score);
    if (hit.is_promoted) {
        writer.Key("promoted");
        writer.Bool(true);
    }
    if (info.affinity) write_affinity(*info.affinity, writer);
    writer.Key("relevance");
    writer.Double(match.relevance);
    if (info.place) {
        writer.Key("matchedGeoLocation");
        writer.StartObject();
        writer.Key("lat");
        writer.Double(info.place->place.lat);
        writer.Key("lng");
        writer.Double(info.place->place.lng);
        put("distance", std::llround(info.place->distance_m));
        writer.EndObject();
    }
    writer.EndObject();
}

} // namespace aisle::api
