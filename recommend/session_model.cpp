// A query walks the postings of its items from the newest to the oldest, so that the first time a
// session turns up tells the latest item that both share, and where it stands in the session.
// Postings are bounded, so the work is: items of the query * sessions kept for an item, then the
// items of the nearest sessions.

#include "recommend/session_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aisle::recommend {

namespace {

constexpr std::uint64_t kPositionBits = 16;
constexpr std::uint64_t kMaxPosition = (1U << kPositionBits) - 1;
constexpr std::size_t kMaxDistance = 256;
constexpr std::size_t kMaxQueryItems = 50;

/// What is known of the sessions a query has met. One for each thread, kept between queries.
struct Meetings {
    std::vector<float> similarity; // 0: not met
    std::vector<std::uint32_t> position;
    std::vector<std::uint32_t> sessions;
};

Meetings& meetings_for(std::size_t num_sessions) {
    thread_local Meetings meetings;
    if (meetings.similarity.size() < num_sessions) {
        meetings.similarity.resize(num_sessions, 0);
        meetings.position.resize(num_sessions, 0);
    }
    return meetings;
}

} // namespace

struct SessionModel::Neighbour {
    std::uint32_t session;
    std::uint32_t position; ///< of the latest shared item
    float similarity;
};

SessionModel::SessionModel(SessionIndex index, const SessionWeights& weights)
    : index_(std::move(index)), weights_(weights) {
    const std::size_t num_sessions = index_.num_sessions();
    session_weight_.resize(num_sessions);
    for (std::size_t s = 0; s < num_sessions; ++s) {
        const float age = 1 - static_cast<float>(s + 1) / static_cast<float>(num_sessions);
        const auto length = static_cast<float>(index_.offsets[s + 1] - index_.offsets[s]);
        session_weight_[s] = std::exp(-weights.recency * age) *
                             std::pow(std::max(length, 1.F), -weights.length_power);
    }
    for (const float idf : index_.idf.view()) {
        item_weight_.push_back(weights.idf == 0 ? 1 : std::pow(idf, weights.idf));
    }
    for (std::size_t d = 0; d <= kMaxDistance; ++d) {
        distance_weight_.push_back(
            std::pow(weights.distance_decay, d == 0 ? 0 : static_cast<float>(d - 1)));
    }
}

void SessionModel::find_similar(const Query& query, std::vector<Neighbour>& found) const {
    auto& [similarity, position, sessions] = meetings_for(index_.num_sessions());
    sessions.clear();
    const std::size_t size = query.items.size();
    std::vector<Item> seen;
    for (std::size_t i = size; i-- > 0 && seen.size() < kMaxQueryItems;) {
        const Item item = query.items[i];
        if (std::find(seen.begin(), seen.end(), item) != seen.end()) continue;
        seen.push_back(item);
        const float weight =
            std::pow(weights_.decay, static_cast<float>(query.steps.back() - query.steps[i]));
        for (std::uint64_t p = index_.places_offsets[item]; p < index_.places_offsets[item + 1];
             ++p) {
            const auto session = session_of(index_.places[p]);
            if (similarity[session] == 0) {
                sessions.push_back(session);
                position[session] = static_cast<std::uint32_t>(index_.places[p] & kMaxPosition);
            }
            similarity[session] += weight;
        }
    }
    found.clear();
    for (const std::uint32_t session : sessions) {
        found.push_back(
            {session, position[session], similarity[session] * session_weight_[session]});
        similarity[session] = 0;
    }
    const auto is_nearer = [](const Neighbour& a, const Neighbour& b) {
        return a.similarity != b.similarity ? a.similarity > b.similarity : a.session > b.session;
    };
    if (found.size() > weights_.num_neighbours) {
        std::nth_element(found.begin(), found.begin() + weights_.num_neighbours, found.end(),
                         is_nearer);
        found.resize(weights_.num_neighbours);
    }
    // Votes are added in one order, so that the sums do not depend on how the nearest were found.
    std::sort(found.begin(), found.end(), is_nearer);
}

void SessionModel::vote(const Neighbour& neighbour, ScoreBoard& board) const {
    const std::uint64_t begin = index_.offsets[neighbour.session];
    const auto items =
        index_.items.view().subspan(begin, index_.offsets[neighbour.session + 1] - begin);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool is_before = i < neighbour.position;
        const std::size_t distance = is_before ? neighbour.position - i : i - neighbour.position;
        const float near = distance_weight_[std::min(distance, kMaxDistance)];
        const float weight = neighbour.similarity * near * item_weight_[items[i]];
        board.add(items[i], is_before ? weight * weights_.backward : weight);
    }
}

void SessionModel::score(const Query& query, ScoreBoard& board) const {
    if (query.items.empty()) return;
    thread_local std::vector<Neighbour> found;
    find_similar(query, found);
    for (const Neighbour& neighbour : found) vote(neighbour, board);
    const Item newest = query.items.back();
    board.scale(newest, weights_.again);
    if (weights_.seen == 1) return;
    std::vector<Item> others(query.items.begin(), query.items.end());
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    for (const Item item : others) {
        if (item != newest) board.scale(item, weights_.seen);
    }
}

SessionIndex index_sessions(const Histories& sessions, std::uint32_t sessions_per_item) {
    const Occurrences occurrences(sessions);
    std::vector<std::uint64_t> offsets{0};
    for (std::size_t s = 0; s < sessions.size(); ++s) offsets.push_back(sessions.end_of(s));
    std::vector<std::uint64_t> places_offsets{0};
    std::vector<std::uint64_t> places;
    std::vector<float> idf;
    for (Item item = 0; item < sessions.num_items(); ++item) {
        const auto events = occurrences.of(item);
        std::uint64_t num_sessions = 0;
        for (std::size_t e = events.size(); e-- > 0;) {
            const auto& [session, position] = events[e];
            // Of several places in a session the last one counts.
            if (e + 1 < events.size() && events[e + 1].history == session) continue;
            if (num_sessions++ >= sessions_per_item) continue;
            places.push_back(std::uint64_t{session} << kPositionBits |
                             std::min<std::uint64_t>(position, kMaxPosition));
        }
        places_offsets.push_back(places.size());
        idf.push_back(std::log((static_cast<float>(sessions.size()) + 1) /
                               (static_cast<float>(num_sessions) + .5F)));
    }
    return {Array(std::move(offsets)), Array(sessions.all_items()),
            Array(std::move(places_offsets)), Array(std::move(places)), Array(std::move(idf))};
}

} // namespace aisle::recommend
