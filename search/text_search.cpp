#include "search/text_search.h"

#include <algorithm>
#include <cmath>

#include "search/filter_evaluator.h"
#include "search/geo.h"
#include "search/rewrites.h"

namespace aisle::search {

namespace {

/// Products that an automatic radius tries to reach.
constexpr std::size_t kAutomaticRadiusProducts = 1000;

/// The protocol's bound on removeWordsIfNoResults "allOptional".
constexpr std::size_t kMaxAllOptionalWords = 5;

/// The distance within which the nearest kAutomaticRadiusProducts products lie, in metres.
double automatic_radius(const Snapshot& snapshot, const data::GeoParams& geo) {
    std::vector<double> distances;
    for (const auto& view : snapshot.segments) {
        for (const auto product : view.columns().geo_products()) {
            if (!view.alive.contains(product)) continue;
            if (const auto place = nearest(view.columns().geo_points(product), *geo.around)) {
                distances.push_back(place->distance_m);
            }
        }
    }
    if (distances.empty()) return geo.minimum_radius_m;
    const std::size_t last = std::min(distances.size(), kAutomaticRadiusProducts) - 1;
    std::nth_element(distances.begin(), distances.begin() + static_cast<std::ptrdiff_t>(last),
                     distances.end());
    return std::max(geo.minimum_radius_m, std::ceil(distances[last]));
}

std::shared_ptr<const data::SynonymIndex> synonyms_of(const Snapshot& snapshot) {
    if (snapshot.synonyms == nullptr) return nullptr;
    return snapshot.synonyms->index(snapshot.settings.separators_to_index);
}

/// At most how many products hold an alternative: a row is as rare as its rarest word.
std::uint64_t document_frequency(const Alternative& alternative, const data::TextIndex& index) {
    std::uint64_t frequency = 0;
    for (auto w = alternative.words.begin; w < alternative.words.end; ++w) {
        frequency += index.document_frequency(w);
    }
    for (const auto w : alternative.rest) {
        frequency = std::min<std::uint64_t>(frequency, index.document_frequency(w));
    }
    return frequency;
}

/// The products with a row that fulfils a condition; with a matching row, where the condition is
/// about offers, because those count for matching rows only.
OrdinalSet products_with(const ShopView& shop, const data::Settings& settings,
                         const data::Filter& condition, const Matching& matching) {
    const FilterEvaluator evaluator(shop, settings);
    if (!evaluator.is_about_rows(condition)) {
        return evaluator.evaluate(condition, data::ColumnSpace::kProduct);
    }
    auto rows = evaluator.evaluate(condition, data::ColumnSpace::kRow);
    if (matching.has_rows && shop.rules().is_about_offers(condition)) rows.intersect(matching.rows);
    return products_of(rows, shop.segment());
}

} // namespace

TextSearch::TextSearch(const Snapshot& snapshot, const data::SearchParams& params,
                       const data::Deadline& deadline, TextSearchOptions options)
    : snapshot_(snapshot),
      params_(params),
      deadline_(deadline),
      synonyms_(synonyms_of(snapshot)),
      vocabulary_{synonyms_.get(), snapshot.dictionaries.get()},
      query_(parse_query(params, snapshot.settings, vocabulary_)),
      shop_rules_(make_shop_rules(snapshot, params)),
      options_(std::move(options)) {
    plan_filters();
    match();
    if (num_products() == 0 &&
        params_.remove_words_if_no_results == data::RemoveWords::kAllOptional &&
        query_.terms.size() > 1 && query_.terms.size() <= kMaxAllOptionalWords) {
        for (auto& term : query_.terms) term.is_optional = true;
        match();
    }
    while (num_products() == 0 && remove_a_word()) {
        query_.rewrites = find_rewrites(query_, params_, vocabulary_);
        match();
    }
    apply_typo_limit();
    add_optional_filters();
}

void TextSearch::plan_filters() {
    if (params_.geo.around && params_.geo.boxes.empty() && params_.geo.polygons.empty()) {
        if (params_.geo.radius_m) {
            radius_m_ = *params_.geo.radius_m;
        } else if (!params_.geo.radius_is_all) {
            automatic_radius_m_ = radius_m_ = automatic_radius(snapshot_, params_.geo);
        }
    }
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
        deadline_.check();
        filters_.push_back(plan(i, params_));
    }
}

FilterPlan TextSearch::plan(std::size_t segment, const data::SearchParams& params) const {
    FilterPlan plan(
        snapshot_.segments[segment],
        FilterInputs{params, snapshot_.settings, shop_rules_, radius_m_, options_.cache});
    if (!options_.hidden.empty()) plan.exclude(options_.hidden[segment]);
    return plan;
}

void TextSearch::match() {
    matches_.clear();
    runs_.clear();
    scanners_.clear();
    alternatives_.clear();
    // The cache knows texts as they were sent, before words were removed or became optional.
    const bool is_first = is_first_match_;
    is_first_match_ = false;
    const TextPart* known = nullptr;
    if (is_first && options_.cache != nullptr)
        known = options_.cache->find_text(snapshot_, params_);
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
        deadline_.check();
        const auto& view = snapshot_.segments[i];
        if (known != nullptr) {
            alternatives_.push_back(known->alternatives[i]);
        } else {
            alternatives_.push_back(expand(query_, view.text(), params_, *view.term_alternatives));
        }
    }
    idf_.clear();
    for (std::size_t term = 0; term < query_.terms.size(); ++term) {
        idf_.push_back(inverse_document_frequency(term));
    }
    TextPart part;
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
        deadline_.check();
        const auto& view = snapshot_.segments[i];
        auto& scanner = scanners_.emplace_back(
            TokenScanner::Inputs{view.text(), query_, alternatives_[i], idf_, params_});
        auto& matches = matches_.emplace_back();
        matches.view = &view;
        matches.scanner = &scanner;
        matches.alternatives = &alternatives_[i];
        if (known != nullptr) {
            matches.text = known->matches[i];
        } else {
            matches.text = match_text(query_, alternatives_[i], view, scanner);
        }
        const bool has_name = options_.is_counted && !scanner.decides_matches();
        auto name = has_name ? name_of_text(query_, alternatives_[i]) : std::nullopt;
        matches.matching =
            runs_.emplace_back(filters_[i], matches.text.products, std::move(name)).matching();
        if (is_first && known == nullptr && options_.cache != nullptr) {
            part.matches.push_back(matches.text);
        }
    }
    if (is_first && known == nullptr && options_.cache != nullptr) {
        part.alternatives = alternatives_;
        options_.cache->keep_text(snapshot_, params_, std::move(part));
    }
}

bool TextSearch::remove_a_word() {
    if (query_.terms.size() < 2 || !query_.phrases.empty()) return false;
    switch (params_.remove_words_if_no_results) {
    case data::RemoveWords::kNone:
    case data::RemoveWords::kAllOptional:
        return false;
    case data::RemoveWords::kLastWords:
        removed_.push_back(query_.terms.back());
        query_.terms.pop_back();
        return true;
    case data::RemoveWords::kFirstWords:
        removed_.push_back(query_.terms.front());
        query_.terms.erase(query_.terms.begin());
        return true;
    }
    return false;
}

/// Typo tolerance min keeps the matches with the fewest typos, strict those with one more.
void TextSearch::apply_typo_limit() {
    const bool is_min = params_.typo_tolerance == data::TypoTolerance::kMin;
    if ((!is_min && params_.typo_tolerance != data::TypoTolerance::kStrict) ||
        query_.terms.empty()) {
        return;
    }
    const auto num_typos = [](const SegmentMatches& matches, data::Ordinal product) {
        return matches.scanner->decides_matches() ? matches.scanner->scan(product).typos
                                                  : matches.text.num_typos(product);
    };
    std::uint32_t fewest = data::kNoId;
    for (const auto& matches : matches_) {
        matches.matching.products.for_each(
            [&](data::Ordinal product) { fewest = std::min(fewest, num_typos(matches, product)); });
    }
    if (fewest == data::kNoId) return; // nothing to limit; facets may still be counted
    const std::uint32_t limit = is_min ? fewest : fewest + 1;
    runs_.clear();
    for (std::size_t i = 0; i < matches_.size(); ++i) {
        auto& matches = matches_[i];
        matches.text.products.filter(
            [&](data::Ordinal product) { return num_typos(matches, product) <= limit; });
        matches.matching = runs_.emplace_back(filters_[i], matches.text.products).matching();
    }
}

void TextSearch::add_optional_filters() {
    for (std::size_t i = 0; i < matches_.size(); ++i) {
        auto& matches = matches_[i];
        const auto& shop = runs_[i].shop();
        matches.sum_optional_filters = params_.sum_or_filters_scores;
        for (const auto& group : params_.optional_filters) {
            auto& members = matches.optional_filters.emplace_back();
            for (const auto& member : group.children) {
                const bool is_negative = member.kind == data::Filter::Kind::kNot;
                const auto& condition = is_negative ? member.children.front() : member;
                members.emplace_back(
                    products_with(shop, snapshot_.settings, condition, matches.matching),
                    is_negative ? -condition.score : condition.score);
            }
        }
    }
}

/// How telling a term is: of its best spelled alternatives, over all segments.
/// Source: Robertson and Sparck Jones, with one added so that it is never negative.
double TextSearch::inverse_document_frequency(std::size_t term) const {
    std::uint64_t with_term = 0;
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < snapshot_.segments.size(); ++i) {
        const auto& index = snapshot_.segments[i].text();
        total += index.num_products();
        for (const auto& alternative : alternatives_[i][term]) {
            if (alternative.typos != alternatives_[i][term].front().typos) break;
            with_term += document_frequency(alternative, index);
            if (alternative.kind == AlternativeKind::kExact) break;
        }
    }
    const auto n = static_cast<double>(total);
    const auto df = std::min(n, static_cast<double>(with_term));
    return std::log(1 + (n - df + 0.5) / (df + 0.5));
}

std::uint64_t TextSearch::num_products() const noexcept {
    std::uint64_t count = 0;
    for (const auto& matches : matches_) count += matches.matching.products.size();
    return count;
}

std::vector<Matching> TextSearch::matching_without(std::string_view attribute) {
    std::vector<Matching> without;
    for (auto& run : runs_) without.push_back(run.matching(attribute));
    return without;
}

Matching TextSearch::matching_without(std::string_view attribute, std::size_t segment) {
    return runs_[segment].matching(attribute);
}

std::shared_ptr<const SealedMatch> TextSearch::sealed_without(std::string_view attribute,
                                                              std::size_t segment) const {
    return runs_[segment].sealed(attribute);
}

const CellWords* TextSearch::rows_without(std::string_view attribute, std::size_t segment) {
    return runs_[segment].rows_without(attribute);
}

std::vector<Matching> TextSearch::matching_with(const data::SearchParams& edited) const {
    std::vector<Matching> all;
    for (std::size_t i = 0; i < matches_.size(); ++i) {
        deadline_.check();
        const FilterPlan filters = plan(i, edited);
        all.push_back(FilterRun(filters, matches_[i].text.products).matching());
        all.back().shop = nullptr; // it ends with the run
    }
    return all;
}

bool TextSearch::has_refinements_on(std::string_view attribute) const {
    return std::any_of(filters_.begin(), filters_.end(),
                       [&](const auto& filters) { return filters.has_groups_of(attribute); });
}

bool TextSearch::passes_filters(data::Ordinal product, std::uint32_t segment) const {
    const auto bound = snapshot_.segments[segment].columns().num_products();
    const auto alone = OrdinalSet::from_unsorted({product}, bound);
    return !FilterRun(filters_[segment], alone).matching().products.is_empty();
}

} // namespace aisle::search
