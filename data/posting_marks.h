#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "data/places.h"
#include "data/spots.h"

namespace aisle::data {

/// Makes marks of the places and spots of all postings of a segment, and their tables.
struct PostingMarks {
    std::vector<Place> places; ///< of each mark, ascending by number
    std::vector<Spots> spots;  ///< of each mark
    std::vector<PostingMark> marks;

    /// Requires: as many of both.
    /// Cost:     two look-ups a posting.
    PostingMarks(std::span<const Place> all_places, std::span<const SealedSpots> all_spots,
                 std::size_t max_marks = kMaxMarks);

    /// The spots of those that are left over are all there are. There are fewer places.
    static constexpr std::size_t kMaxMarks = std::size_t{1} << 16U;
};

} // namespace aisle::data
