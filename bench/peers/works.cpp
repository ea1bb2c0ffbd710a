#include "bench/peers/works.h"

#include <algorithm>
#include <random>

#include "search/filter_plan.h"

namespace aisle::bench {

namespace {

namespace code = data::token_code;

constexpr std::size_t kMaxQueryWords = 3;

/// The values of a facet, those of most cells first.
std::vector<std::string> frequent_values(const data::Columns& columns, const std::string& facet) {
    std::vector<std::pair<std::size_t, std::string>> by_count;
    if (const auto* column = columns.facet(facet)) {
        for (data::ValueId id = 0; id < column->num_values(); ++id) {
            by_count.emplace_back(column->num_cells_with(id), column->value(id));
        }
    }
    std::sort(by_count.begin(), by_count.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    std::vector<std::string> values;
    for (auto& entry : by_count) values.push_back(std::move(entry.second));
    return values;
}

/// The words of one product's first searchable attribute, first value.
std::vector<std::string> title_of(const data::TextIndex& index, data::Ordinal product) {
    std::vector<std::string> words;
    bool is_title = false;
    for (const auto c : index.tokens()[product].decode()) {
        if (code::is_word(c)) {
            if (is_title) words.emplace_back(index.word(c));
        } else if (!words.empty()) {
            break;
        } else if (c != code::kValueBreak) {
            is_title = (c & ~code::kAttributeMark) == 0;
        }
    }
    return words;
}

/// Every beginning of every query that ends inside or after a word's first letter; in no order,
/// so that an engine whose time is up before it was asked all of them has had some of each kind.
std::vector<std::string> keystrokes(const std::vector<std::string>& queries) {
    std::vector<std::string> typed;
    for (const auto& query : queries) {
        for (std::size_t i = 1; i <= query.size(); ++i) {
            const bool is_letter_end =
                i == query.size() || (static_cast<unsigned char>(query[i]) & 0xC0U) != 0x80U;
            if (query[i - 1] != ' ' && is_letter_end) typed.push_back(query.substr(0, i));
        }
    }
    std::shuffle(typed.begin(), typed.end(), std::mt19937_64(13));
    return typed;
}

/// Two neighbouring letters of one word swapped in every query that can have a typo.
std::vector<std::string> with_typos(const std::vector<std::string>& queries) {
    std::mt19937_64 random(11);
    std::vector<std::string> mistyped;
    for (auto query : queries) {
        if (query.size() < 4) continue;
        const std::size_t at = 1 + random() % (query.size() - 2);
        const bool is_ascii = static_cast<unsigned char>(query[at]) < 0x80 &&
                              static_cast<unsigned char>(query[at + 1]) < 0x80;
        if (!is_ascii || query[at] == ' ' || query[at + 1] == ' ') continue;
        std::swap(query[at], query[at + 1]);
        mistyped.push_back(std::move(query));
    }
    return mistyped;
}

/// Says for every refined facet which refinements its counts leave out: as Aisle does.
void count_without_own(Work& work, const PeerCorpus& corpus) {
    for (const auto& counted : work.all_of) {
        for (const auto& refined : work.all_of) {
            if (search::facet_family(corpus.facets[counted.first]) ==
                search::facet_family(corpus.facets[refined.first])) {
                work.left_out[counted.first].push_back(refined.first);
            }
        }
    }
}

bool is_on_rows(const data::Columns& columns, const std::string& facet) {
    const auto* column = columns.facet(facet);
    return column != nullptr && column->space() == data::ColumnSpace::kRow;
}

bool is_comparable(const Work& work, const PeerCorpus& corpus, const data::Columns& columns) {
    const auto is_on_products = [&](const Work::Refinement& refinement) {
        return !is_on_rows(columns, corpus.facets[refinement.first]);
    };
    return work.mode != Work::Mode::kTypo &&
           std::all_of(work.all_of.begin(), work.all_of.end(), is_on_products) &&
           std::all_of(work.none_of.begin(), work.none_of.end(), is_on_products);
}

} // namespace

PeerCorpus peer_corpus(const search::Snapshot& snapshot) {
    PeerCorpus corpus;
    const auto& columns = snapshot.segments.front().columns();
    for (const auto& facet : snapshot.settings.attributes_for_faceting) {
        if (columns.facet(facet.path) == nullptr) continue;
        if (corpus.facets.size() < kMaxPeerFacets) corpus.facets.push_back(facet.path);
    }
    for (const auto& custom : snapshot.settings.query_defaults.custom_ranking) {
        if (!custom.starts_with("desc(")) continue;
        corpus.order = custom.substr(5, custom.size() - 6);
        break;
    }
    return corpus;
}

std::set<std::string> values_of(const data::Columns& columns, const std::string& facet,
                                data::Ordinal product) {
    std::set<std::string> values;
    const auto* column = columns.facet(facet);
    if (column == nullptr) return values;
    const bool per_row = column->space() == data::ColumnSpace::kRow;
    const auto begin = per_row ? columns.first_row(product) : product;
    const auto end = per_row ? columns.end_row(product) : product + 1;
    for (auto cell = begin; cell < end; ++cell) {
        for (const auto value : column->at(cell)) values.emplace(column->value(value));
    }
    return values;
}

std::vector<std::string> draw_queries(const search::Snapshot& snapshot, std::size_t count) {
    std::mt19937_64 random(7);
    const auto& index = snapshot.segments.front().text();
    std::vector<std::string> queries;
    for (std::size_t tries = 0; queries.size() < count && tries < 100 * count; ++tries) {
        const auto words =
            title_of(index, static_cast<data::Ordinal>(random() % index.num_products()));
        if (words.empty()) continue;
        const std::size_t begin = random() % words.size();
        const std::size_t end = std::min(words.size(), begin + 1 + random() % kMaxQueryWords);
        std::string query = words[begin];
        for (std::size_t i = begin + 1; i < end; ++i) query += " " + words[i];
        queries.push_back(std::move(query));
    }
    return queries;
}

std::vector<Work> peer_works(const search::Snapshot& snapshot, const PeerCorpus& corpus,
                             const std::vector<std::string>& queries) {
    const auto& columns = snapshot.segments.front().columns();
    const std::size_t num_facets = corpus.facets.size();
    const std::size_t few = std::min<std::size_t>(4, num_facets);
    std::vector<std::vector<std::string>> values;
    for (const auto& facet : corpus.facets) values.push_back(frequent_values(columns, facet));
    const auto first_values = [&](std::size_t facet, std::size_t count) {
        auto some = values[facet];
        some.resize(std::min(count, some.size()));
        return Work::Refinement{facet, std::move(some)};
    };

    std::vector<Work> works;
    works.push_back({.name = "top20", .queries = queries});
    works.push_back({.name = "facets4", .num_facets = few, .queries = queries});
    if (num_facets >= 3) {
        works.push_back({.name = "filters_facets8",
                         .num_facets = num_facets,
                         .all_of = {first_values(1, 1)},
                         .none_of = {first_values(num_facets - 1, 1)},
                         .queries = queries});
        works.push_back(
            {.name = "browse", .num_facets = few, .all_of = {first_values(2, 1)}, .queries = {""}});
    }
    works.push_back(
        {.name = "prefix", .mode = Work::Mode::kPrefix, .queries = keystrokes(queries)});
    works.push_back({.name = "typo", .mode = Work::Mode::kTypo, .queries = with_typos(queries)});
    if (num_facets >= 4) {
        works.push_back({.name = "disjunctive",
                         .num_facets = few,
                         .all_of = {first_values(0, 20), first_values(1, 2), first_values(3, 4)},
                         .queries = queries});
        auto refined = works.back();
        refined.name = "refined";
        count_without_own(works.back(), corpus);
        works.push_back(std::move(refined));
    }
    for (auto& work : works) work.is_comparable = is_comparable(work, corpus, columns);
    return works;
}

} // namespace aisle::bench
