#include "indexer/offer_part.h"

#include "data/ids.h"
#include "data/json.h"
#include "indexer/commerce_rules.h"
#include "indexer/record_rows.h"

namespace aisle::indexer {

namespace {

using data::kNoId;
using rapidjson::Value;

std::optional<std::string> text_member(const Value& object, const char* name) {
    const Value* member = find_set(object, name);
    if (member == nullptr) return std::nullopt;
    return std::string(data::string_of(*member));
}

std::optional<std::int64_t> whole_member(const Value& object, const char* name) {
    const Value* member = find_set(object, name);
    if (member == nullptr) return std::nullopt;
    return member->GetInt64();
}

data::Period period_of(const Value& offer) {
    data::Period period;
    if (const Value* from = find_set(offer, "from")) period.from = *data::offer_time(*from);
    if (const Value* until = find_set(offer, "until")) period.until = *data::offer_time(*until);
    return period;
}

/// The position of `value` in `values`, where it is put if it is new.
template <class Key>
std::uint32_t number_of(Key value, std::map<Key, std::uint32_t>& index, std::vector<Key>& values) {
    const auto [entry, is_new] =
        index.try_emplace(value, static_cast<std::uint32_t>(values.size()));
    if (is_new) values.push_back(std::move(value));
    return entry->second;
}

PartOffer read_offer(const Value& offer, OfferPart& part) {
    NamedTerms terms;
    terms.list = text_member(offer, "list").value_or("default");
    terms.currency = *text_member(offer, "currency");
    terms.location = text_member(offer, "location");
    terms.seller = text_member(offer, "seller");
    terms.min_quantity = whole_member(offer, "minQuantity").value_or(1);
    PartOffer read;
    read.terms = number_of(std::move(terms), part.index_of_terms, part.terms);
    read.period = number_of(period_of(offer), part.index_of_period, part.periods);
    read.amount = *whole_member(offer, "amount");
    read.was = whole_member(offer, "was");
    return read;
}

/// Returns: the number of the new group, or kNoId for an empty one.
std::uint32_t add_group(const Value* prices, OfferPart& part) {
    if (prices == nullptr || prices->Empty()) return kNoId;
    for (const auto& offer : prices->GetArray()) part.offers.push_back(read_offer(offer, part));
    part.group_starts.push_back(static_cast<std::uint32_t>(part.offers.size()));
    return static_cast<std::uint32_t>(part.group_starts.size() - 2);
}

} // namespace

void add_offers(const Value& record, OfferPart& part) {
    std::optional<std::uint32_t> inherited;
    for_each_row(record, [&](const Value* variant) {
        const Value* own = variant == nullptr ? nullptr : find_set(*variant, "prices");
        if (own == nullptr && !inherited) inherited = add_group(find_set(record, "prices"), part);
        part.group_of_row.push_back(own == nullptr ? *inherited : add_group(own, part));
    });
}

} // namespace aisle::indexer
