#include "api/hit_writer.h"

#include <algorithm>
#include <cmath>

#include "api/variant_writer.h"
#include "data/error.h"

namespace aisle::api {

namespace {

[[noreturn]] void fail_damaged() {
    throw data::Error(data::ErrorCode::kCorruptData, "a stored record is damaged");
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
      selection_(params.attributes_to_retrieve, unretrievable_),
      variant_selection_({"*"}, unretrievable_) {
    if (highlighter == nullptr) return;
    const bool only_matching = params.restrict_highlight_and_snippet_arrays;
    highlights_.emplace(HighlightWriter::Form::kHighlight,
                        highlighted_attributes(params, snapshot.settings), unretrievable_,
                        only_matching, *highlighter);
    snippets_.emplace(HighlightWriter::Form::kSnippet, params.attributes_to_snippet, unretrievable_,
                      only_matching, *highlighter);
}

/// What is listed from beginning to end is not kept: it would push out what is shown.
std::string HitWriter::record_of(const search::Candidate& of) const {
    const auto& view = snapshot_.segments[of.segment];
    return highlighter_ != nullptr ? view.shown_record(of.product) : view.record(of.product);
}

void HitWriter::write(const search::Hit& hit, JsonWriter& writer, const RecommendationNote* note) {
    std::string json = record_of(hit.candidate);
    if (!json.starts_with('{') || !json.ends_with('}')) fail_damaged();
    const bool is_parsed = !selection_.takes_everything() || hit.rows ||
                           (highlights_ && highlights_->is_wanted()) ||
                           (snippets_ && snippets_->is_wanted());
    writer.StartObject();
    if (selection_.takes_everything()) writer.members_of(json);
    if (is_parsed) write_parsed(hit, json, writer);
    if (params_.distinct > 1 && !snapshot_.settings.attribute_for_distinct.empty()) {
        writer.Key("_distinctSeqID");
        writer.Uint(hit.distinct_position);
    }
    if (hit.ranking_info) write_ranking_info(hit, writer);
    if (note != nullptr) write_note(*note, writer);
    writer.EndObject();
}

/// Writes what depends on the parts of a record, which is parsed in its place.
void HitWriter::write_parsed(const search::Hit& hit, std::string& json, JsonWriter& writer) {
    pool_.Clear();
    rapidjson::Document record(&pool_);
    record.ParseInsitu<rapidjson::kParseFullPrecisionFlag>(json.data());
    if (record.HasParseError() || !record.IsObject()) fail_damaged();
    if (!selection_.takes_everything()) selection_.write(record, writer);
    if (highlights_ && highlights_->is_wanted()) {
        writer.Key("_highlightResult");
        highlights_->write(record, writer);
    }
    if (snippets_ && snippets_->is_wanted()) {
        writer.Key("_snippetResult");
        snippets_->write(record, writer);
    }
    if (hit.rows) write_rows({record, *hit.rows, highlighter_, variant_selection_}, writer);
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
