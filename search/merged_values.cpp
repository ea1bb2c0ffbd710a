#include "search/merged_values.h"

#include <algorithm>

namespace aisle::search {

namespace {

/// The first value from `begin` on whose text is not before `text`; steps that double find it, so
/// that few texts are looked up in many, and many in as many, without starting over.
data::ValueId next_not_before(const data::FacetColumn& column, std::string_view text,
                              data::ValueId begin) {
    const data::ValueId end = column.num_values();
    data::ValueId step = 1;
    while (end - begin > step && column.value(begin + step) < text) {
        begin += step;
        step *= 2;
    }
    data::ValueId size = std::min(end - begin, step + 1);
    while (size > 0) {
        const data::ValueId half = size / 2;
        if (column.value(begin + half) < text) {
            begin += half + 1;
            size -= half + 1;
        } else {
            size = half;
        }
    }
    return begin;
}

} // namespace

void MergedValues::add_to_largest(const data::FacetColumn& largest, const Part& part) {
    const auto& counts = part.counts->counts;
    data::ValueId place = 0;
    for (data::ValueId id = 0; id < counts.size(); ++id) {
        if (counts[id] == 0) continue;
        const auto text = part.column->value(id);
        place = next_not_before(largest, text, place);
        if (place < largest.num_values() && largest.value(place) == text) {
            sums_[place] += counts[id];
        } else {
            rest_[text] += counts[id];
        }
    }
}

void MergedValues::add_up(const Part& largest) {
    sums_.assign(largest.counts->counts.begin(), largest.counts->counts.end());
    for (const auto& part : parts_) {
        if (&part != &largest) add_to_largest(*largest.column, part);
    }
}

std::vector<std::pair<std::string, std::uint64_t>> MergedValues::first(data::FacetOrder order,
                                                                       std::size_t limit) && {
    const auto largest =
        std::max_element(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) {
            return a.column->num_values() < b.column->num_values();
        });
    if (largest != parts_.end()) add_up(*largest);
    for (const auto& [text, count] : texts_) {
        const auto id = largest != parts_.end() ? largest->column->find_exact(text) : std::nullopt;
        (id ? sums_[*id] : rest_[text]) += count;
    }
    std::vector<std::pair<std::string_view, std::uint64_t>> all(rest_.begin(), rest_.end());
    for (data::ValueId id = 0; id < sums_.size(); ++id) {
        if (sums_[id] > 0) all.emplace_back(largest->column->value(id), sums_[id]);
    }
    const auto before = [order](const auto& a, const auto& b) {
        if (order == data::FacetOrder::kCount && a.second != b.second) return a.second > b.second;
        return a.first < b.first;
    };
    const std::size_t kept = std::min(limit, all.size());
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(),
                      before);
    all.resize(kept);
    return {all.begin(), all.end()};
}

} // namespace aisle::search
