#include "indexer/offer_part.h"

#include <array>
#include <string_view>

#include "data/ids.h"
#include "data/json.h"
#include "indexer/record_rows.h"

namespace aisle::indexer {

namespace {

using data::kNoId;
using rapidjson::Value;

/// The members of an offer; null where they are missing.
struct Members {
    explicit Members(const Value& offer) {
        static constexpr std::array<std::string_view, 9> kNames = {
            "list",   "currency", "location", "seller", "minQuantity",
            "amount", "was",      "from",     "until"};
        const auto found = find_all_set(offer, kNames);
        list = found[0];
        currency = found[1];
        location = found[2];
        seller = found[3];
        min_quantity = found[4];
        amount = found[5];
        was = found[6];
        from = found[7];
        until = found[8];
    }

    const Value* list;
    const Value* currency;
    const Value* location;
    const Value* seller;
    const Value* min_quantity;
    const Value* amount;
    const Value* was;
    const Value* from;
    const Value* until;
};

constexpr std::string_view kDefaultList = "default";

std::string_view list_of(const Members& offer) {
    return offer.list == nullptr ? kDefaultList : data::string_of(*offer.list);
}

std::int64_t min_quantity_of(const Members& offer) {
    return offer.min_quantity == nullptr ? 1 : offer.min_quantity->GetInt64();
}

std::optional<std::string> text_of(const Value* member) {
    if (member == nullptr) return std::nullopt;
    return std::string(data::string_of(*member));
}

NamedTerms terms_of(const Members& offer) {
    return {std::string(list_of(offer)), std::string(data::string_of(*offer.currency)),
            text_of(offer.location), text_of(offer.seller), min_quantity_of(offer)};
}

/// Whether terms_of says the same, without a copy of the names.
bool has_terms(const Members& offer, const NamedTerms& terms) {
    const auto is_same = [](const Value* member, const std::optional<std::string>& name) {
        return member == nullptr ? !name : name && *name == data::string_of(*member);
    };
    return list_of(offer) == terms.list && data::string_of(*offer.currency) == terms.currency &&
           min_quantity_of(offer) == terms.min_quantity &&
           is_same(offer.location, terms.location) && is_same(offer.seller, terms.seller);
}

data::Period period_of(const Members& offer) {
    data::Period period;
    if (offer.from != nullptr) period.from = *data::offer_time(*offer.from);
    if (offer.until != nullptr) period.until = *data::offer_time(*offer.until);
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

/// `similar`: an offer of the part that may have the same terms and period; or null.
PartOffer read_offer(const Value& offer, const PartOffer* similar, OfferPart& part) {
    const Members members(offer);
    PartOffer read;
    if (similar != nullptr && has_terms(members, part.terms[similar->terms])) {
        read.terms = similar->terms;
    } else {
        read.terms = number_of(terms_of(members), part.index_of_terms, part.terms);
    }
    const auto period = period_of(members);
    if (similar != nullptr && part.periods[similar->period] == period) {
        read.period = similar->period;
    } else {
        read.period = number_of(period, part.index_of_period, part.periods);
    }
    read.amount = members.amount->GetInt64();
    if (members.was != nullptr) read.was = members.was->GetInt64();
    return read;
}

/// Returns: the number of the new group, or kNoId for an empty one.
std::uint32_t add_group(const Value* prices, OfferPart& part) {
    if (prices == nullptr || prices->Empty()) return kNoId;
    // Offers have mostly the terms of those in their places of the group before.
    const auto& starts = part.group_starts;
    const std::size_t end = starts.back();
    std::size_t similar = starts.size() > 1 ? starts[starts.size() - 2] : end;
    for (const auto& offer : prices->GetArray()) {
        const PartOffer* const known = similar < end ? &part.offers[similar++] : nullptr;
        const auto read = read_offer(offer, known, part);
        part.offers.push_back(read);
    }
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
