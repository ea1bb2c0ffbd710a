#include "data/offers.h"

#include <algorithm>

#include "data/iso_time.h"
#include "data/json.h"

namespace aisle::data {

std::optional<std::int64_t> offer_time(const rapidjson::Value& value) {
    if (value.IsInt64()) return value.GetInt64();
    if (value.IsString()) return parse_iso_time(string_of(value));
    return std::nullopt;
}

Offers::Offers(const SectionFile& file, std::uint32_t num_rows) {
    if (!file.contains("offers.amounts")) return;
    groups_ = NearbyArray(file, "offers.groups", num_rows);
    // Before version 6 every array was as wide as can be.
    const bool is_narrow = file.contains("offers.num_groups");
    const auto num_groups = is_narrow ? file.array<std::uint32_t>("offers.num_groups")
                                      : file.array<std::uint32_t>("offers.starts");
    if (num_groups.empty()) file.fail("the sections of offers disagree");
    const std::size_t num_starts = is_narrow ? num_groups[0] + std::size_t{1} : num_groups.size();
    starts_ = NearbyArray(file, "offers.starts", num_starts);
    const std::uint32_t num_offers = starts_.back();
    amounts_ = NarrowArray<std::int64_t>(file, "offers.amounts", num_offers);
    terms_of_ = NarrowArray<std::uint32_t>(file, "offers.terms_of", num_offers);
    periods_of_ = NarrowArray<std::uint32_t>(file, "offers.periods_of", num_offers);
    terms_ = file.array<OfferTerms>("offers.terms");
    periods_ = file.array<Period>("offers.periods");
    was_offers_ = file.array<std::uint32_t>("offers.was_offers");
    was_amounts_ = file.array<std::int64_t>("offers.was_amounts");
    name_offsets_ = file.array<std::uint32_t>("offers.name_offsets");
    name_blob_ = file.text("offers.name_blob");
    const bool agree = was_offers_.size() == was_amounts_.size() && !name_offsets_.empty() &&
                       name_offsets_.back() == name_blob_.size();
    if (!agree) file.fail("the sections of offers disagree");
}

std::optional<std::int64_t> Offers::was(std::uint32_t offer) const noexcept {
    const auto found = std::lower_bound(was_offers_.begin(), was_offers_.end(), offer);
    if (found == was_offers_.end() || *found != offer) return std::nullopt;
    return was_amounts_[static_cast<std::size_t>(found - was_offers_.begin())];
}

} // namespace aisle::data
