#include "tests/support/reference_text.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "data/json.h"
#include "data/text.h"

namespace aisle::support {

namespace {

constexpr std::uint32_t kFar = 8; ///< proximity of words that have nothing to do with each other

/// A word of the record that stands for a word of the query.
struct Match {
    std::size_t query_word = 0;
    std::uint32_t typos = 0;
    bool is_exact = false;
    TextWord word;
    std::uint32_t last = 0; ///< position of its last word, when it is several
};

std::u32string letters_of(std::string_view utf8) {
    std::u32string letters;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) == 0x80U) {
            letters.back() = letters.back() << 8U | byte;
        } else {
            letters.push_back(byte);
        }
    }
    return letters;
}

/// The edits between `a` and the first n letters of `b`, for every n.
std::vector<std::uint32_t> distances(const std::u32string& a, const std::u32string& b) {
    const std::size_t width = b.size() + 1;
    std::vector<std::uint32_t> edits((a.size() + 1) * width);
    for (std::uint32_t i = 0; i <= a.size(); ++i) edits[i * width] = i;
    for (std::uint32_t j = 0; j <= b.size(); ++j) edits[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t at = i * width + j;
            auto& here = edits[at];
            here = std::min({edits[at - width] + 1, edits[at - 1] + 1,
                             edits[at - width - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                here = std::min(here, edits[at - 2 * width - 2] + 1);
            }
        }
    }
    return {edits.end() - static_cast<std::ptrdiff_t>(width), edits.end()};
}

bool is_inside(std::string_view path, std::string_view listed) {
    const std::string own = row_path(listed);
    return path == own || path.starts_with(own + ".");
}

bool any_covers(const std::vector<std::string>& list, std::string_view path) {
    return std::any_of(list.begin(), list.end(),
                       [&](const auto& listed) { return is_inside(path, listed); });
}

/// Calls `visit(path, text)` for every text and number, in the order of the JSON.
template <class Visit>
void for_each_text(const rapidjson::Value& value, const std::string& path, Visit&& visit) {
    static const std::set<std::string> kReserved = {"objectID", "variants", "prices", "inventory",
                                                    "_geoloc"};
    if (value.IsObject()) {
        for (const auto& member : value.GetObject()) {
            const std::string name(data::string_of(member.name));
            if (path.empty() && kReserved.contains(name)) continue;
            for_each_text(member.value, path.empty() ? name : path + "." + name, visit);
        }
    } else if (value.IsArray()) {
        for (const auto& element : value.GetArray()) for_each_text(element, path, visit);
    } else if (value.IsString()) {
        visit(path, std::string(data::string_of(value)));
    } else if (value.IsNumber()) {
        visit(path, number_as_text(value));
    }
}

template <class Visit>
void for_each_text(const JsonRecord& record, Visit&& visit) {
    for_each_text(record.json(), "", visit);
    const auto* variants = data::find_member(record.json(), "variants");
    if (variants == nullptr) return;
    for (const auto& variant : variants->GetArray()) for_each_text(variant, "", visit);
}

/// Words of the record as matches of words of the query, each pair with its fewest typos.
std::vector<Match> find_matches(const Query& query, const std::vector<TextWord>& words,
                                const std::vector<TextAttribute>& attributes,
                                const data::SearchParams& params) {
    const bool tolerant = params.typo_tolerance != data::TypoTolerance::kOff;
    std::vector<Match> matches;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const TextWord& word = words[i];
        const std::string& path = attributes[word.attribute].path;
        if (params.restrict_searchable_attributes &&
            !any_covers(*params.restrict_searchable_attributes, path)) {
            continue;
        }
        const bool allows_typos = !any_covers(params.disable_typo_on_attributes, path);
        const bool has_next = i + 1 < words.size() && words[i + 1].value == word.value;
        for (std::size_t q = 0; q < query.words.size(); ++q) {
            const QueryWord& typed = query.words[q];
            const auto add = [&](std::uint32_t typos, bool is_exact, std::uint32_t num_words = 1) {
                matches.push_back({q, typos, is_exact, word, word.position + num_words - 1});
            };
            if (const auto typos =
                    typos_between(typed.text, word.text, typed.is_prefix, typed.max_typos)) {
                if (*typos == 0 || allows_typos) add(*typos, word.text == typed.text);
            }
            if (!tolerant || typed.is_in_phrase) continue;
            const auto joins = [&](std::size_t first) {
                return !query.words[first].is_in_phrase && !query.words[first + 1].is_in_phrase &&
                       word.text == query.words[first].text + query.words[first + 1].text;
            };
            if (q + 1 < query.words.size() && joins(q) && allows_typos) add(1, false);
            if (q > 0 && joins(q - 1)) add(0, false);
            const bool is_split = has_next && word.text.size() >= 2 &&
                                  words[i + 1].text.size() >= 2 &&
                                  word.text + words[i + 1].text == typed.text;
            if (is_split && allows_typos) add(1, false, 2);
        }
    }
    return matches;
}

std::uint32_t distance_between(const std::vector<Match>& matches, std::size_t left,
                               std::size_t right) {
    std::uint32_t best = kFar;
    for (const auto& a : matches) {
        for (const auto& b : matches) {
            if (a.query_word != left || b.query_word != right) continue;
            if (a.word.attribute != b.word.attribute) continue;
            // Matches that share a word are as near as neighbours.
            const auto gap = b.word.position > a.last   ? b.word.position - a.last
                             : a.word.position > b.last ? a.word.position - b.last + 1
                                                        : 1;
            best = std::min(best, gap);
        }
    }
    return best;
}

bool has_phrase(const std::vector<Match>& matches, std::size_t begin, std::size_t end) {
    return std::any_of(matches.begin(), matches.end(), [&](const Match& first) {
        if (first.query_word != begin) return false;
        for (std::size_t q = begin + 1; q < end; ++q) {
            const bool is_there = std::any_of(matches.begin(), matches.end(), [&](const Match& m) {
                return m.query_word == q && m.word.attribute == first.word.attribute &&
                       m.word.position == first.word.position + (q - begin);
            });
            if (!is_there) return false;
        }
        return true;
    });
}

bool counts_as_exact(const Match& match, const Query& query,
                     const std::vector<TextAttribute>& attributes,
                     const data::SearchParams& params) {
    if (!match.is_exact) return false;
    if (any_covers(params.disable_exact_on_attributes, attributes[match.word.attribute].path)) {
        return false;
    }
    if (query.words.size() > 1) return true;
    switch (params.exact_on_single_word) {
    case data::ExactOnSingleWord::kNone:
        return false;
    case data::ExactOnSingleWord::kAttribute:
        return match.word.is_whole_value;
    case data::ExactOnSingleWord::kWord:
        return true;
    }
    return false;
}

} // namespace

std::uint32_t plain_edit_distance(std::string_view a, std::string_view b) {
    return distances(letters_of(a), letters_of(b)).back();
}

std::optional<std::uint32_t> typos_between(std::string_view typed, std::string_view word,
                                           bool is_prefix, std::uint32_t max_edits) {
    if (word == typed || (is_prefix && word.starts_with(typed))) return 0;
    if (max_edits == 0) return std::nullopt;
    const auto a = letters_of(typed);
    const auto b = letters_of(word);
    const auto to_beginnings = distances(a, b);
    const std::uint32_t edits =
        is_prefix ? *std::min_element(to_beginnings.begin() + 1, to_beginnings.end())
                  : to_beginnings.back();
    if (edits > max_edits) return std::nullopt;
    return edits + (a.front() == b.front() ? 0 : 1);
}

Query read_query(const data::SearchParams& params) {
    Query query;
    const std::string& text = params.query;
    const bool has_quotes = params.advanced_syntax && params.advanced_exact_phrase;
    bool quoted = false;
    for (std::size_t at = 0; at <= text.size();) {
        std::size_t quote = has_quotes ? text.find('"', at) : std::string::npos;
        const bool is_closed = quote != std::string::npos;
        if (!is_closed) quote = text.size();
        const bool is_phrase = quoted && is_closed;
        const std::size_t first = query.words.size();
        for (const auto& token : data::tokenize(std::string_view(text).substr(at, quote - at))) {
            const std::size_t begin = at + token.begin;
            const bool has_dash =
                begin > 0 && text[begin - 1] == '-' && (begin == 1 || text[begin - 2] == ' ');
            if (has_dash && params.advanced_syntax && params.advanced_exclude_words && !is_phrase) {
                query.excluded.push_back(token.word);
                continue;
            }
            QueryWord word{token.word, false, 0, false, is_phrase};
            const std::size_t length = letters_of(token.word).size();
            if (!is_phrase && params.typo_tolerance != data::TypoTolerance::kOff) {
                word.max_typos = length >= params.min_word_size_2_typos  ? 2
                                 : length >= params.min_word_size_1_typo ? 1
                                                                         : 0;
            }
            word.is_prefix = !is_phrase && params.query_type != data::QueryType::kPrefixNone;
            for (const auto& listed : params.optional_words) {
                word.is_optional = word.is_optional || data::fold(listed) == token.word;
            }
            query.words.push_back(word);
        }
        if (is_phrase && query.words.size() - first > 1) {
            query.phrases.emplace_back(first, query.words.size());
        }
        at = quote + 1;
        quoted = !quoted;
    }
    for (std::size_t i = 0; i + 1 < query.words.size(); ++i) {
        if (params.query_type == data::QueryType::kPrefixLast) query.words[i].is_prefix = false;
    }
    return query;
}

std::vector<TextAttribute> text_attributes(const std::vector<JsonRecord>& records,
                                           const data::Settings& settings) {
    std::vector<TextAttribute> attributes;
    for (const auto& [path, rank, ordered] : settings.searchable_attributes) {
        attributes.push_back({row_path(path), rank, ordered});
    }
    if (!attributes.empty()) return attributes;
    std::set<std::string> paths;
    for (const auto& record : records) {
        for_each_text(record, [&](const std::string& path, const auto&) { paths.insert(path); });
    }
    for (const auto& path : paths) attributes.push_back({path, 0, false});
    return attributes;
}

std::vector<TextWord> words_of(const JsonRecord& record,
                               const std::vector<TextAttribute>& attributes,
                               bool everything_is_searched) {
    std::vector<std::vector<std::string>> texts(attributes.size());
    for_each_text(record, [&](const std::string& path, const std::string& text) {
        for (std::size_t a = 0; a < attributes.size(); ++a) {
            if (everything_is_searched ? path != attributes[a].path
                                       : !is_inside(path, attributes[a].path)) {
                continue;
            }
            const bool is_new = std::find(texts[a].begin(), texts[a].end(), text) == texts[a].end();
            if (is_new && !text.empty()) texts[a].push_back(text);
            return;
        }
    });
    std::vector<TextWord> words;
    std::size_t value = 0;
    for (std::size_t a = 0; a < attributes.size(); ++a) {
        std::uint32_t position = 0;
        for (const auto& text : texts[a]) {
            const auto tokens = data::tokenize(text);
            for (const auto& token : tokens) {
                words.push_back({token.word, a, position++, value, tokens.size() == 1});
            }
            position += 8; // values of a list are not neighbours
            ++value;
        }
    }
    return words;
}

std::optional<TextScore> match_words(const Query& query, const std::vector<TextWord>& words,
                                     const std::vector<TextAttribute>& attributes,
                                     const data::SearchParams& params) {
    for (const auto& word : words) {
        const auto& excluded = query.excluded;
        if (std::find(excluded.begin(), excluded.end(), word.text) != excluded.end()) {
            return std::nullopt;
        }
    }
    TextScore score;
    if (query.words.empty()) return score;
    auto matches = find_matches(query, words, attributes, params);
    std::vector<std::optional<std::uint32_t>> fewest(query.words.size());
    for (const auto& match : matches) {
        auto& best = fewest[match.query_word];
        best = std::min(best.value_or(match.typos), match.typos);
    }
    // Worse spelled matches of a word count for nothing once there is a better one.
    std::erase_if(matches, [&](const Match& m) { return m.typos > *fewest[m.query_word]; });
    std::optional<std::size_t> left;
    for (std::size_t q = 0; q < fewest.size(); ++q) {
        if (!fewest[q] && !query.words[q].is_optional) return std::nullopt;
        if (!fewest[q]) continue;
        score.typos += *fewest[q];
        ++score.words;
        score.exact += std::any_of(matches.begin(), matches.end(), [&](const Match& m) {
            return m.query_word == q && counts_as_exact(m, query, attributes, params);
        });
        if (left) {
            score.proximity += std::max(params.min_proximity, distance_between(matches, *left, q));
        }
        left = q;
    }
    if (score.words == 0) return std::nullopt;
    for (const auto& [begin, end] : query.phrases) {
        if (!has_phrase(matches, begin, end)) return std::nullopt;
    }
    std::pair best = {score.attribute_rank, score.attribute_position};
    for (const auto& match : matches) {
        const auto& attribute = attributes[match.word.attribute];
        best = std::min(best, {attribute.rank, attribute.ordered ? match.word.position : 0});
    }
    std::tie(score.attribute_rank, score.attribute_position) = best;
    return score;
}

} // namespace aisle::support
