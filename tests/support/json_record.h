#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/document.h>

#include "data/filter.h"
#include "data/search_params.h"

namespace aisle::support {

/// A record and its rows, read from the JSON each time anew: what the columns must agree with.
class JsonRecord {
public:
    explicit JsonRecord(std::string_view json);

    [[nodiscard]] const std::string& id() const noexcept { return id_; }

    [[nodiscard]] std::size_t num_rows() const;

    /// The strings, numbers and booleans at a dotted path, as one row sees them: the variant's
    /// own where it has the attribute, else the record's.
    [[nodiscard]] std::vector<const rapidjson::Value*> leaves(std::string_view path,
                                                              std::size_t row) const;

    /// The leaves as facet values, each once, ascending.
    [[nodiscard]] std::vector<std::string> values(std::string_view path, std::size_t row) const;
    [[nodiscard]] std::vector<double> numbers(std::string_view path, std::size_t row) const;
    [[nodiscard]] std::vector<data::GeoPoint> places() const;

    [[nodiscard]] bool row_passes(const data::Filter& filter, std::size_t row) const;

    [[nodiscard]] const rapidjson::Value& json() const noexcept { return json_; }

private:
    [[nodiscard]] const rapidjson::Value* variant(std::size_t row) const;

    rapidjson::Document json_;
    std::string id_;
};

/// What a condition asks of a row.
struct RowLookup {
    const std::string& object_id;
    std::function<std::vector<std::string>(std::string_view path)> values;
    std::function<std::vector<double>(std::string_view path)> numbers;
};

[[nodiscard]] bool passes(const data::Filter& filter, const RowLookup& row);

/// `path` without "variants." in front.
[[nodiscard]] std::string row_path(std::string_view path);

/// A number as a facet value and as text.
[[nodiscard]] std::string number_as_text(const rapidjson::Value& number);

} // namespace aisle::support
