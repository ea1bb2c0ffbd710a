#include "bench/peers/agreement.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>

#include "data/error.h"

namespace aisle::bench {

namespace {

using ByEngine = std::vector<std::pair<std::string, Answer>>;

bool has_work(const Answers& answers, const std::string& work) {
    const auto first = answers.lower_bound({work, 0});
    return first != answers.end() && first->first.first == work;
}

/// The engines that do a work. One whose means cannot express it says nothing about it.
std::vector<std::string> engines_of(const AnswersByEngine& engines, const std::string& work) {
    std::vector<std::string> names;
    for (const auto& [name, answers] : engines) {
        if (has_work(answers, work)) names.push_back(name);
    }
    return names;
}

/// What all of `names` found for one query; empty when one of them was not asked.
ByEngine common_answers(const AnswersByEngine& engines, const std::vector<std::string>& names,
                        const std::pair<std::string, std::size_t>& query) {
    ByEngine common;
    for (const auto& name : names) {
        const auto& answers = engines.at(name);
        const auto found = answers.find(query);
        if (found == answers.end()) return {};
        common.emplace_back(name, found->second);
    }
    return common;
}

/// An engine and one of its answers.
struct Found {
    const std::string& engine;
    Answer answer;
};

void compare(const Work& work, const std::string& query, const Found& ours, const Found& theirs,
             std::vector<std::string>& differences) {
    const auto add = [&](const char* what, std::uint64_t our, std::uint64_t their) {
        if (our == their) return;
        differences.push_back(fmt::format("{}, query \"{}\": {} {} {}, {} {}", work.name, query,
                                          ours.engine, what, our, theirs.engine, their));
    };
    add("finds", ours.answer.num_hits, theirs.answer.num_hits);
    add("counts", ours.answer.num_counted, theirs.answer.num_counted);
}

} // namespace

void write_answers(const Answers& answers, const std::filesystem::path& path) {
    std::ofstream out(path);
    for (const auto& [query, answer] : answers) {
        out << query.first << ' ' << query.second << ' ' << answer.num_hits << ' '
            << answer.num_counted << '\n';
    }
    out.close();
    if (!out) throw data::Error(data::ErrorCode::kUnavailable, "cannot write " + path.string());
}

Answers read_answers(const std::filesystem::path& path) {
    std::ifstream in(path);
    if (!in) throw data::Error(data::ErrorCode::kNotFound, "cannot open " + path.string());
    Answers answers;
    std::string work;
    std::size_t query = 0;
    for (Answer answer; in >> work >> query >> answer.num_hits >> answer.num_counted;) {
        answers[{work, query}] = answer;
    }
    if (!in.eof()) {
        throw data::Error(data::ErrorCode::kCorruptData,
                          path.string() + ": expected a work and three numbers after " + work);
    }
    return answers;
}

void add_hits(Figures& figures, const std::vector<Work>& works, const AnswersByEngine& engines) {
    for (const auto& work : works) {
        const auto names = engines_of(engines, work.name);
        std::map<std::string, double> sums;
        double num_common = 0;
        for (std::size_t i = 0; i < work.queries.size(); ++i) {
            const auto answers = common_answers(engines, names, {work.name, i});
            if (!answers.empty()) ++num_common;
            for (const auto& [name, answer] : answers) {
                sums[name] += static_cast<double>(answer.num_hits);
            }
        }
        if (num_common == 0) continue;
        for (const auto& [name, sum] : sums) {
            figures[name + "." + work.name + ".hits"] = sum / num_common;
        }
    }
}

Agreement compare_answers(const std::vector<Work>& works, const AnswersByEngine& engines,
                          const std::string& reference) {
    Agreement agreement;
    const auto& ours = engines.at(reference);
    for (const auto& work : works) {
        if (!work.is_comparable) continue;
        for (const auto& [engine, theirs] : engines) {
            if (engine == reference || !has_work(theirs, work.name)) continue;
            double num_checked = 0;
            for (std::size_t i = 0; i < work.queries.size(); ++i) {
                const auto our = ours.find({work.name, i});
                const auto their = theirs.find({work.name, i});
                if (our == ours.end() || their == theirs.end()) continue;
                ++num_checked;
                compare(work, work.queries[i], {reference, our->second}, {engine, their->second},
                        agreement.differences);
            }
            agreement.checked[engine + "." + work.name + ".checked"] = num_checked;
            if (num_checked > 0) continue;
            agreement.differences.push_back(work.name + ": " + reference + " and " + engine +
                                            " were not asked one query in common");
        }
    }
    return agreement;
}

} // namespace aisle::bench
