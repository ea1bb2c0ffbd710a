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

Offers::Offers(const SectionFile& file) {
    if (!file.contains("offers.amounts")) return;
    groups_ = file.array<std::uint32_t>("offers.groups");
    starts_ = file.array<std::uint32_t>("offers.starts");
    amounts_ = file.array<std::int64_t>("offers.amounts");
    terms_of_ = file.array<std::uint32_t>("offers.terms_of");
    periods_of_ = file.array<std::uint32_t>("offers.periods_of");
    terms_ = file.array<OfferTerms>("offers.terms");
    periods_ = file.array<Period>("offers.periods");
    was_offers_ = file.array<std::uint32_t>("offers.was_offers");
    was_amounts_ = file.array<std::int64_t>("offers.was_amounts");
    name_offsets_ = file.array<std::uint32_t>("offers.name_offsets");
    name_blob_ = file.text("offers.name_blob");
    const bool agree = !starts_.empty() && starts_.back() == amounts_.size() &&
                       terms_of_.size() == amounts_.size() &&
                       periods_of_.size() == amounts_.size() &&
                       was_offers_.size() == was_amounts_.size() && !name_offsets_.empty() &&
                       name_offsets_.back() == name_blob_.size();
    if (!agree) file.fail("the sections of offers disagree");
}

std::optional<std::int64_t> Offers::was(std::uint32_t offer) const noexcept {
    const auto found = std::lower_bound(was_offers_.begin(), was_offers_.end(), offer);
    if (found == was_offers_.end() || *found != offer) return std::nullopt;
    return was_amounts_[static_cast<std::size_t>(found - was_offers_.begin())];
}

} // namespace aisle::data
