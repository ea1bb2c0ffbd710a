#pragma once

#include <cstdint>
#include <vector>

#include "data/ids.h"
#include "data/places.h"
#include "data/spots.h"
#include "indexer/segment_part.h"
#include "indexer/vocabulary.h"

namespace aisle::indexer {

/// How the words of one attribute count.
struct TextField {
    std::uint32_t rank = 0;
    bool is_ordered = false;
    std::uint32_t field = 0; ///< of the weights, as in bm25f.h
};

/// All postings of a segment: word after word, and of each its products in ascending order.
struct Postings {
    std::vector<data::Ordinal> products;
    std::vector<data::Place> places; ///< where the word stands best
    std::vector<data::SealedSpots> spots;
    std::vector<std::uint8_t> impacts; ///< as in bm25f.h
};

/// Inverts the token streams of all parts. `attributes`: by the numbers that the streams have;
/// `vocabulary`: the merged words of these parts.
/// Cost:    goes over the streams twice; 9 bytes a posting.
/// Threads: parts side by side, by oneTBB; a single part stays in the thread that calls.
[[nodiscard]] Postings invert(const std::vector<SegmentPart>& parts, const Vocabulary& vocabulary,
                              const std::vector<TextField>& attributes);

} // namespace aisle::indexer
