#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "search/ranking.h"
#include "search/rules.h"
#include "search/search_options.h"
#include "search/snapshot.h"
#include "search/text_search.h"

namespace aisle::search {

/// The part [begin, end) of the list of hits.
struct Window {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// A place in the list of hits that a rule decided on.
template <class Entry>
struct Pinned {
    std::uint32_t position = 0;
    Entry entry;
};

using Pin = Pinned<Candidate>;

/// The products that are alive, visible and, where a rule asks for that, pass the filters of
/// the request; ascending by position, rules of higher precedence first. Products that are gone
/// leave no gap: the others of their promotion move up.
[[nodiscard]] std::vector<Pin> resolve_pins(const Snapshot& snapshot, const TextSearch& text,
                                            const std::vector<PinRequest>& requests,
                                            const SearchLimits& limits);

/// The products that rules hide, one set a segment; no sets when there are none to hide.
[[nodiscard]] std::vector<OrdinalSet> hidden_products(const Snapshot& snapshot,
                                                      const std::vector<std::string>& object_ids);

/// The wanted part of `others` with the pins put in: each at its position, or at the next one
/// that is free, or behind the last of a list that is too short.
/// Requires: `pins` ascending by position; `others` holds the first window.end at least, or all.
template <class Entry>
[[nodiscard]] std::vector<Entry> put_in(const std::vector<Pinned<Entry>>& pins,
                                        const std::vector<Entry>& others, const Window& window) {
    std::vector<Entry> part;
    const auto last = std::min(window.end, pins.size() + others.size());
    part.reserve(last - std::min(window.begin, last));
    auto pin = pins.begin();
    auto other = others.begin();
    for (std::size_t place = 0; place < window.end; ++place) {
        const bool is_pinned =
            pin != pins.end() && (pin->position <= place || other == others.end());
        if (!is_pinned && other == others.end()) break;
        const Entry& entry = is_pinned ? (pin++)->entry : *other++;
        if (place >= window.begin) part.push_back(entry);
    }
    return part;
}

} // namespace aisle::search
