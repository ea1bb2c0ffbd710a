#include "data/hot_commerce.h"

#include "data/hot_record.h"
#include "data/json.h"

// Offers of a row lie in the order of its record's `prices`, so that an offer that was changed
// is patched by its number; stock is patched by its location.

namespace aisle::data {

namespace {

/// The elements that a row has in its record: its own, or the record's.
rapidjson::Value* elements_of(rapidjson::Document& record, Row number, const char* name) {
    rapidjson::Value* owner = &record;
    if (has_variants(record)) {
        rapidjson::Value& variant = record["variants"][number];
        const auto* own = find_member(variant, name);
        if (own != nullptr && !own->IsNull()) owner = &variant;
    }
    return find_member(*owner, name) == nullptr ? nullptr : &(*owner)[name];
}

bool is_set(const VersionedArray<std::uint8_t>::Pointer& changed, std::size_t i) {
    return (*changed)[i] != 0;
}

} // namespace

bool HotCommerce::has_changed(const Columns& columns, Row row) const {
    if (offers) {
        for (auto i = columns.offers().first(row); i < columns.offers().end(row); ++i) {
            if (is_set(offers->changed, i)) return true;
        }
    }
    if (!stock) return false;
    for (auto i = columns.inventory().first(row); i < columns.inventory().end(row); ++i) {
        if (is_set(stock->changed, i)) return true;
    }
    return false;
}

HotOffer HotCommerce::values_of(std::uint32_t offer) const {
    HotOffer values;
    values.amount = (*offers->amounts)[offer];
    const std::int64_t was = (*offers->was)[offer];
    if (was != kNoAmount) values.was = was;
    values.period = (*offers->periods)[(*offers->periods_of)[offer]];
    return values;
}

void HotCommerce::patch(rapidjson::Document& record, const Columns& columns, Row first,
                        Row end) const {
    const auto& sealed = columns.offers();
    for (Row row = first; row < end; ++row) {
        for (auto i = sealed.first(row); offers && i < sealed.end(row); ++i) {
            if (!is_set(offers->changed, i)) continue;
            auto* const elements = elements_of(record, row - first, "prices");
            set_offer((*elements)[i - sealed.first(row)], values_of(i), record.GetAllocator());
        }
        if (!stock) continue;
        const auto& inventory = columns.inventory();
        for (auto entry = inventory.first(row); entry < inventory.end(row); ++entry) {
            if (!is_set(stock->changed, entry)) continue;
            const auto location = inventory.location(inventory.locations()[entry]);
            for (auto& element : elements_of(record, row - first, "inventory")->GetArray()) {
                if (string_of(element["location"]) != location) continue;
                element["quantity"].SetInt64((*stock->quantities)[entry]);
            }
        }
    }
}

} // namespace aisle::data
