// Groonga through its library, without its server: documents are a table, words and the values of
// each facet are tables as well, with index columns that are built when all documents are there,
// as its manual advises for loading in bulk.
//
// A search is a `select` command, which is Groonga's own interface: facets are its drilldowns,
// prefixes part of its query syntax, typos its fuzzy_search. It has no BM25; TF-IDF is the nearest
// of its scorers. A drilldown cannot leave a condition out, so that each refined facet is a
// command of its own. Its cache of whole answers is off.

#include "bench/peers/groonga_peer.h"

#include <algorithm>

#include "bench/peers/groonga_library.h"
#include "data/json.h"
#include "data/text.h"

namespace aisle::bench {

namespace {

namespace fs = std::filesystem;

/// As a string of Groonga's script, or as a value on its command line: both are quoted alike.
std::string literal(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

std::string join(const std::vector<std::string>& parts, const char* separator) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : separator) + part;
    return text;
}

std::string any_of(const Work::Refinement& refinement) {
    std::vector<std::string> values;
    for (const auto& value : refinement.second) {
        values.push_back(Groonga::column(refinement.first) + " @ " + literal(value));
    }
    return "(" + join(values, " || ") + ")";
}

/// A word of a query with typos, as a condition.
std::string mistyped(const std::string& word) {
    const auto num_letters = data::count_codepoints(word);
    if (num_letters < 4) return "text @ " + literal(word);
    return "fuzzy_search(text, " + literal(word) +
           ", {\"max_distance\": " + (num_letters < 8 ? "1" : "2") +
           ", \"with_transposition\": true})";
}

std::vector<std::string> words_of(const std::string& query) {
    std::vector<std::string> words;
    for (const auto& token : data::tokenize(query)) words.push_back(token.word);
    return words;
}

/// What matches a work and a query, as arguments of `select`.
std::string conditions(const Work& work, const std::string& query,
                       const std::vector<std::size_t>& left_out) {
    std::string arguments;
    std::vector<std::string> all;
    if (work.mode == Work::Mode::kTypo) {
        for (const auto& word : words_of(query)) all.push_back(mistyped(word));
    } else if (!query.empty()) {
        const std::string prefix = work.mode == Work::Mode::kPrefix ? "*" : "";
        arguments = " --match_columns \"scorer_tf_idf(text)\" --query " + literal(query + prefix);
    }
    for (const auto& refinement : work.all_of) {
        if (std::count(left_out.begin(), left_out.end(), refinement.first) > 0) continue;
        all.push_back(any_of(refinement));
    }
    if (all.empty() && !work.none_of.empty()) all.emplace_back("all_records()");
    auto filter = join(all, " && ");
    for (const auto& refinement : work.none_of) filter += " &! " + any_of(refinement);
    return filter.empty() ? arguments : arguments + " --filter " + literal(filter);
}

std::string drilldown(const std::vector<std::string>& facets) {
    if (facets.empty()) return "";
    return " --drilldown " + join(facets, ",") +
           " --drilldown_sort_keys -_nsubrecs --drilldown_limit " +
           std::to_string(kPeerFacetValues);
}

/// Reads `[[[hits], [columns], row, ...], [[values], [columns], [value, count], ...], ...]`.
Answer read_answer(const std::string& text) {
    const auto document = data::parse_json(text);
    const auto& lists = document.GetArray();
    Answer answer{lists[0][0][0].GetUint64(), 0};
    for (rapidjson::SizeType facet = 1; facet < lists.Size(); ++facet) {
        const auto& rows = lists[facet];
        for (rapidjson::SizeType row = 2; row < rows.Size(); ++row) {
            answer.num_counted += rows[row][1].GetUint64();
        }
    }
    return answer;
}

class GroongaPeer : public Peer {
public:
    explicit GroongaPeer(const fs::path& path) : groonga_(path, false) {}

    Answer ask(const Work& work, const std::string& query) override {
        std::vector<std::string> facets;
        for (std::size_t f = 0; f < work.num_facets; ++f) {
            if (!work.left_out.contains(f)) facets.push_back(Groonga::column(f));
        }
        const std::string sort = query.empty() ? "-order" : "-_score";
        auto answer = read_answer(groonga_.send(
            "select Documents --cache no --output_columns _id --sort_keys " + sort + " --limit " +
            std::to_string(kPeerHits) + conditions(work, query, {}) + drilldown(facets)));
        for (const auto& [facet, refined] : work.left_out) {
            const auto alone = read_answer(groonga_.send(
                "select Documents --cache no --output_columns _id --limit 0" +
                conditions(work, query, refined) + drilldown({Groonga::column(facet)})));
            answer.num_counted += alone.num_counted;
        }
        return answer;
    }

private:
    Groonga groonga_;
};

} // namespace

std::unique_ptr<Peer> open_groonga(const fs::path& directory) {
    return std::make_unique<GroongaPeer>(directory / "groonga" / "db");
}

} // namespace aisle::bench
