#include "indexer/column_writer.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <set>

#include "data/columns.h"
#include "data/error.h"
#include "data/section_file.h"
#include "data/text.h"
#include "indexer/array_writer.h"
#include "indexer/merged_texts.h"
#include "indexer/offer_writer.h"
#include "indexer/sorted_texts.h"
#include "indexer/stock_writer.h"

// A column is per row as soon as one variant anywhere has the attribute; a row that does not
// define it then repeats its record's cell (reference: "an attribute of a row is the variant's
// own if it has it, else the record's"). All other columns stay per product, so that a
// catalogue without variants pays nothing for them.

namespace aisle::indexer {

namespace {

using data::kNoId;

/// Where each part's products and rows begin in the segment.
struct Layout {
    explicit Layout(const std::vector<SegmentPart>& parts) {
        for (const auto& part : parts) {
            products.push_back(products.back() + static_cast<std::uint32_t>(part.ids.size()));
            rows.push_back(rows.back() + part.total_rows);
            has_variants = has_variants || part.has_variants;
        }
    }

    std::vector<std::uint32_t> products = {0};
    std::vector<std::uint32_t> rows = {0};
    bool has_variants = false;

    [[nodiscard]] std::uint32_t num_products() const { return products.back(); }

    [[nodiscard]] std::uint32_t num_rows() const { return rows.back(); }
};

/// (cell, value) pairs of one column over all parts, ascending by cell and then by value.
template <class Value>
using Cells = std::vector<std::pair<std::uint32_t, Value>>;

template <class Value>
struct PartView {
    const Cells<Value>* products = nullptr;
    const Cells<Value>* rows = nullptr;
    const std::vector<std::uint32_t>* defining_rows = nullptr; ///< ascending
};

/// Appends one part's cells of a per-row column: the row's own, else its record's.
template <class Value>
void append_rows(const PartView<Value>& view, const SegmentPart& part, std::uint32_t row_base,
                 Cells<Value>& out) {
    static const Cells<Value> kEmpty;
    static const std::vector<std::uint32_t> kNoRows;
    const auto& products = view.products != nullptr ? *view.products : kEmpty;
    const auto& rows = view.rows != nullptr ? *view.rows : kEmpty;
    const auto& defining = view.defining_rows != nullptr ? *view.defining_rows : kNoRows;
    auto own = rows.begin();
    auto inherited = products.begin();
    auto defines = defining.begin();
    std::uint32_t row = 0;
    for (std::uint32_t product = 0; product < part.num_rows.size(); ++product) {
        const auto first = inherited;
        while (inherited != products.end() && inherited->first == product) ++inherited;
        for (std::uint32_t i = 0; i < part.num_rows[product]; ++i, ++row) {
            if (defines != defining.end() && *defines == row) {
                ++defines;
                for (; own != rows.end() && own->first == row; ++own) {
                    out.emplace_back(row_base + row, own->second);
                }
            } else {
                for (auto it = first; it != inherited; ++it) {
                    out.emplace_back(row_base + row, it->second);
                }
            }
        }
    }
}

/// The member of an attribute path that a variant defines as a whole.
std::string_view top_level(std::string_view path) {
    return path.substr(0, path.find('.'));
}

template <class Value>
Cells<Value> gather(const std::vector<SegmentPart>& parts, const Layout& layout, bool per_row,
                    std::string_view path, const std::vector<PartView<Value>>& views) {
    Cells<Value> cells;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (per_row) {
            PartView<Value> view = views[i];
            const auto found = parts[i].defining_rows.find(top_level(path));
            if (found != parts[i].defining_rows.end()) view.defining_rows = &found->second;
            append_rows(view, parts[i], layout.rows[i], cells);
        } else if (views[i].products != nullptr) {
            for (const auto& [product, value] : *views[i].products) {
                cells.emplace_back(layout.products[i] + product, value);
            }
        }
    }
    if (!std::is_sorted(cells.begin(), cells.end())) std::sort(cells.begin(), cells.end());
    return cells;
}

void write_numeric(data::SectionFileWriter& file, const std::string& prefix,
                   const Cells<double>& cells, std::uint32_t num_cells) {
    const bool single =
        std::adjacent_find(cells.begin(), cells.end(), [](const auto& a, const auto& b) {
            return a.first == b.first;
        }) == cells.end();
    // A sparse entry takes 12 bytes, a dense cell 8; both less where numbers are narrow.
    const bool dense = single && cells.size() * 12 >= std::size_t{num_cells} * 8;
    std::vector<double> values;
    if (dense) {
        values.assign(num_cells, std::numeric_limits<double>::quiet_NaN());
        for (const auto& [cell, value] : cells) values[cell] = value;
    } else {
        std::vector<std::uint32_t> ids;
        for (const auto& [cell, value] : cells) {
            ids.push_back(cell);
            values.push_back(value);
        }
        file.put(prefix + "cells", ids);
    }
    put_numbers(file, prefix, values);
}

void write_dictionary(data::SectionFileWriter& file, const std::string& prefix,
                      const std::vector<std::string_view>& values) {
    std::vector<std::uint32_t> offsets = {0};
    std::string blob;
    std::vector<std::string> folded;
    for (const auto& value : values) {
        blob += value;
        offsets.push_back(static_cast<std::uint32_t>(blob.size()));
        folded.push_back(data::fold(value));
    }
    std::vector<data::ValueId> order(values.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return folded[a] < folded[b]; });
    put_nearby(file, prefix + "dictionary.offsets", offsets);
    file.put(prefix + "dictionary.blob", blob);
    file.put(prefix + "folded_order", order);
}

/// What is listed for each value are its cells; a column of single bytes is as fast to look
/// through.
constexpr std::size_t kMostUnlistedValues = 0xFF;

void write_facet(data::SectionFileWriter& file, const std::string& prefix,
                 Cells<std::uint32_t> cells, std::uint32_t num_cells,
                 const std::vector<std::string_view>& dictionary) {
    cells.erase(std::unique(cells.begin(), cells.end()), cells.end());
    write_dictionary(file, prefix, dictionary);
    std::vector<std::uint32_t> offsets(num_cells + 1, 0);
    std::vector<std::uint32_t> inverse_offsets(dictionary.size() + 1, 0);
    for (const auto& [cell, value] : cells) {
        ++offsets[cell + 1];
        ++inverse_offsets[value + 1];
    }
    const bool single = std::all_of(offsets.begin(), offsets.end(), [](auto n) { return n <= 1; });
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    std::partial_sum(inverse_offsets.begin(), inverse_offsets.end(), inverse_offsets.begin());
    put_nearby(file, prefix + "inverse.offsets", inverse_offsets);
    if (!single || dictionary.size() > kMostUnlistedValues) {
        std::vector<std::uint32_t> inverse(cells.size());
        auto next = inverse_offsets;
        for (const auto& [cell, value] : cells) inverse[next[value]++] = cell;
        file.put(prefix + "inverse.cells", inverse);
    }
    std::vector<data::ValueId> values;
    if (single) {
        // The number of values stands for none; where that takes four bytes, kNoId does.
        const auto num_values = static_cast<std::uint32_t>(dictionary.size());
        const bool is_wide = num_values > std::numeric_limits<std::uint16_t>::max();
        values.assign(num_cells, is_wide ? kNoId : num_values);
        for (const auto& [cell, value] : cells) values[cell] = value;
        put_narrow(file, prefix + "values", values, is_wide ? kNoId : num_values);
    } else {
        for (const auto& [cell, value] : cells) values.push_back(value);
        put_nearby(file, prefix + "offsets", offsets);
        put_narrow(file, prefix + "values", values);
    }
}

/// Writes all numeric and facet columns, and the directory that lists them.
class ColumnSet {
public:
    ColumnSet(const std::vector<SegmentPart>& parts, const Layout& layout,
              data::SectionFileWriter& file)
        : parts_(parts), layout_(layout), file_(file) {}

    void write_all() {
        std::set<std::string_view> numerics;
        std::set<std::string_view> facets;
        for (const auto& part : parts_) {
            for (const auto& [path, column] : part.numerics) numerics.insert(path);
            for (const auto& [path, column] : part.facets) facets.insert(path);
        }
        for (const auto path : numerics) write_one_numeric(path);
        for (const auto path : facets) write_one_facet(path);
        file_.put("columns", directory_);
    }

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

private:
    [[nodiscard]] bool is_per_row(std::string_view path) const {
        return std::any_of(parts_.begin(), parts_.end(), [&](const auto& part) {
            return part.defining_rows.contains(top_level(path));
        });
    }

    std::string begin_column(const char* kind, std::string_view path, bool per_row) {
        const std::string number = std::to_string(count_++);
        directory_ +=
            number + ' ' + kind + (per_row ? " row " : " product ") + data::sized_name(path) + '\n';
        return "column" + number + ".";
    }

    [[nodiscard]] std::uint32_t num_cells(bool per_row) const {
        return per_row ? layout_.num_rows() : layout_.num_products();
    }

    void write_one_numeric(std::string_view path) {
        const bool per_row = is_per_row(path);
        bool has_numbers = false;
        std::vector<PartView<double>> views;
        for (const auto& part : parts_) {
            const auto found = part.numerics.find(path);
            auto& view = views.emplace_back();
            if (found == part.numerics.end()) continue;
            has_numbers |= found->second.has_numbers;
            view.products = &found->second.products;
            view.rows = &found->second.rows;
        }
        write_numeric(file_, begin_column(has_numbers ? "numeric" : "flag", path, per_row),
                      gather(parts_, layout_, per_row, path, views), num_cells(per_row));
    }

    void write_one_facet(std::string_view path) {
        const bool per_row = is_per_row(path);
        std::vector<const FacetPart*> facets;
        for (const auto& part : parts_) {
            const auto found = part.facets.find(path);
            facets.push_back(found == part.facets.end() ? nullptr : &found->second);
        }
        std::vector<const TextList*> values;
        for (const auto* facet : facets) {
            values.push_back(facet == nullptr ? nullptr : &facet->values);
        }
        const auto [dictionary, ids_of_part] = merge_texts(values);
        std::vector<FacetPart> translated(parts_.size());
        std::vector<PartView<std::uint32_t>> views;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            auto& view = views.emplace_back();
            if (facets[i] == nullptr) continue;
            const auto translate = [&ids = ids_of_part[i]](const auto& from, auto& to) {
                for (const auto& [cell, value] : from) to.emplace_back(cell, ids[value]);
            };
            translate(facets[i]->products, translated[i].products);
            translate(facets[i]->rows, translated[i].rows);
            view.products = &translated[i].products;
            view.rows = &translated[i].rows;
        }
        write_facet(file_, begin_column("facet", path, per_row),
                    gather(parts_, layout_, per_row, path, views), num_cells(per_row), dictionary);
    }

    const std::vector<SegmentPart>& parts_;
    const Layout& layout_;
    data::SectionFileWriter& file_;
    std::string directory_;
    std::uint64_t count_ = 0;
};

void write_ids(data::SectionFileWriter& file, const std::vector<SegmentPart>& parts,
               SegmentCounts& counts) {
    std::vector<std::string_view> ids;
    std::vector<std::uint32_t> offsets = {0};
    std::string blob;
    for (const auto& part : parts) {
        for (std::size_t i = 0; i < part.ids.size(); ++i) {
            ids.push_back(part.ids[i]);
            blob += part.ids[i];
            offsets.push_back(static_cast<std::uint32_t>(blob.size()));
        }
    }
    // Of records with the same id the last one counts. It must be found first, so that it
    // comes first among equals; the others are listed as deleted.
    const std::vector<data::Ordinal> by_rank = sort_texts(ids);
    std::vector<std::uint32_t> ranks(ids.size());
    std::vector<data::Ordinal> deleted;
    for (std::uint32_t rank = 0; rank < by_rank.size(); ++rank) {
        ranks[by_rank[rank]] = rank;
        if (rank > 0 && ids[by_rank[rank]] == ids[by_rank[rank - 1]]) {
            deleted.push_back(by_rank[rank]);
        }
    }
    std::sort(deleted.begin(), deleted.end());
    put_nearby(file, "ids.offsets", offsets);
    file.put("ids.blob", blob);
    file.put("ids.ranks", ranks);
    file.put("ids.by_rank", by_rank);
    file.put("deleted", deleted);
    counts.num_replaced = deleted.size();
}

void write_rows(data::SectionFileWriter& file, const std::vector<SegmentPart>& parts) {
    std::vector<data::Row> starts = {0};
    std::vector<data::Ordinal> products;
    data::Ordinal product = 0;
    for (const auto& part : parts) {
        for (const std::uint32_t n : part.num_rows) {
            starts.push_back(starts.back() + n);
            products.insert(products.end(), n, product++);
        }
    }
    put_nearby(file, "rows.starts", starts);
    put_nearby(file, "rows.products", products);
}

void write_geo(data::SectionFileWriter& file, const std::vector<SegmentPart>& parts,
               const Layout& layout) {
    std::vector<data::Ordinal> products;
    std::vector<std::uint32_t> offsets;
    std::vector<data::GeoPoint> points;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        for (const auto& [local, point] : parts[i].geo) {
            const data::Ordinal product = layout.products[i] + local;
            if (products.empty() || products.back() != product) {
                products.push_back(product);
                offsets.push_back(static_cast<std::uint32_t>(points.size()));
            }
            points.push_back(point);
        }
    }
    if (points.empty()) return;
    offsets.push_back(static_cast<std::uint32_t>(points.size()));
    file.put("geo.products", products);
    file.put("geo.offsets", offsets);
    file.put("geo.points", points);
}

} // namespace

void write_columns(const std::vector<SegmentPart>& parts, const SegmentTarget& target,
                   SegmentCounts& counts) {
    const Layout layout(parts);
    data::SectionFileWriter file(target.directory / "columns.bin", target.is_durable);
    write_ids(file, parts, counts);
    if (layout.has_variants) write_rows(file, parts);
    write_geo(file, parts, layout);
    write_offers(parts, file);
    write_stock(parts, file);
    ColumnSet columns(parts, layout, file);
    columns.write_all();
    file.finish();
    counts.num_products = layout.num_products();
    counts.num_rows = layout.num_rows();
    counts.num_columns = columns.count();
}

} // namespace aisle::indexer
