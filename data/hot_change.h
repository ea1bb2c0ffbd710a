#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "data/ids.h"
#include "data/offers.h"

namespace aisle::data {

/// A number or a flag that a hot update sets; nothing: it takes the attribute away.
struct HotValue {
    std::optional<double> number; ///< a flag is 1 or 0
    bool is_flag = false;
};

/// An offer as a hot update gives it: whole.
struct HotOffer {
    std::string list = "default";
    std::string currency;
    std::optional<std::string> location;
    std::optional<std::string> seller;
    std::int64_t min_quantity = 1;
    Period period;
    std::optional<std::int64_t> amount; ///< nothing: it takes the offer away
    std::optional<std::int64_t> was;
};

/// What lies at a location.
struct HotStock {
    std::string location;
    std::optional<std::int64_t> quantity; ///< nothing: it takes the entry away
};

using HotChange = std::variant<HotValue, HotOffer, HotStock>;

/// Which of the offers [first, end) an update is about: the only one with its list, currency,
/// location, seller and minimal quantity; of several, the one that begins when it does. `end`
/// when there is none.
template <class HasItsTerms, class BeginsWithIt>
[[nodiscard]] std::size_t find_offer(std::size_t first, std::size_t end,
                                     const HasItsTerms& has_its_terms,
                                     const BeginsWithIt& begins_with_it) {
    std::size_t last = end;
    std::size_t count = 0;
    for (std::size_t i = first; i < end; ++i) {
        if (!has_its_terms(i)) continue;
        if (begins_with_it(i)) return i;
        last = i;
        ++count;
    }
    return count == 1 ? last : end;
}

/// A hot update of a product or, with `row`, of one of its rows, in one segment.
struct HotEdit {
    std::string_view path; ///< "prices" for offers, "inventory" for stock
    Ordinal product = 0;
    std::optional<Row> row;
    HotChange change;
    std::int64_t time_ms = 0;
    bool only_if_older = false; ///< leaves what was set at `time_ms` or later
};

/// Whether a hot update could be made.
enum class HotOutcome : std::uint8_t {
    kSet,
    kTooOld,     ///< what it changes was set at its time or after
    kNotPossible ///< the segment does not keep this in place
};

} // namespace aisle::data
