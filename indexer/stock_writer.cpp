#include "indexer/stock_writer.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string_view>

#include "data/ids.h"

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

    std::vector<std::uint32_t> starts(locations.size() + 1, 0);
    std::vector<std::uint32_t> row_starts(num_rows + 1, 0);
    for (const auto& entry : entries) {
        ++starts[entry.location + 1];
        ++row_starts[entry.row + 1];
    }
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    std::partial_sum(row_starts.begin(), row_starts.end(), row_starts.begin());
    std::vector<data::Row> rows(entries.size());
    std::vector<std::int64_t> quantities(entries.size());
    std::vector<std::uint32_t> row_entries(entries.size());
    auto next = starts;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::uint32_t at = next[entries[i].location]++;
        rows[at] = entries[i].row;
        quantities[at] = entries[i].quantity;
        row_entries[i] = at;
    }
    write_locations(locations, file);
    file.put("inventory.starts", starts);
    file.put("inventory.rows", rows);
    file.put("inventory.quantities", quantities);
    file.put("inventory.row_starts", row_starts);
    file.put("inventory.row_entries", row_entries);
}

} // namespace aisle::indexer
