#include "recommend/diversity.h"

#include <algorithm>

namespace aisle::recommend {

std::vector<ScoredItem> diversify(std::span<const ScoredItem> ranked, const Likeness& likeness,
                                  float diversity, std::size_t k) {
    std::vector<ScoredItem> taken;
    if (ranked.empty()) return taken;
    const float best = std::max(ranked.front().score, 1e-9F);
    std::vector<float> likest(ranked.size(), 0);
    std::vector<bool> is_taken(ranked.size(), false);
    while (taken.size() < std::min(k, ranked.size())) {
        std::size_t next = ranked.size();
        float next_value = 0;
        for (std::size_t i = 0; i < ranked.size(); ++i) {
            if (is_taken[i]) continue;
            const float value = (1 - diversity) * ranked[i].score / best - diversity * likest[i];
            if (next == ranked.size() || value > next_value) {
                next = i;
                next_value = value;
            }
        }
        is_taken[next] = true;
        taken.push_back(ranked[next]);
        if (diversity == 0) continue;
        for (std::size_t i = 0; i < ranked.size(); ++i) {
            if (is_taken[i]) continue;
            likest[i] = std::max(likest[i], likeness(ranked[i].item, ranked[next].item));
        }
    }
    return taken;
}

} // namespace aisle::recommend
