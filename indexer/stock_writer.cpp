#include "indexer/stock_writer.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>

#include "data/ids.h"
#include "indexer/array_writer.h"

namespace aisle::indexer {

namespace {

std::vector<std::string_view> sorted_locations(const std::vector<SegmentPart>& parts) {
    std::set<std::string_view> names;
    for (const auto& part : parts) {
        names.insert(part.stock.locations.begin(), part.stock.locations.end());
    }
    return {names.begin(), names.end()};
}

/// All entries with segment-wide numbers, ascending by row and then by location.
std::vector<PartStock> gather(const std::vector<SegmentPart>& parts,
                              const std::vector<std::string_view>& locations) {
    std::vector<PartStock> all;
    std::uint32_t first_row = 0;
    for (const auto& part : parts) {
        std::vector<std::uint32_t> number_of;
        for (const auto& name : part.stock.locations) {
            const auto at = std::lower_bound(locations.begin(), locations.end(), name);
            number_of.push_back(static_cast<std::uint32_t>(at - locations.begin()));
        }
        for (const auto& entry : part.stock.entries) {
            all.push_back({number_of[entry.location], first_row + entry.row, entry.quantity});
        }
        first_row += part.stock.num_rows;
    }
    std::sort(all.begin(), all.end(), [](const PartStock& a, const PartStock& b) {
        return a.row != b.row ? a.row < b.row : a.location < b.location;
    });
    return all;
}

void write_locations(const std::vector<std::string_view>& locations,
                     data::SectionFileWriter& file) {
    std::vector<std::uint32_t> offsets = {0};
    std::string blob;
    for (const auto name : locations) {
        blob += name;
        offsets.push_back(static_cast<std::uint32_t>(blob.size()));
    }
    file.put("inventory.name_offsets", offsets);
    file.put("inventory.name_blob", blob);
}

} // namespace

void write_stock(const std::vector<SegmentPart>& parts, data::SectionFileWriter& file) {
    const auto locations = sorted_locations(parts);
    if (locations.empty()) return;
    const auto entries = gather(parts, locations);
    std::uint32_t num_rows = 0;
    for (const auto& part : parts) num_rows += part.stock.num_rows;

    std::vector<std::uint32_t> row_starts(num_rows + std::size_t{1}, 0);
    std::vector<std::uint32_t> of_location;
    std::vector<std::int64_t> quantities;
    of_location.reserve(entries.size());
    quantities.reserve(entries.size());
    for (const auto& entry : entries) {
        ++row_starts[entry.row + std::size_t{1}];
        of_location.push_back(entry.location);
        quantities.push_back(entry.quantity);
    }
    std::partial_sum(row_starts.begin(), row_starts.end(), row_starts.begin());
    write_locations(locations, file);
    put_nearby(file, "inventory.row_starts", row_starts);
    put_narrow(file, "inventory.locations", of_location);
    put_narrow(file, "inventory.quantities", quantities);
}

} // namespace aisle::indexer
