#include "recommend/evaluation.h"

#include <algorithm>
#include <chrono>

#include "recommend/parallel.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kCasesPerPart = 64;

} // namespace

Evaluation evaluate(const Model& model, const TestCases& cases, std::uint32_t num_items,
                    std::size_t k) {
    std::vector<std::vector<ScoredItem>> lists(cases.size());
    const auto start = std::chrono::steady_clock::now();
    for_each_part(cases.size(), kCasesPerPart, [&](std::size_t begin, std::size_t end) {
        ScoreBoard board(num_items);
        for (std::size_t i = begin; i < end; ++i) {
            if (cases.wanted.items(i).empty()) continue;
            const Query query = cases.query(i);
            model.score(query, board);
            const auto masked = cases.is_given_masked ? query.items : std::span<const Item>();
            lists[i] = best_items(board, {masked, nullptr}, k);
            board.clear();
        }
    });
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    Evaluation result;
    result.seconds = elapsed.count();
    std::vector<bool> is_covered(num_items);
    std::size_t num_covered = 0;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        if (cases.wanted.items(i).empty()) continue;
        ++result.num_cases;
        result.mean += score_ranking(lists[i], cases.wanted.items(i), k);
        for (const auto& [item, score] : lists[i]) {
            if (!is_covered[item]) ++num_covered;
            is_covered[item] = true;
        }
    }
    if (result.num_cases > 0) result.mean /= static_cast<double>(result.num_cases);
    if (num_items > 0) {
        result.coverage = static_cast<double>(num_covered) / static_cast<double>(num_items);
    }
    return result;
}

} // namespace aisle::recommend
