#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "recommend/array.h"
#include "recommend/histories.h"
#include "recommend/model.h"

namespace aisle::recommend {

/// How sessions are compared, and what their items weigh.
struct SessionWeights {
    std::uint32_t num_neighbours = 200; ///< most similar sessions that are asked
    float decay = .7F;          ///< an item of the query counts this much for each step it is older
    float recency = 4;          ///< a session counts exp(-recency) when it is the oldest of all
    float length_power = .5F;   ///< long sessions are less similar: divided by length^power
    float distance_decay = .7F; ///< an item counts this much for each step from the shared item
    float backward = .5F;       ///< ... times this when it came before the shared item
    float idf = .5F;            ///< rare items count idf(item)^this
    float again = 0;            ///< the query's newest item counts this much as an answer
    float seen = 1;             ///< ... and its other items this much
};

/// Past sessions by the items in them. Immutable.
struct SessionIndex {
    Array<std::uint64_t> offsets; ///< of each session in items
    Array<Item> items;
    Array<std::uint64_t> places_offsets; ///< of each item in places
    Array<std::uint64_t> places; ///< session << 16 | position, the newest first, one a session
    Array<float> idf;            ///< of each item: log(sessions / sessions with it)

    [[nodiscard]] std::size_t num_sessions() const { return offsets.size() - 1; }
};

/// The session of an element of SessionIndex::places.
[[nodiscard]] constexpr std::uint32_t session_of(std::uint64_t place) noexcept {
    return static_cast<std::uint32_t>(place >> 16U);
}

/// What people did next who had a session like this one: the nearest past sessions vote, near
/// what they share with the query.
/// Source: Garg et al. (2019), Sequence and time aware neighborhood (STAN); Ludewig et al. (2021)
///         for V-SKNN; Kersbergen et al. (2022) for the bounded index (VMIS-kNN).
class SessionModel final : public Model {
public:
    SessionModel(SessionIndex index, const SessionWeights& weights);

    void score(const Query& query, ScoreBoard& board) const override;

    [[nodiscard]] std::size_t num_items() const noexcept override { return index_.idf.size(); }

    [[nodiscard]] const SessionIndex& index() const noexcept { return index_; }

    [[nodiscard]] const SessionWeights& weights() const noexcept { return weights_; }

private:
    struct Neighbour;
    void find_similar(const Query& query, std::vector<Neighbour>& found) const;
    void vote(const Neighbour& neighbour, ScoreBoard& board) const;

    SessionIndex index_;
    SessionWeights weights_;
    std::vector<float> session_weight_; // recency and length, which no query changes
    std::vector<float> item_weight_;
    std::vector<float> distance_weight_;
};

/// Keeps, for each item, at most `sessions_per_item` of the newest sessions with it.
[[nodiscard]] SessionIndex index_sessions(const Histories& sessions,
                                          std::uint32_t sessions_per_item);

} // namespace aisle::recommend
