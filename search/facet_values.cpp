#include "search/facet_values.h"

#include <array>
#include <charconv>

namespace aisle::search {

data::ValueId NumberIds::add(double number, std::size_t slot) {
    const auto id = static_cast<data::ValueId>(numbers_.size());
    slots_[slot] = id;
    numbers_.push_back(number);
    if (numbers_.size() * 2 > slots_.size()) grow();
    return id;
}

void NumberIds::grow() {
    --shift_;
    slots_.assign(std::size_t{1} << (64 - shift_), data::kNoId);
    for (data::ValueId id = 0; id < numbers_.size(); ++id) {
        std::size_t slot = slot_of(numbers_[id]);
        while (slots_[slot] != data::kNoId) slot = (slot + 1) & (slots_.size() - 1);
        slots_[slot] = id;
    }
}

FacetValues::FacetValues(const data::Columns& columns, const ShopView* shop,
                         std::string_view attribute)
    : columns_(columns), shop_(shop) {
    if (shop != nullptr && shop->rules().is_price(attribute)) {
        kind_ = Kind::kPrice;
    } else if (shop != nullptr && shop->rules().is_seller(attribute)) {
        kind_ = Kind::kSeller;
    } else if (shop != nullptr && shop->rules().is_location(attribute)) {
        kind_ = Kind::kLocation;
    } else if ((column_ = columns.facet(attribute)) != nullptr) {
        kind_ = Kind::kColumn;
    } else if ((hot_ = columns.numeric(attribute)) != nullptr) {
        kind_ = Kind::kHot;
    }
}

std::string FacetValues::text(data::ValueId value) const {
    switch (kind_) {
    case Kind::kNone:
        break;
    case Kind::kColumn:
        return std::string(column_->value(value));
    case Kind::kSeller:
        return std::string(columns_.offers().name(value));
    case Kind::kLocation:
        return std::string(columns_.inventory().location(value));
    case Kind::kHot:
        if (hot_->is_flag()) return number_ids_.number(value) != 0 ? "true" : "false";
        [[fallthrough]];
    case Kind::kPrice: {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number(value),
                                       std::chars_format::fixed);
        return {digits.data(), end.ptr};
    }
    }
    return {};
}

double FacetValues::number(data::ValueId value) const {
    if (kind_ == Kind::kHot) return number_ids_.number(value);
    constexpr auto kFirstInTable = static_cast<data::ValueId>(kFirstHighPrice);
    return value < kFirstInTable ? shop_->offers()->price(value)
                                 : number_ids_.number(value - kFirstInTable);
}

const data::NumericColumn* numeric_values(const data::Columns& columns, const ShopView* shop,
                                          std::string_view attribute) {
    return shop != nullptr ? shop->numeric(attribute) : columns.numeric(attribute);
}

} // namespace aisle::search
