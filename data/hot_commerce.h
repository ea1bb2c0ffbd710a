#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <rapidjson/document.h>

#include "data/columns.h"
#include "data/hot_change.h"
#include "data/versioned_array.h"

namespace aisle::data {

/// The offers and the stock of a segment with what hot updates have changed. Immutable.
/// Threads: any.
struct HotCommerce {
    /// Of every offer of the segment.
    struct Offers {
        VersionedArray<std::int64_t>::Pointer amounts;
        VersionedArray<std::int64_t>::Pointer was; ///< kNoAmount for none
        VersionedArray<std::uint32_t>::Pointer periods_of;
        VersionedArray<std::uint8_t>::Pointer changed; ///< 1 where it was
        std::shared_ptr<const std::vector<Period>> periods;
        std::uint64_t version = 0; ///< another one after every change, whatever the segment
    };

    /// Of every entry of its inventory.
    struct Stock {
        VersionedArray<std::int64_t>::Pointer quantities;
        VersionedArray<std::uint8_t>::Pointer changed; ///< 1 where it was
        std::uint64_t version = 0; ///< another one after every change, whatever the segment
    };

    static constexpr std::int64_t kNoAmount = -1;

    std::optional<Offers> offers; ///< nothing: none was changed
    std::optional<Stock> stock;   ///< nothing: none was changed

    [[nodiscard]] bool has_changed(const Columns& columns, Row row) const;

    /// An offer as it is now, without its terms.   Requires: offers.
    [[nodiscard]] HotOffer values_of(std::uint32_t offer) const;

    /// Makes in `record` what was changed of its rows, which begin with `first`.
    void patch(rapidjson::Document& record, const Columns& columns, Row first, Row end) const;
};

} // namespace aisle::data
