#include "data/places.h"

#include <utility>

namespace aisle::data {

bool Places::fits(std::size_t size) const noexcept {
    const auto& [table, codes, wide] = arrays_;
    if (!wide.empty()) return codes.empty() && wide.size() == size;
    // So that no code is out of the table, whatever the bytes are.
    return codes.size() == size && (size == 0 || table.size() == PlaceCodes::kMaxPlaces);
}

Place Places::best() const noexcept {
    if (size_ == 0) return {};
    const auto by_number = [](Place a, Place b) { return a.number() < b.number(); };
    if (!arrays_.wide.empty()) {
        const auto some = arrays_.wide.subspan(first_, size_);
        return *std::min_element(some.begin(), some.end(), by_number);
    }
    std::uint8_t best = 0xFF;
    for (const auto code : arrays_.codes.subspan(first_, size_)) best = std::min(best, code);
    return arrays_.table[best];
}

PlaceCodes::PlaceCodes(std::span<const Place> places) {
    std::vector<bool> is_used(std::size_t{Place().number()} + 1);
    std::vector<Place> used;
    for (const auto place : places) {
        if (is_used[place.number()]) continue;
        is_used[place.number()] = true;
        used.push_back(place);
        if (used.size() > kMaxPlaces) return;
    }
    std::sort(used.begin(), used.end(), [](Place a, Place b) { return a.number() < b.number(); });
    std::vector<std::uint8_t> code_of(is_used.size());
    for (std::size_t i = 0; i < used.size(); ++i) {
        code_of[used[i].number()] = static_cast<std::uint8_t>(i);
    }
    codes.reserve(places.size());
    for (const auto place : places) codes.push_back(code_of[place.number()]);
    used.resize(kMaxPlaces);
    table = std::move(used);
}

} // namespace aisle::data
