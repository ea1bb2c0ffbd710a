#include "search/token_scan.h"

#include <algorithm>

#include "data/columns.h"
#include "search/word_products.h"

namespace aisle::search {

namespace {

namespace code = data::short_code;

/// How much of a term's weight a word keeps that is not the typed one.
/// aisle-eval on the chorus-icecat judgements; see ARCHITECTURE.md.
constexpr double kPrefixFactor = 0.9;
constexpr double kTypoFactor = 0.5;

/// The same for words that the store lists: below the typed word, above a longer one.
constexpr double kReplacementFactor = 0.95;

/// True for `path` itself and for everything inside it.
bool covers(std::string_view listed, std::string_view path) noexcept {
    listed = data::strip_variants(listed);
    return path.starts_with(listed) && (path.size() == listed.size() || path[listed.size()] == '.');
}

bool is_listed(const std::vector<std::string>& list, std::string_view path) {
    return std::any_of(list.begin(), list.end(),
                       [&](const auto& listed) { return covers(listed, path); });
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

} // namespace

bool is_replacement(AlternativeKind kind) noexcept {
    return kind == AlternativeKind::kSynonym || kind == AlternativeKind::kWordsSynonym ||
           kind == AlternativeKind::kCompound || kind == AlternativeKind::kCorrection;
}

TokenScanner::TokenScanner(const Inputs& inputs)
    : inputs_(inputs),
      wants_relevance_(inputs.params.get_ranking_info ||
                       contains(inputs.params.ranking, "relevance")) {
    build_attribute_rules();
    has_replacements_ =
        std::any_of(inputs.query.rewrites.begin(), inputs.query.rewrites.end(),
                    [](const Rewrite& rewrite) { return is_replacement(rewrite.kind); });
}

void TokenScanner::build_meanings() {
    for (const auto& alternatives : inputs_.alternatives) {
        for (const auto& alternative : alternatives) {
            boundaries_.push_back(alternative.words.begin);
            boundaries_.push_back(alternative.words.end);
        }
    }
    std::sort(boundaries_.begin(), boundaries_.end());
    boundaries_.erase(std::unique(boundaries_.begin(), boundaries_.end()), boundaries_.end());
    meanings_.resize(boundaries_.size());
    for (std::uint32_t term = 0; term < inputs_.alternatives.size(); ++term) {
        for (const auto& alternative : inputs_.alternatives[term]) {
            auto at =
                std::lower_bound(boundaries_.begin(), boundaries_.end(), alternative.words.begin);
            for (; *at < alternative.words.end; ++at) {
                auto& here = meanings_[static_cast<std::size_t>(at - boundaries_.begin())];
                // Alternatives come by ascending typos, the exact word first. A word that
                // needs others beside it may not be found, so it makes none of them superfluous.
                const bool is_known = alternative.rest.empty() &&
                                      std::any_of(here.begin(), here.end(), [&](const Meaning& m) {
                                          return m.term == term && m.alternative.rest.empty();
                                      });
                if (!is_known) here.push_back({alternative.words, term, alternative});
            }
        }
    }
}

void TokenScanner::mark_interesting() {
    const auto& tokens = inputs_.index.tokens();
    interesting_.assign(tokens.words().size() / 64 + 1, 0);
    for (const auto& alternatives : inputs_.alternatives) {
        for (const auto& alternative : alternatives) {
            const auto words = tokens.codes_of(alternative.words);
            for (std::uint32_t c = words.begin; c < words.end; ++c) set_bit(interesting_, c);
        }
    }
}

void TokenScanner::build_attribute_rules() {
    const auto& params = inputs_.params;
    rules_.reserve(inputs_.index.attributes().size());
    for (const auto& attribute : inputs_.index.attributes()) {
        AttributeRule rule;
        if (params.restrict_searchable_attributes) {
            rule.is_searchable = is_listed(*params.restrict_searchable_attributes, attribute.path);
        }
        rule.allows_typos = !is_listed(params.disable_typo_on_attributes, attribute.path);
        rule.allows_prefix = !is_listed(params.disable_prefix_on_attributes, attribute.path);
        rule.allows_exact = !is_listed(params.disable_exact_on_attributes, attribute.path);
        decides_matches_ =
            decides_matches_ || !rule.is_searchable || !rule.allows_typos || !rule.allows_prefix;
        is_exact_anywhere_ = is_exact_anywhere_ && rule.allows_exact;
        rules_.push_back(rule);
    }
}

bool TokenScanner::has_optional_terms() const noexcept {
    return std::any_of(inputs_.query.terms.begin(), inputs_.query.terms.end(),
                       [](const QueryTerm& term) { return term.is_optional; });
}

MatchDetails TokenScanner::scan(data::Ordinal product) {
    collect(product);
    MatchDetails details;
    keep_fewest_typos(details);
    const auto& query = inputs_.query;
    details.is_match = query.terms.empty() || details.num_words > 0;
    for (std::size_t term = 0; term < query.terms.size(); ++term) {
        const bool is_found = fewest_typos_[term] != data::kNoId;
        details.is_match = details.is_match && (is_found || query.terms[term].is_optional);
    }
    for (const auto& [begin, end] : query.phrases) {
        details.is_match = details.is_match && has_phrase(begin, end);
    }
    details.proximity = proximity();
    details.num_exact = count_exact();
    details.num_replaced = count_replaced();
    if (wants_relevance_) details.relevance = relevance(product);
    std::pair<std::uint32_t, std::uint32_t> best = {data::Place::kMaxRank,
                                                    data::Place::kMaxPosition};
    for (const auto& o : occurrences_) {
        const auto& attribute = inputs_.index.attributes()[o.attribute];
        const auto rank = std::min(attribute.rank, data::Place::kMaxRank);
        const auto position =
            attribute.ordered ? std::min(o.position, data::Place::kMaxPosition) : 0;
        best = std::min(best, {rank, position});
    }
    std::tie(details.attribute_rank, details.attribute_position) = best;
    return details;
}

void TokenScanner::collect(data::Ordinal product) {
    occurrences_.clear();
    if (interesting_.empty()) { // few queries read a text at all
        build_meanings();
        mark_interesting();
    }
    const auto stream = inputs_.index.tokens()[product];
    const auto codes = stream.codes();
    const auto own_words = inputs_.index.tokens().words();
    auto next_wide = stream.wide().begin();
    Place place{0, 0, 0};
    for (; place.at < codes.size(); ++place.at) {
        const auto c = codes[place.at];
        if (c < code::kWideWord) {
            if (has_bit(interesting_, c)) collect_word(stream, own_words[c], place);
            ++place.position;
        } else if (c == code::kWideWord) {
            collect_word(stream, *next_wide++, place);
            ++place.position;
        } else if (c == code::kValueBreak) {
            place.position += data::token_code::kValueGap;
        } else {
            const bool is_wide = c == code::kWideMark;
            place.attribute = is_wide ? *next_wide++ & ~data::token_code::kAttributeMark
                                      : c - std::uint32_t{code::kFirstMark};
            place.position = 0;
        }
    }
}

void TokenScanner::collect_word(const data::TokenStream& stream, data::WordId word,
                                const Place& place) {
    const auto& [at, attribute, position] = place;
    const auto next = std::upper_bound(boundaries_.begin(), boundaries_.end(), word);
    if (next == boundaries_.begin() || !rules_[attribute].is_searchable) return;
    const auto codes = stream.codes();
    for (const auto& [words, term, alternative] :
         meanings_[static_cast<std::size_t>(next - boundaries_.begin()) - 1]) {
        const auto kind = alternative.kind;
        if (alternative.typos > 0 && !rules_[attribute].allows_typos) continue;
        if (kind == AlternativeKind::kPrefix && !rules_[attribute].allows_prefix) continue;
        const auto& rest = alternative.rest;
        const std::size_t end = at + 1 + rest.size();
        if (!stream.has_row_at(at + 1, rest)) continue;
        const bool is_whole =
            !code::is_word(codes[at - 1]) && (end == codes.size() || !code::is_word(codes[end]));
        const auto last = position + static_cast<std::uint32_t>(rest.size());
        occurrences_.push_back(
            {term, alternative.typos, attribute, position, last, word, kind, is_whole});
    }
}

/// For each term only its best spelled occurrences count.
void TokenScanner::keep_fewest_typos(MatchDetails& details) {
    fewest_typos_.assign(inputs_.query.terms.size(), data::kNoId);
    for (const auto& o : occurrences_) {
        fewest_typos_[o.term] = std::min(fewest_typos_[o.term], o.typos);
    }
    std::erase_if(occurrences_,
                  [&](const Occurrence& o) { return o.typos > fewest_typos_[o.term]; });
    for (const std::uint32_t typos : fewest_typos_) {
        if (typos == data::kNoId) continue;
        details.typos += typos;
        ++details.num_words;
    }
}

bool TokenScanner::has_phrase(std::uint32_t begin, std::uint32_t end) const {
    return std::any_of(occurrences_.begin(), occurrences_.end(), [&](const Occurrence& o) {
        return o.term == begin && phrase_continues(begin + 1, end, o.attribute, o.position + 1);
    });
}

bool TokenScanner::phrase_continues(std::uint32_t term, std::uint32_t end, std::uint32_t attribute,
                                    std::uint32_t position) const {
    if (term == end) return true;
    return std::any_of(occurrences_.begin(), occurrences_.end(), [&](const Occurrence& o) {
        return o.term == term && o.attribute == attribute && o.position == position &&
               phrase_continues(term + 1, end, attribute, position + 1);
    });
}

std::uint32_t TokenScanner::proximity() const {
    std::uint32_t sum = 0;
    std::uint32_t left = data::kNoId;
    for (std::uint32_t term = 0; term < fewest_typos_.size(); ++term) {
        if (fewest_typos_[term] == data::kNoId) continue;
        if (left != data::kNoId) {
            sum += std::max(inputs_.params.min_proximity, distance(left, term));
        }
        left = term;
    }
    return sum;
}

/// Words between two terms, plus one; one more when they stand in the other order. Terms that
/// share words, because they were rewritten together, are as near as can be.
std::uint32_t TokenScanner::distance(std::uint32_t left, std::uint32_t right) const {
    std::uint32_t best = kMaxDistance;
    for (const auto& a : occurrences_) {
        if (a.term != left) continue;
        for (const auto& b : occurrences_) {
            if (b.term != right || b.attribute != a.attribute) continue;
            const std::uint32_t d = b.position > a.last   ? b.position - a.last
                                    : a.position > b.last ? a.position - b.last + 1
                                                          : 1;
            best = std::min(best, d);
        }
    }
    return best;
}

std::uint32_t TokenScanner::count_exact() const {
    std::uint32_t count = 0;
    for (std::uint32_t term = 0; term < fewest_typos_.size(); ++term) {
        count += std::any_of(occurrences_.begin(), occurrences_.end(), [&](const Occurrence& o) {
            return o.term == term && rules_[o.attribute].allows_exact &&
                   counts_as_exact(o.kind, o.is_whole_value);
        });
    }
    return count;
}

bool TokenScanner::counts_as_exact(AlternativeKind kind, bool is_whole_value) const {
    if (inputs_.query.terms.size() == 1) {
        const auto mode = inputs_.params.exact_on_single_word;
        if (mode == data::ExactOnSingleWord::kNone) return false;
        if (mode == data::ExactOnSingleWord::kAttribute && !is_whole_value) return false;
    }
    const auto& also_exact = inputs_.params.alternatives_as_exact;
    switch (kind) {
    case AlternativeKind::kExact:
        return true;
    case AlternativeKind::kPlural:
        return contains(also_exact, "ignorePlurals");
    case AlternativeKind::kSynonym:
        return contains(also_exact, "singleWordSynonym");
    case AlternativeKind::kWordsSynonym:
        return contains(also_exact, "multiWordsSynonym");
    case AlternativeKind::kCompound:
    case AlternativeKind::kPrefix:
    case AlternativeKind::kCorrection:
    case AlternativeKind::kTypo:
    case AlternativeKind::kJoined:
    case AlternativeKind::kSplit:
        return false;
    }
    return false;
}

std::uint32_t TokenScanner::count_replaced() const {
    if (!has_replacements_) return 0;
    std::uint32_t count = 0;
    for (std::uint32_t term = 0; term < fewest_typos_.size(); ++term) {
        const bool is_as_typed =
            std::any_of(occurrences_.begin(), occurrences_.end(), [&](const Occurrence& o) {
                return o.term == term && !is_replacement(o.kind);
            });
        count += fewest_typos_[term] != data::kNoId && !is_as_typed;
    }
    return count;
}

double TokenScanner::weight(std::uint8_t impact, AlternativeKind kind,
                            std::uint32_t typos) noexcept {
    double weight = impact / 255.0;
    if (kind == AlternativeKind::kPrefix) weight *= kPrefixFactor;
    if (is_replacement(kind)) weight *= kReplacementFactor;
    for (std::uint32_t i = 0; i < typos; ++i) weight *= kTypoFactor;
    return weight;
}

double TokenScanner::relevance(data::Ordinal product) const {
    double sum = 0;
    std::uint32_t num_matched = 0;
    for (std::uint32_t term = 0; term < fewest_typos_.size(); ++term) {
        if (fewest_typos_[term] == data::kNoId) continue;
        ++num_matched;
        double best = 0;
        for (const auto& o : occurrences_) {
            if (o.term != term) continue;
            const auto impacts = inputs_.index.postings(o.word).impacts;
            for_each_common_posting(std::span(&product, 1), inputs_.index, o.word,
                                    [&](std::size_t /*i*/, std::size_t j) {
                                        best = std::max(best, weight(impacts[j], o.kind, o.typos));
                                    });
        }
        sum += inputs_.idf[term] * best;
    }
    // A product that has more of the words is likelier what was meant.
    return fewest_typos_.empty() ? 0
                                 : sum * num_matched / static_cast<double>(fewest_typos_.size());
}

} // namespace aisle::search
