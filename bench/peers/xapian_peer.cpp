// Xapian alone, by its own means: BM25 over all words, facet values as boolean terms for filters
// and as numbers in value slots for counts, the order as a sortable value.
//
// Facets are counted by a MatchSpy, as Xapian's own ValueCountMatchSpy does. That one takes one
// value a slot and counts strings; products have several values, and numbers are faster. A spy
// sees all matches only when check_at_least is the size of the database, which turns off the
// matcher's shortcuts, as counting does in every engine. Xapian cannot count a facet without its
// own refinement, so each refined facet is a search of its own.
//
// 1.4 has no edit distance in queries: a mistyped word is looked up in the spelling dictionary,
// and stands for itself or its one suggestion.

#include "bench/peers/xapian_peer.h"

#include <xapian.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <unordered_map>

#include "bench/peers/xapian_fields.h"
#include "data/error.h"
#include "data/text.h"

namespace aisle::bench {

namespace {

namespace fs = std::filesystem;
using namespace xapian_fields;

[[noreturn]] void rethrow(const Xapian::Error& error) {
    throw data::Error(data::ErrorCode::kUnavailable, "Xapian: " + error.get_description());
}

template <class Ask>
auto translating(Ask&& ask) {
    try {
        return ask();
    } catch (const Xapian::Error& error) {
        rethrow(error);
    }
}

/// Counts the values of some facets over all matches.
class FacetSpy : public Xapian::MatchSpy {
public:
    void add(std::size_t facet, std::size_t num_values) {
        facets_.push_back(facet);
        counts_.emplace_back(num_values);
    }

    void operator()(const Xapian::Document& document, double /*weight*/) override {
        for (std::size_t i = 0; i < facets_.size(); ++i) {
            const std::string bytes = document.get_value(slot_of(facets_[i]));
            for (std::size_t at = 0; at < bytes.size(); at += sizeof(ValueNumber)) {
                ValueNumber value = 0;
                std::memcpy(&value, bytes.data() + at, sizeof value);
                ++counts_[i][value];
            }
        }
    }

    /// The sum of the counts of the first values of all facets.
    std::uint64_t sum_of_first() const {
        std::uint64_t sum = 0;
        for (auto counts : counts_) {
            const auto first = std::min<std::size_t>(kPeerFacetValues, counts.size());
            const auto end = counts.begin() + static_cast<std::ptrdiff_t>(first);
            std::partial_sort(counts.begin(), end, counts.end(), std::greater<>());
            for (auto count = counts.begin(); count != end; ++count) sum += *count;
        }
        return sum;
    }

private:
    std::vector<std::size_t> facets_;
    std::vector<std::vector<std::uint32_t>> counts_;
};

class XapianPeer : public Peer {
public:
    explicit XapianPeer(const std::string& path) : database_(path) {
        for (std::size_t f = 0; f < kMaxPeerFacets; ++f) {
            const auto text = database_.get_metadata(metadata_key(f));
            std::unordered_map<std::string, ValueNumber> values;
            for (std::size_t begin = 0; begin < text.size();) {
                const auto end = text.find(kValueEnd, begin);
                values.emplace(text.substr(begin, end - begin), values.size());
                begin = end + 1;
            }
            values_.push_back(std::move(values));
        }
    }

    Answer ask(const Work& work, const std::string& query) override {
        return translating([&] {
            FacetSpy spy;
            const auto all_facets = facets_counted_together(work);
            for (const auto facet : all_facets) spy.add(facet, values_[facet].size());
            auto enquire = enquire_for(query_of(work, query, {}), query.empty());
            if (!all_facets.empty()) enquire.add_matchspy(&spy);
            const auto hits =
                enquire.get_mset(0, kPeerHits, all_facets.empty() ? 0 : database_.get_doccount());
            Answer answer{hits.get_matches_estimated(), spy.sum_of_first()};
            for (const auto& [facet, refined] : work.left_out) {
                answer.num_counted += count_alone(facet, query_of(work, query, refined));
            }
            return answer;
        });
    }

    Answer ask_exactly(const Work& work, const std::string& query) override {
        auto answer = ask(work, query);
        answer.num_hits = translating([&] {
            Xapian::Enquire enquire(database_);
            enquire.set_query(query_of(work, query, {}));
            enquire.set_weighting_scheme(Xapian::BoolWeight());
            return enquire.get_mset(0, 0, database_.get_doccount()).get_matches_estimated();
        });
        return answer;
    }

private:
    /// The facets whose counts leave nothing out.
    static std::vector<std::size_t> facets_counted_together(const Work& work) {
        std::vector<std::size_t> facets;
        for (std::size_t f = 0; f < work.num_facets; ++f) {
            if (!work.left_out.contains(f)) facets.push_back(f);
        }
        return facets;
    }

    std::uint64_t count_alone(std::size_t facet, const Xapian::Query& query) {
        FacetSpy spy;
        spy.add(facet, values_[facet].size());
        Xapian::Enquire enquire(database_);
        enquire.set_query(query);
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.add_matchspy(&spy);
        static_cast<void>(enquire.get_mset(0, 0, database_.get_doccount()));
        return spy.sum_of_first();
    }

    Xapian::Enquire enquire_for(const Xapian::Query& query, bool is_browsing) const {
        Xapian::Enquire enquire(database_);
        enquire.set_query(query);
        if (is_browsing) {
            enquire.set_weighting_scheme(Xapian::BoolWeight());
            enquire.set_sort_by_value(kOrderSlot, true);
        } else {
            enquire.set_weighting_scheme(Xapian::BM25Weight());
        }
        return enquire;
    }

    Xapian::Query word_query(const std::string& word, bool is_last, Work::Mode mode) const {
        if (mode == Work::Mode::kPrefix && is_last) {
            return {Xapian::Query::OP_WILDCARD, word};
        }
        const Xapian::Query exact(word);
        const auto num_letters = data::count_codepoints(word);
        if (mode != Work::Mode::kTypo || num_letters < 4) return exact;
        const auto suggestion = database_.get_spelling_suggestion(word, num_letters < 8 ? 1 : 2);
        if (suggestion.empty()) return exact;
        return {Xapian::Query::OP_OR, exact, Xapian::Query(suggestion)};
    }

    Xapian::Query any_of(const Work::Refinement& refinement) const {
        std::vector<Xapian::Query> terms;
        for (const auto& value : refinement.second) {
            const auto found = values_[refinement.first].find(value);
            if (found == values_[refinement.first].end()) continue;
            terms.emplace_back(filter_term(refinement.first, found->second));
        }
        return {Xapian::Query::OP_OR, terms.begin(), terms.end()};
    }

    Xapian::Query words_of(const Work& work, const std::string& query) const {
        std::vector<Xapian::Query> words;
        for (std::size_t begin = 0; begin < query.size();) {
            const auto end = std::min(query.find(' ', begin), query.size());
            words.push_back(
                word_query(query.substr(begin, end - begin), end == query.size(), work.mode));
            begin = end + 1;
        }
        if (words.empty()) return Xapian::Query::MatchAll;
        return {Xapian::Query::OP_AND, words.begin(), words.end()};
    }

    Xapian::Query query_of(const Work& work, const std::string& query,
                           const std::vector<std::size_t>& left_out) const {
        auto all = words_of(work, query);
        for (const auto& refinement : work.all_of) {
            if (std::count(left_out.begin(), left_out.end(), refinement.first) > 0) continue;
            all = Xapian::Query(Xapian::Query::OP_FILTER, all, any_of(refinement));
        }
        for (const auto& refinement : work.none_of) {
            all = Xapian::Query(Xapian::Query::OP_AND_NOT, all, any_of(refinement));
        }
        return all;
    }

    Xapian::Database database_;
    std::vector<std::unordered_map<std::string, ValueNumber>> values_;
};

} // namespace

std::unique_ptr<Peer> open_xapian(const fs::path& directory) {
    try {
        return std::make_unique<XapianPeer>((directory / "xapian").string());
    } catch (const Xapian::Error& error) {
        rethrow(error);
    }
}

} // namespace aisle::bench
