#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace aisle::indexer {

/// The attributes that the columns of a table stand for, and how a row becomes a record.
///
/// "a.b" is member b of an object a, unless "a" is a column too: then it is an attribute
/// whose name has a dot. A cell becomes the value that its text spells: a number, true or
/// false, a JSON array or object, else a string; an empty cell leaves its attribute out.
class CsvColumns {
public:
    /// The column named `id_field` keeps its cells as strings.
    /// Throws: Error{kInvalidRequest} for an empty name and for one that comes twice.
    CsvColumns(const std::vector<std::string>& names, const std::string& id_field);

    [[nodiscard]] std::size_t size() const noexcept { return num_columns_; }

    /// The JSON of a row. Cells beyond the last column, and columns without cell, are left
    /// out.
    [[nodiscard]] std::string to_json(const std::vector<std::string_view>& cells) const;

private:
    struct Attribute {
        std::string name;
        std::optional<std::size_t> column; // absent: an object of `members`
        bool is_text = false;
        std::vector<Attribute> members;
    };

    using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

    void add(std::size_t column, const std::vector<std::string_view>& path, bool is_text);
    static bool has_value(const Attribute& attribute, const std::vector<std::string_view>& cells);
    static void write_members(const std::vector<Attribute>& attributes,
                              const std::vector<std::string_view>& cells, Writer& writer);

    std::size_t num_columns_;
    std::vector<Attribute> attributes_;
};

/// True when `cell` spells a number that JSON keeps: no leading zero or plus, no exponent
/// (part numbers look like that), and no more digits than a double holds.
[[nodiscard]] bool spells_number(std::string_view cell);

} // namespace aisle::indexer
