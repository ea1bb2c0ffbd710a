#include "indexer/offer_writer.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <string_view>

#include "data/offers.h"
#include "indexer/array_writer.h"

// The parts have dictionaries of their own: those are merged and sorted, so that the bytes depend
// on the records and not on how they were cut into parts.

namespace aisle::indexer {

namespace {

using data::kNoId;

/// Sorted values, and their numbers.
template <class Value>
class Numbering {
public:
    explicit Numbering(const std::set<Value>& values) : values_(values.begin(), values.end()) {}

    [[nodiscard]] const std::vector<Value>& values() const noexcept { return values_; }

    template <class Key>
    [[nodiscard]] std::uint32_t of(const Key& value) const {
        const auto at = std::lower_bound(values_.begin(), values_.end(), value);
        return static_cast<std::uint32_t>(at - values_.begin());
    }

private:
    std::vector<Value> values_;
};

/// The terms of all parts as they are stored, and what the numbers of each part become.
struct MergedTerms {
    std::vector<data::OfferTerms> terms;
    std::vector<std::vector<std::uint32_t>> of_part;
};

Numbering<std::string_view> number_names(const std::vector<SegmentPart>& parts) {
    std::set<std::string_view> names;
    for (const auto& part : parts) {
        for (const auto& terms : part.offers.terms) {
            names.insert({terms.list, terms.currency});
            if (terms.location) names.insert(*terms.location);
            if (terms.seller) names.insert(*terms.seller);
        }
    }
    return Numbering<std::string_view>(names);
}

MergedTerms merge_terms(const std::vector<SegmentPart>& parts,
                        const Numbering<std::string_view>& names) {
    std::set<NamedTerms> sorted;
    for (const auto& part : parts) {
        sorted.insert(part.offers.terms.begin(), part.offers.terms.end());
    }
    const Numbering<NamedTerms> numbering(sorted);
    MergedTerms merged;
    for (const auto& terms : numbering.values()) {
        merged.terms.push_back({names.of(terms.list), names.of(terms.currency),
                                terms.location ? names.of(*terms.location) : kNoId,
                                terms.seller ? names.of(*terms.seller) : kNoId,
                                terms.min_quantity});
    }
    for (const auto& part : parts) {
        auto& numbers = merged.of_part.emplace_back();
        for (const auto& terms : part.offers.terms) numbers.push_back(numbering.of(terms));
    }
    return merged;
}

void write_names(const Numbering<std::string_view>& names, data::SectionFileWriter& file) {
    std::vector<std::uint32_t> offsets = {0};
    std::string blob;
    for (const auto name : names.values()) {
        blob += name;
        offsets.push_back(static_cast<std::uint32_t>(blob.size()));
    }
    file.put("offers.name_offsets", offsets);
    file.put("offers.name_blob", blob);
}

void write_groups(const std::vector<SegmentPart>& parts, data::SectionFileWriter& file) {
    std::vector<std::uint32_t> groups;
    std::vector<std::uint32_t> starts = {0};
    for (const auto& part : parts) {
        const auto first_group = static_cast<std::uint32_t>(starts.size() - 1);
        const std::uint32_t first_offer = starts.back();
        for (const auto group : part.offers.group_of_row) {
            groups.push_back(group == kNoId ? kNoId : first_group + group);
        }
        const auto& own = part.offers.group_starts;
        for (std::size_t i = 1; i < own.size(); ++i) starts.push_back(first_offer + own[i]);
    }
    put_nearby(file, "offers.groups", groups);
    put_nearby(file, "offers.starts", starts);
    file.put("offers.num_groups",
             std::vector<std::uint32_t>{static_cast<std::uint32_t>(starts.size() - 1)});
}

void write_amounts(const std::vector<SegmentPart>& parts, data::SectionFileWriter& file) {
    std::vector<std::int64_t> amounts;
    std::vector<std::uint32_t> was_offers;
    std::vector<std::int64_t> was_amounts;
    for (const auto& part : parts) {
        for (const auto& offer : part.offers.offers) {
            if (offer.was) {
                was_offers.push_back(static_cast<std::uint32_t>(amounts.size()));
                was_amounts.push_back(*offer.was);
            }
            amounts.push_back(offer.amount);
        }
    }
    put_narrow(file, "offers.amounts", amounts);
    file.put("offers.was_offers", was_offers);
    file.put("offers.was_amounts", was_amounts);
}

void write_periods(const std::vector<SegmentPart>& parts, data::SectionFileWriter& file) {
    std::set<data::Period> sorted;
    for (const auto& part : parts) {
        sorted.insert(part.offers.periods.begin(), part.offers.periods.end());
    }
    const Numbering<data::Period> numbering(sorted);
    std::vector<std::uint32_t> numbers;
    for (const auto& part : parts) {
        for (const auto& offer : part.offers.offers) {
            numbers.push_back(numbering.of(part.offers.periods[offer.period]));
        }
    }
    put_narrow(file, "offers.periods_of", numbers);
    file.put("offers.periods", numbering.values());
}

} // namespace

void write_offers(const std::vector<SegmentPart>& parts, data::SectionFileWriter& file) {
    const bool has_offers = std::any_of(
        parts.begin(), parts.end(), [](const auto& part) { return !part.offers.offers.empty(); });
    if (!has_offers) return;
    const auto names = number_names(parts);
    const auto merged = merge_terms(parts, names);
    std::vector<std::uint32_t> terms_of;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        for (const auto& offer : parts[i].offers.offers) {
            terms_of.push_back(merged.of_part[i][offer.terms]);
        }
    }
    write_groups(parts, file);
    write_amounts(parts, file);
    write_periods(parts, file);
    put_narrow(file, "offers.terms_of", terms_of);
    file.put("offers.terms", merged.terms);
    write_names(names, file);
}

} // namespace aisle::indexer
