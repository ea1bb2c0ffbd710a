#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "recommend/histories.h"
#include "recommend/model.h"
#include "recommend/ranking_metrics.h"
#include "recommend/top_items.h"

namespace aisle::recommend {

/// Questions with known answers: after given.items(i), somebody chose wanted.items(i).
struct TestCases {
    Histories given;
    Histories wanted;
    bool is_given_masked = true; ///< items that were given are no answer

    [[nodiscard]] std::size_t size() const noexcept { return given.size(); }

    [[nodiscard]] Query query(std::size_t i) const { return {given.items(i), given.steps(i)}; }
};

/// A model's answers to test cases, all items of the catalogue competing.
struct Evaluation {
    RankingScore mean;
    double coverage = 0; ///< share of the catalogue that is in some list
    double seconds = 0;  ///< to answer all, on all threads
    std::size_t num_cases = 0;
};

/// Asks `model` all cases that want something.
/// Threads: uses all; the same figures for any number of them, but for the seconds.
[[nodiscard]] Evaluation evaluate(const Model& model, const TestCases& cases,
                                  std::uint32_t num_items, std::size_t k);

} // namespace aisle::recommend
