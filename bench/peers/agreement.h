#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bench/peers/figures.h"
#include "bench/peers/peer.h"

namespace aisle::bench {

/// What one engine found for every query it was asked, by work and number of the query there.
using Answers = std::map<std::pair<std::string, std::size_t>, Answer>;

/// A line an answer: work, number of the query, hits, counted.
/// Throws: Error{kUnavailable}; Error{kNotFound}, Error{kCorruptData}.
void write_answers(const Answers& answers, const std::filesystem::path& path);
[[nodiscard]] Answers read_answers(const std::filesystem::path& path);

/// What the engines, by name, found.
using AnswersByEngine = std::map<std::string, Answers>;

/// Adds `engine.work.hits`, the mean number of hits over the queries that all engines which do
/// the work were asked.
void add_hits(Figures& figures, const std::vector<Work>& works, const AnswersByEngine& engines);

/// What comes of comparing every other engine's answers to one's, in the comparable works.
struct Agreement {
    /// A line for every query on which another engine does not agree, with both numbers, and for
    /// every work that it does and was not asked a query of that the first was asked.
    std::vector<std::string> differences;
    /// `engine.work.checked`: how many queries were compared.
    Figures checked;
};

/// Compares to the answers of `reference`.   Requires: `engines` has it.
[[nodiscard]] Agreement compare_answers(const std::vector<Work>& works,
                                        const AnswersByEngine& engines,
                                        const std::string& reference);

} // namespace aisle::bench
