#include "tests/support/old_columns.h"

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "data/columns.h"
#include "data/section_file.h"

namespace aisle::support {

namespace {

namespace fs = std::filesystem;
using data::NearbyArray;

class OldColumns {
public:
    OldColumns(const data::SectionFile& from, data::SectionFileWriter& to)
        : from_(from), to_(to), columns_(from) {}

    void write() {
        copy({"ids.blob", "ids.ranks", "ids.by_rank", "deleted", "geo.products", "geo.offsets",
              "geo.points", "columns"});
        const std::size_t num_products = columns_.num_products();
        put("ids.offsets", NearbyArray(from_, "ids.offsets", num_products + 1));
        if (columns_.has_variants()) {
            put("rows.starts", NearbyArray(from_, "rows.starts", num_products + 1));
            put("rows.products", NearbyArray(from_, "rows.products", columns_.num_rows()));
        }
        if (!columns_.offers().is_empty()) write_offers();
        if (!columns_.inventory().is_empty()) write_inventory();
        std::istringstream directory{std::string(from_.text("columns"))};
        std::string number;
        std::string kind;
        std::string space;
        while (directory >> number >> kind >> space) {
            const auto path = data::read_sized_name(directory).value();
            const std::string prefix = "column" + number + ".";
            if (kind == "facet") {
                write_facet(prefix, *columns_.facet(path));
            } else {
                copy({prefix + "cells"});
                const auto& values = columns_.numeric(path)->values();
                to_.put(prefix + "values", std::vector<double>(values.begin(), values.end()));
            }
        }
    }

private:
    void copy(const std::vector<std::string>& names) {
        for (const auto& name : names) {
            if (from_.contains(name)) to_.put(name, from_.text(name));
        }
    }

    /// All elements, as wide as can be.
    template <class Array>
    void put(const std::string& name, const Array& array) {
        std::vector<decltype(array[0])> numbers;
        for (std::size_t i = 0; i < array.size(); ++i) numbers.push_back(array[i]);
        to_.put(name, numbers);
    }

    void write_offers() {
        const auto& offers = columns_.offers();
        const NearbyArray groups(from_, "offers.groups", columns_.num_rows());
        std::vector<std::uint32_t> group_of;
        for (std::size_t row = 0; row < groups.size(); ++row) group_of.push_back(groups.find(row));
        to_.put("offers.groups", group_of);
        const auto num_groups = from_.array<std::uint32_t>("offers.num_groups")[0];
        put("offers.starts", NearbyArray(from_, "offers.starts", num_groups + std::size_t{1}));
        put("offers.amounts", offers.amounts());
        put("offers.terms_of", offers.terms_of());
        put("offers.periods_of", offers.periods_of());
        copy({"offers.terms", "offers.periods", "offers.was_offers", "offers.was_amounts",
              "offers.name_offsets", "offers.name_blob"});
    }

    void write_inventory() {
        const auto& stock = columns_.inventory();
        put("inventory.row_starts", stock.row_starts());
        copy({"inventory.name_offsets", "inventory.name_blob"});
        std::vector<std::uint32_t> starts = {0};
        std::vector<data::Row> rows;
        std::vector<std::int64_t> quantities;
        std::vector<std::uint32_t> row_entries(stock.quantities().size());
        for (std::uint32_t location = 0; location < stock.num_locations(); ++location) {
            for (data::Row row = 0; row < columns_.num_rows(); ++row) {
                for (auto entry = stock.first(row); entry < stock.end(row); ++entry) {
                    if (stock.locations()[entry] != location) continue;
                    row_entries[entry] = static_cast<std::uint32_t>(rows.size());
                    rows.push_back(row);
                    quantities.push_back(stock.quantities()[entry]);
                }
            }
            starts.push_back(static_cast<std::uint32_t>(rows.size()));
        }
        to_.put("inventory.starts", starts);
        to_.put("inventory.rows", rows);
        to_.put("inventory.quantities", quantities);
        to_.put("inventory.row_entries", row_entries);
    }

    void write_facet(const std::string& prefix, const data::FacetColumn& column) {
        copy({prefix + "dictionary.blob", prefix + "folded_order"});
        for (const auto* name : {"dictionary.offsets", "inverse.offsets"}) {
            put(prefix + name,
                NearbyArray(from_, prefix + name, column.num_values() + std::size_t{1}));
        }
        std::vector<std::uint32_t> inverse;
        for (data::ValueId id = 0; id < column.num_values(); ++id) {
            const auto cells = column.cells_with(id);
            inverse.insert(inverse.end(), cells.begin(), cells.end());
        }
        to_.put(prefix + "inverse.cells", inverse);
        if (!column.is_single_valued()) {
            const std::size_t num_cells = column.space() == data::ColumnSpace::kRow
                                              ? columns_.num_rows()
                                              : columns_.num_products();
            put(prefix + "offsets", NearbyArray(from_, prefix + "offsets", num_cells + 1));
            return put(prefix + "values", column.values());
        }
        std::vector<data::ValueId> values;
        for (const auto value : column.values()) {
            values.push_back(value == column.none() ? data::kNoId : value);
        }
        to_.put(prefix + "values", values);
    }

    const data::SectionFile& from_;
    data::SectionFileWriter& to_;
    data::Columns columns_;
};

} // namespace

void make_columns_old(const fs::path& segment) {
    const fs::path path = segment / "columns.bin";
    const fs::path aside = segment / "new";
    fs::create_directory(aside);
    fs::rename(path, aside / "columns.bin");
    const data::SectionFile now(aside / "columns.bin");
    data::SectionFileWriter old(path);
    OldColumns(now, old).write();
    old.finish();
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    for (const auto at : {std::streamoff{8}, std::streamoff(fs::file_size(path)) - 16}) {
        file.seekp(at);
        file.put('\5');
    }
    fs::remove_all(aside);
}

} // namespace aisle::support
