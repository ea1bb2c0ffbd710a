#include "indexer/csv_columns.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "data/error.h"

namespace aisle::indexer {

namespace {

constexpr std::size_t kMaxExactDigits = 15;
constexpr std::size_t kMaxNesting = 16;
constexpr std::size_t kMaxColumns = 10'000;

/// The parts of a dotted name; the name itself when it has an empty part or too many.
std::vector<std::string_view> split_path(std::string_view name) {
    std::vector<std::string_view> parts;
    std::string_view rest = name;
    for (;;) {
        const std::size_t dot = rest.find('.');
        parts.push_back(rest.substr(0, dot));
        if (parts.back().empty() || parts.size() > kMaxNesting) return {name};
        if (dot == std::string_view::npos) return parts;
        rest.remove_prefix(dot + 1);
    }
}

bool has_column_above(std::string_view name, const std::set<std::string_view>& names) {
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos;
         dot = name.find('.', dot + 1)) {
        if (names.contains(name.substr(0, dot))) return true;
    }
    return false;
}

void check_names(const std::vector<std::string>& names) {
    if (names.size() > kMaxColumns) {
        throw data::Error(data::ErrorCode::kTooLarge,
                          "CSV header: " + std::to_string(names.size()) + " columns; at most " +
                              std::to_string(kMaxColumns) + " are read");
    }
    std::map<std::string_view, std::size_t> first_use;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string column = "CSV header: column " + std::to_string(i + 1);
        if (names[i].empty()) {
            throw data::Error(data::ErrorCode::kInvalidRequest,
                              column + " has no name; every column needs one");
        }
        const auto [earlier, is_new] = first_use.emplace(names[i], i + 1);
        if (is_new) continue;
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          column + " has the name of column " + std::to_string(earlier->second) +
                              ", \"" + names[i] + "\"; names must differ");
    }
}

bool spells_json(std::string_view cell) {
    rapidjson::MemoryStream stream(cell.data(), cell.size());
    rapidjson::BaseReaderHandler<> ignore;
    const auto result =
        rapidjson::Reader()
            .Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(stream,
                                                                                           ignore);
    // RapidJSON takes a NUL for the end of the text.
    return !result.IsError() && stream.Tell() == cell.size();
}

template <typename Writer>
void write_string(std::string_view text, Writer& writer) {
    writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

template <typename Writer>
void write_cell(std::string_view cell, Writer& writer) {
    const bool is_bracketed = cell.front() == '{' || cell.front() == '[';
    if (cell == "true" || cell == "false") {
        writer.Bool(cell == "true");
    } else if (spells_number(cell)) {
        writer.RawValue(cell.data(), cell.size(), rapidjson::kNumberType);
    } else if (is_bracketed && spells_json(cell)) {
        writer.RawValue(cell.data(), cell.size(), rapidjson::kObjectType);
    } else {
        write_string(cell, writer);
    }
}

} // namespace

bool spells_number(std::string_view cell) {
    const bool is_negative = cell.starts_with('-');
    if (is_negative) cell.remove_prefix(1);
    const std::size_t point = cell.find('.');
    const std::string_view whole = cell.substr(0, point);
    const std::string_view fraction =
        point == std::string_view::npos ? std::string_view("0") : cell.substr(point + 1);
    const auto all_digits = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    if (!all_digits(whole) || !all_digits(fraction) || cell.size() > kMaxExactDigits + 1) {
        return false;
    }
    const std::size_t num_digits = cell.size() - (point == std::string_view::npos ? 0 : 1);
    const bool is_zero = cell.find_first_not_of("0.") == std::string_view::npos;
    return num_digits <= kMaxExactDigits && (whole.size() == 1 || whole.front() != '0') &&
           !(is_negative && is_zero);
}

CsvColumns::CsvColumns(const std::vector<std::string>& names, const std::string& id_field)
    : num_columns_(names.size()) {
    check_names(names);
    const std::set<std::string_view> all(names.begin(), names.end());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool is_flat = has_column_above(names[i], all);
        add(i, is_flat ? std::vector<std::string_view>{names[i]} : split_path(names[i]),
            names[i] == id_field);
    }
}

void CsvColumns::add(std::size_t column, const std::vector<std::string_view>& path, bool is_text) {
    std::vector<Attribute>* level = &attributes_;
    for (const std::string_view group : std::span(path).first(path.size() - 1)) {
        auto found = std::ranges::find(*level, group, &Attribute::name);
        if (found == level->end()) {
            level->push_back({std::string(group), std::nullopt, false, {}});
            found = std::prev(level->end());
        }
        level = &found->members;
    }
    level->push_back({std::string(path.back()), column, is_text, {}});
}

bool CsvColumns::has_value(const Attribute& attribute, const std::vector<std::string_view>& cells) {
    if (attribute.column) {
        return *attribute.column < cells.size() && !cells[*attribute.column].empty();
    }
    return std::ranges::any_of(attribute.members,
                               [&](const Attribute& member) { return has_value(member, cells); });
}

void CsvColumns::write_members(const std::vector<Attribute>& attributes,
                               const std::vector<std::string_view>& cells, Writer& writer) {
    writer.StartObject();
    for (const Attribute& attribute : attributes) {
        if (!has_value(attribute, cells)) continue;
        writer.Key(attribute.name.data(), static_cast<rapidjson::SizeType>(attribute.name.size()));
        if (!attribute.column) {
            write_members(attribute.members, cells, writer);
        } else if (attribute.is_text) {
            write_string(cells[*attribute.column], writer);
        } else {
            write_cell(cells[*attribute.column], writer);
        }
    }
    writer.EndObject();
}

std::string CsvColumns::to_json(const std::vector<std::string_view>& cells) const {
    rapidjson::StringBuffer json;
    Writer writer(json);
    write_members(attributes_, cells, writer);
    return {json.GetString(), json.GetSize()};
}

} // namespace aisle::indexer
