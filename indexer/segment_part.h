#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "data/search_params.h"
#include "indexer/offer_part.h"
#include "indexer/stock_part.h"
#include "indexer/text_list.h"

namespace aisle::indexer {

/// The numbers of one attribute in one part: (product or row of the part, number), ascending.
struct NumericPart {
    bool has_numbers = false; ///< else only booleans, as 1 and 0
    std::vector<std::pair<std::uint32_t, double>> products;
    std::vector<std::pair<std::uint32_t, double>> rows;
};

/// The values of one faceted attribute in one part: (product or row, index into `values`).
struct FacetPart {
    TextList values; ///< in order of appearance
    std::vector<std::pair<std::uint32_t, std::uint32_t>> products;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> rows;
};

/// What a run of consecutive records comes to, in memory. Parts are made independently of
/// one another, so by any number of threads, and then merged in order into one segment.
struct SegmentPart {
    // Products and rows.
    TextList ids;
    std::vector<std::uint32_t> num_rows; ///< of each product
    bool has_variants = false;
    std::uint32_t total_rows = 0;

    // Text. Codes as in data::token_code, with word ids and attribute numbers of this part.
    TextList words;                           ///< sorted
    std::vector<std::uint32_t> word_products; ///< that have each of them
    std::vector<std::string> attribute_paths; ///< only without searchableAttributes
    std::vector<std::uint64_t> token_offsets = {0};
    std::vector<std::uint32_t> codes;

    // Columns. A row that defines an attribute hides the record's own.
    std::map<std::string, NumericPart, std::less<>> numerics;
    std::map<std::string, FacetPart, std::less<>> facets;
    std::map<std::string, std::vector<std::uint32_t>, std::less<>> defining_rows;
    std::vector<std::pair<std::uint32_t, data::GeoPoint>> geo;
    OfferPart offers;
    StockPart stock;

    // Stored records, compressed.
    std::vector<std::uint64_t> record_offsets = {0};
    std::string records;
};

} // namespace aisle::indexer
