#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <rapidjson/document.h>

#include "data/offers.h"

namespace aisle::indexer {

/// data::OfferTerms with its names.
struct NamedTerms {
    std::string list;
    std::string currency;
    std::optional<std::string> location;
    std::optional<std::string> seller;
    std::int64_t min_quantity = 1;
    friend auto operator<=>(const NamedTerms&, const NamedTerms&) = default;
};

/// One offer of a part.
struct PartOffer {
    std::uint32_t terms = 0;  ///< index into OfferPart::terms
    std::uint32_t period = 0; ///< index into OfferPart::periods
    std::int64_t amount = 0;
    std::optional<std::int64_t> was;
};

/// The offers of consecutive records. A group is the `prices` of one record or variant; rows
/// that inherit share the group of their record.
struct OfferPart {
    std::vector<NamedTerms> terms; ///< in order of appearance, as `periods`
    std::vector<data::Period> periods;
    std::vector<PartOffer> offers;
    std::vector<std::uint32_t> group_starts = {0};
    std::vector<std::uint32_t> group_of_row; ///< data::kNoId: no offers

    std::map<NamedTerms, std::uint32_t> index_of_terms;
    std::map<data::Period, std::uint32_t> index_of_period;
};

/// Adds the offers of one record, row by row.   Requires: `record` is a valid record.
void add_offers(const rapidjson::Value& record, OfferPart& part);

} // namespace aisle::indexer
