#include "recommend/rival_urn.h"

#include <algorithm>
#include <cmath>

namespace aisle::recommend {

RivalUrn::RivalUrn(const std::vector<float>& counts, float power, std::size_t num_drawn) {
    std::vector<double> parts;
    double sum = 0;
    for (const float count : counts) {
        parts.push_back(count > 0 ? std::pow(static_cast<double>(count), power) : 0);
        limits_.push_back(sum += parts.back());
    }
    for (const double part : parts) {
        const double expected = static_cast<double>(num_drawn) * part / sum;
        log_expected_.push_back(part > 0 ? static_cast<float>(std::log(expected)) : 0);
    }
}

Item RivalUrn::draw(std::mt19937_64& engine) const {
    const double at = static_cast<double>(engine() >> 11U) * 0x1p-53 * limits_.back();
    return static_cast<Item>(std::upper_bound(limits_.begin(), limits_.end(), at) -
                             limits_.begin());
}

} // namespace aisle::recommend
