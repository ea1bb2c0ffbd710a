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
/// the work were asked, and `checked.work`, how many those are.
void add_hits(Figures& figures, const std::vector<Work>& works, const AnswersByEngine& engines);

/// A line for every query of a comparable work on which two engines do not agree, with both
/// numbers, and for every such work in which they have no query in common.
[[nodiscard]] std::vector<std::string> disagreements(const std::vector<Work>& works,
                                                     const AnswersByEngine& engines);

} // namespace aisle::bench
