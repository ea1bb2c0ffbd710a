#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <rapidjson/document.h>

#include "data/hot_change.h"

namespace aisle::data {

/// True when a record has variants: else it is its only row itself.
[[nodiscard]] bool has_variants(const rapidjson::Value& record);

/// Makes a hot update in a record: in its own members, or in those of one of its variants.
/// `path` may name a member of an object inside, with dots. A path that leads into something
/// else than an object changes nothing. A variant that has the record's offers or stock gets
/// its own with the first that changes.   Requires: a record that the indexer accepts.
void set_in(rapidjson::Document& record, std::string_view path,
            std::optional<std::uint32_t> variant, const HotChange& change);

/// The same on the text of a record.
[[nodiscard]] std::string set_in_record(const std::string& record, std::string_view path,
                                        std::optional<std::uint32_t> variant,
                                        const HotChange& change);

/// Sets what can change of an offer that is in a record.
void set_offer(rapidjson::Value& element, const HotOffer& offer,
               rapidjson::Document::AllocatorType& allocator);

/// What of a record an update changes: two that have the same place change the same thing.
[[nodiscard]] std::string place_of(std::string_view record, std::string_view path,
                                   std::optional<std::uint32_t> variant, const HotChange& change);

/// The place of the element of that number in `prices`, and of the stock of a location.
[[nodiscard]] std::string offer_place(std::size_t number);
[[nodiscard]] std::string stock_place(std::string_view location);

} // namespace aisle::data
