#include "data/hot_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "data/hot_record.h"
#include "data/json.h"
#include "data/section_file.h"

// A hot update changes one number of a column and nothing else: neither text nor the stored
// record. So records are patched when they are read, wherever they are read; which cells were
// changed is kept beside the numbers. What a column cannot hold in place, such as the first
// number of an attribute that no record had, is left to the caller, who writes the record anew.

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kFileName = "hot.bin";

std::uint32_t num_cells(const Columns& columns, ColumnSpace space) {
    return space == ColumnSpace::kRow ? columns.num_rows() : columns.num_products();
}

/// One number a cell; nothing where some cell has several.
std::optional<std::vector<double>> dense_values(const NumericColumn& column,
                                                std::uint32_t num_cells) {
    if (column.is_dense()) {
        return std::vector<double>(column.values().begin(), column.values().end());
    }
    std::vector<double> values(num_cells, kNone);
    for (std::size_t i = 0; i < column.cells().size(); ++i) {
        auto& value = values[column.cells()[i]];
        if (!std::isnan(value)) return std::nullopt;
        value = column.values()[i];
    }
    return values;
}

} // namespace

HotColumns::HotColumns(std::shared_ptr<const Segment> segment, std::vector<Attribute> attributes,
                       HotCommerce commerce)
    : segment_(std::move(segment)),
      attributes_(std::move(attributes)),
      commerce_(std::move(commerce)),
      columns_(segment_->columns()) {
    for (const auto& attribute : attributes_) {
        columns_.replace_numeric(attribute.path,
                                 NumericColumn(attribute.space, {},
                                               std::span<const double>(*attribute.values),
                                               attribute.is_flag));
    }
}

bool HotColumns::contains(std::string_view path) const noexcept {
    path = strip_variants(path);
    return std::any_of(attributes_.begin(), attributes_.end(),
                       [&](const Attribute& attribute) { return attribute.path == path; });
}

bool HotColumns::has_changed(Ordinal product) const noexcept {
    const Row first = columns_.first_row(product);
    const Row end = columns_.end_row(product);
    for (Row row = first; row < end; ++row) {
        if (commerce_.has_changed(columns_, row)) return true;
    }
    return std::any_of(attributes_.begin(), attributes_.end(), [&](const Attribute& attribute) {
        const auto& changed = *attribute.changed;
        if (attribute.space == ColumnSpace::kProduct) return changed[product] != 0;
        return std::any_of(changed.begin() + first, changed.begin() + end,
                           [](std::uint8_t is_changed) { return is_changed != 0; });
    });
}

std::string HotColumns::patch(std::string record, Ordinal product) const {
    if (!has_changed(product)) return record;
    auto document = parse_json(record);
    const Row first = columns_.first_row(product);
    commerce_.patch(document, columns_, first, columns_.end_row(product));
    for (const auto& attribute : attributes_) {
        const auto set = [&](std::uint32_t cell, std::optional<std::uint32_t> variant) {
            if ((*attribute.changed)[cell] == 0) return;
            const double number = (*attribute.values)[cell];
            HotValue value{std::nullopt, attribute.is_flag};
            if (!std::isnan(number)) value.number = number;
            set_in(document, attribute.path, variant, value);
        };
        if (attribute.space == ColumnSpace::kProduct) {
            set(product, std::nullopt);
            continue;
        }
        for (Row row = first; row < columns_.end_row(product); ++row) set(row, row - first);
    }
    return to_json_text(document);
}

HotEdits::HotEdits(std::shared_ptr<const Segment> segment, const HotColumns* published)
    : segment_(std::move(segment)),
      commerce_(segment_, published == nullptr ? nullptr : &published->commerce()) {
    if (published == nullptr) return;
    for (const auto& attribute : published->attributes()) {
        attributes_.emplace(attribute.path,
                            Attribute{attribute.space, attribute.is_flag,
                                      VersionedArray<double>(attribute.values),
                                      VersionedArray<std::uint8_t>(attribute.changed),
                                      std::vector<std::int64_t>(attribute.values->size())});
    }
}

/// Null where the segment cannot hold the attribute in place.
HotEdits::Attribute* HotEdits::find(std::string_view path) {
    if (const auto found = attributes_.find(path); found != attributes_.end()) {
        return &found->second;
    }
    const auto& columns = segment_->columns();
    const auto* column = columns.numeric(path);
    if (column == nullptr) return nullptr;
    const std::uint32_t size = num_cells(columns, column->space());
    auto values = dense_values(*column, size);
    if (!values) return nullptr;
    return &attributes_
                .emplace(path,
                         Attribute{column->space(), column->is_flag(),
                                   VersionedArray<double>(std::move(*values)),
                                   VersionedArray<std::uint8_t>(std::vector<std::uint8_t>(size)),
                                   std::vector<std::int64_t>(size)})
                .first->second;
}

HotOutcome HotEdits::apply(const HotEdit& edit) {
    if (const auto* offer = std::get_if<HotOffer>(&edit.change))
        return commerce_.apply(edit, *offer);
    if (const auto* stock = std::get_if<HotStock>(&edit.change))
        return commerce_.apply(edit, *stock);
    return apply(edit, std::get<HotValue>(edit.change));
}

HotOutcome HotEdits::apply(const HotEdit& edit, const HotValue& value) {
    Attribute* const attribute = find(edit.path);
    if (attribute == nullptr) return HotOutcome::kNotPossible;
    if (value.number && value.is_flag != attribute->is_flag) {
        return HotOutcome::kNotPossible;
    }
    if (segment_->columns().has_variants()) {
        // Whether a row has a number of its own or the record's is not in the column, nor is
        // the record's, which a row has that loses its own.
        const bool is_about_rows = attribute->space == ColumnSpace::kRow;
        if (edit.row.has_value() != is_about_rows) return HotOutcome::kNotPossible;
        if (is_about_rows && !value.number) return HotOutcome::kNotPossible;
    }
    const std::uint32_t cell = edit.row.value_or(edit.product);
    auto& time_ms = attribute->times_ms[cell];
    if (edit.only_if_older && time_ms >= edit.time_ms) return HotOutcome::kTooOld;
    time_ms = edit.time_ms;
    attribute->values.set(cell, value.number.value_or(kNone));
    attribute->changed.set(cell, 1);
    return HotOutcome::kSet;
}

std::vector<HotEdits::Change> HotEdits::changes_of(Ordinal product) {
    auto changes = commerce_.changes_of(product);
    const auto& columns = segment_->columns();
    for (auto& entry : attributes_) {
        const std::string& path = entry.first;
        Attribute& attribute = entry.second;
        const auto values = attribute.values.publish();
        const auto changed = attribute.changed.publish();
        const auto add = [&](std::uint32_t cell, std::optional<Row> row) {
            if ((*changed)[cell] == 0) return;
            HotValue value{std::nullopt, attribute.is_flag};
            if (!std::isnan((*values)[cell])) value.number = (*values)[cell];
            changes.push_back({path, row, value, attribute.times_ms[cell]});
        };
        if (attribute.space == ColumnSpace::kProduct) {
            add(product, std::nullopt);
            continue;
        }
        for (Row row = columns.first_row(product); row < columns.end_row(product); ++row) {
            add(row, row);
        }
    }
    return changes;
}

std::shared_ptr<const HotColumns> HotEdits::publish() {
    std::vector<HotColumns::Attribute> published;
    for (auto& [path, attribute] : attributes_) {
        published.push_back({path, attribute.space, attribute.is_flag, attribute.values.publish(),
                             attribute.changed.publish()});
    }
    return std::make_shared<const HotColumns>(segment_, std::move(published), commerce_.publish());
}

void HotEdits::save(const fs::path& segment) {
    SectionFileWriter file(segment / kFileName);
    commerce_.save(file);
    std::string directory;
    for (auto& [path, attribute] : attributes_) {
        const auto values = attribute.values.publish();
        const auto changed = attribute.changed.publish();
        std::vector<std::uint32_t> cells;
        std::vector<double> numbers;
        std::vector<std::int64_t> times_ms;
        for (std::uint32_t cell = 0; cell < changed->size(); ++cell) {
            if ((*changed)[cell] == 0) continue;
            cells.push_back(cell);
            numbers.push_back((*values)[cell]);
            times_ms.push_back(attribute.times_ms[cell]);
        }
        const std::string prefix = path + ".";
        file.put(prefix + "cells", cells);
        file.put(prefix + "values", numbers);
        file.put(prefix + "times", times_ms);
        directory += sized_name(path) + '\n';
    }
    file.put("attributes", directory);
    file.finish();
}

std::unique_ptr<HotEdits> HotEdits::load(std::shared_ptr<const Segment> segment) {
    const fs::path path = segment->directory() / kFileName;
    if (!fs::exists(path)) return nullptr;
    const SectionFile file(path);
    auto edits = std::make_unique<HotEdits>(std::move(segment), nullptr);
    edits->commerce_.load(file);
    std::istringstream directory{std::string(file.text("attributes"))};
    while (const auto name = read_sized_name(directory)) {
        Attribute* const attribute = edits->find(*name);
        const auto cells = file.array<std::uint32_t>(*name + ".cells");
        const auto values = file.array<double>(*name + ".values");
        const auto times_ms = file.array<std::int64_t>(*name + ".times");
        const bool is_sound = attribute != nullptr && cells.size() == values.size() &&
                              cells.size() == times_ms.size() &&
                              std::all_of(cells.begin(), cells.end(), [&](auto cell) {
                                  return cell < attribute->values.size();
                              });
        if (!is_sound) file.fail("the sections of " + *name + " disagree");
        for (std::size_t i = 0; i < cells.size(); ++i) {
            attribute->values.set(cells[i], values[i]);
            attribute->changed.set(cells[i], 1);
            attribute->times_ms[cells[i]] = times_ms[i];
        }
        directory.ignore(); // the end of the line
    }
    return edits;
}

} // namespace aisle::data
