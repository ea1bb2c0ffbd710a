#pragma once

#include <filesystem>
#include <span>

#include "data/columns.h"
#include "data/records.h"
#include "data/section_file.h"
#include "data/text_index.h"

namespace aisle::data {

/// A sealed, immutable part of an index: text, columns and stored records of a set of
/// products, mapped from a directory of files.   Threads: any.
class Segment {
public:
    /// Throws: Error{kCorruptData} naming the file that is damaged.
    explicit Segment(const std::filesystem::path& directory);

    [[nodiscard]] const std::filesystem::path& directory() const noexcept { return directory_; }

    [[nodiscard]] const TextIndex& text() const noexcept { return text_; }

    [[nodiscard]] const Columns& columns() const noexcept { return columns_; }

    [[nodiscard]] const Records& records() const noexcept { return records_; }

    [[nodiscard]] std::uint32_t num_products() const noexcept { return columns_.num_products(); }

    [[nodiscard]] std::uint32_t num_rows() const noexcept { return columns_.num_rows(); }

    /// Products that a later record with the same objectID replaced, ascending: never hits.
    [[nodiscard]] std::span<const Ordinal> deleted() const noexcept { return deleted_; }

private:
    std::filesystem::path directory_;
    SectionFile text_file_;
    SectionFile columns_file_;
    SectionFile records_file_;
    TextIndex text_;
    Columns columns_;
    Records records_;
    std::span<const Ordinal> deleted_;
};

/// Products of a sealed segment that later writes replaced or deleted, kept beside its files
/// because those never change. Reading gives nothing where nothing was written.
void write_tombstones(const std::filesystem::path& segment, const std::vector<Ordinal>& dead);
[[nodiscard]] std::vector<Ordinal> read_tombstones(const std::filesystem::path& segment);

} // namespace aisle::data
