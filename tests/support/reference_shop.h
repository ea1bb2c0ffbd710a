#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "data/search_params.h"
#include "data/settings.h"
#include "tests/support/json_record.h"

namespace aisle::support {

/// The offer that counts for a row, in major units of the context's currency.
struct ReferenceOffer {
    double amount = 0;
    std::string list;
    std::optional<double> was;
};

/// One row as a request sees it.
struct ReferenceRow {
    const JsonRecord* record = nullptr;
    std::size_t number = 0;
    bool has_context = false; ///< offers decide on `price` and `seller`
    bool has_stock = false;   ///< the inventory decides on `location`
    std::optional<ReferenceOffer> offer;
    std::set<std::string> sellers;   ///< of the eligible offers
    std::set<std::string> locations; ///< with enough
    bool is_available = false;
    std::int64_t quantity = 0; ///< over the request's locations

    [[nodiscard]] std::vector<std::string> values(std::string_view attribute) const;
    [[nodiscard]] std::vector<double> numbers(std::string_view attribute) const;
    [[nodiscard]] bool passes(const data::Filter& filter) const;
};

/// Offers and stock by brute force: every offer of a row is read from the JSON, judged, and put
/// in order with the others by the words of the definition.
class ReferenceShop {
public:
    /// Requires: a price context names its moment.
    ReferenceShop(const std::vector<JsonRecord>& records, const data::SearchParams& params,
                  const data::Settings& settings);

    /// `conditions`: of those that name only sellers, the offers must fulfil all.
    [[nodiscard]] ReferenceRow row(const JsonRecord& record, std::size_t number,
                                   const std::vector<data::Filter>& conditions) const;

    /// True for a row that offers or stock rule out.
    [[nodiscard]] bool rules_out(const ReferenceRow& row) const;

private:
    void read_offers(const std::vector<data::Filter>& conditions, ReferenceRow& row) const;
    void read_stock(ReferenceRow& row) const;
    [[nodiscard]] bool is_eligible(const rapidjson::Value& offer,
                                   const std::vector<data::Filter>& conditions) const;
    [[nodiscard]] std::optional<std::int64_t> converted(std::int64_t amount,
                                                        const std::string& from) const;

    const data::SearchParams& params_;
    const data::Settings& settings_;
    bool has_stock_ = false;
};

} // namespace aisle::support
