#include "api/merge_policy.h"

#include <algorithm>
#include <numeric>

// A search asks every segment, and a deleted product stays in its segment until that is written
// anew. So there should be few segments, without writing every product again for each change.
//
// Both rules keep sizes in a geometric series. The writer keeps what is small so, at the end of
// the list, where it adds: a segment stays when it is more than twice as large as what comes
// after it. In the background a segment is merged with all smaller ones as soon as those together
// are more than half as large as itself: what stays is then at least three times the sum of all
// that is smaller, so that n products are in about log3(n / 4096) + 1 segments, beside the
// writer's log3(4096) at most. A product is written again when the sum below its segment has
// grown by half of that, so a few times for each factor of three. The same happens to a segment
// of which more than a third is dead: two products are written for each that died.
//
// When the background falls behind a flood of writes, the number of segments tells, and the
// writer takes larger ones itself: it slows down and the number stays bounded.
//
// tests/api/merge_policy_test.cpp plays weeks of writes and has the figures.

namespace aisle::api {

namespace {

/// A segment stays beside changes that are fewer than this part of it.
constexpr std::uint64_t kAbsorbFactor = 2;
/// Segments are merged with smaller ones that come to this part of them.
constexpr std::uint64_t kMergeFactor = 2;
/// A segment is written anew when this part of it is dead.
constexpr std::uint64_t kDeadPart = 3;

/// Segments that there may be while the background keeps up, and how many more of them double
/// what the writer takes itself.
constexpr std::size_t kExpectedSegments = 12;
constexpr std::size_t kDoublingSegments = 4;

bool is_mostly_dead(const SegmentSize& segment) {
    return (segment.num_products - segment.num_alive) * kDeadPart > segment.num_products;
}

} // namespace

bool is_absorbed(const SegmentSize& last, std::uint64_t num_changes, std::size_t num_segments,
                 std::uint64_t background_products) {
    const std::size_t surplus = std::max(num_segments, kExpectedSegments) - kExpectedSegments;
    const std::size_t doublings = std::min<std::size_t>(surplus / kDoublingSegments, 20);
    return last.num_alive < background_products << doublings &&
           last.num_alive <= kAbsorbFactor * num_changes;
}

std::vector<std::size_t> plan_merge(const std::vector<SegmentSize>& segments,
                                    std::uint64_t background_products) {
    std::size_t count = segments.size(); // without the writer's
    while (count > 0 && segments[count - 1].num_alive < background_products) --count;
    std::vector<std::size_t> by_size(count);
    std::iota(by_size.begin(), by_size.end(), std::size_t{0});
    std::stable_sort(by_size.begin(), by_size.end(), [&](std::size_t a, std::size_t b) {
        return segments[a].num_alive < segments[b].num_alive;
    });
    std::size_t num_merged = 0;
    std::uint64_t smaller = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto& segment = segments[by_size[i]];
        // What is tiny here costs a search as much as what is small.
        const std::uint64_t size = std::max(segment.num_alive, background_products);
        if (smaller * kMergeFactor >= size || is_mostly_dead(segment)) num_merged = i + 1;
        smaller += size;
    }
    by_size.resize(num_merged);
    std::sort(by_size.begin(), by_size.end());
    return by_size;
}

} // namespace aisle::api
