#pragma once

#include <groonga.h>

#include <cstddef>
#include <filesystem>
#include <string>

namespace aisle::bench {

/// Groonga's library, with one database open. There, `Documents` has the columns `text`, `order`
/// and one a facet; `Words`, and a table a facet, have their values and are indexes of those.
/// Threads: one at a time; one object in a process.
class Groonga {
public:
    /// Throws: Error{kUnavailable}.
    Groonga(const std::filesystem::path& path, bool is_new);
    ~Groonga();
    Groonga(const Groonga&) = delete;
    Groonga& operator=(const Groonga&) = delete;

    /// Returns: the answer to a command.   Throws: Error{kUnavailable}.
    std::string send(const std::string& command);

    /// A table or a column, by its name.   Throws: Error{kNotFound}.
    [[nodiscard]] grn_obj* object(const std::string& name);

    [[nodiscard]] grn_ctx* context() { return &context_; }

    /// The column of a facet, and the table of its values.
    [[nodiscard]] static std::string column(std::size_t facet) {
        return "facet" + std::to_string(facet);
    }

    [[nodiscard]] static std::string table(std::size_t facet) {
        return "Facet" + std::to_string(facet);
    }

private:
    void finish();

    grn_ctx context_{};
};

} // namespace aisle::bench
