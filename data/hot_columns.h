#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/columns.h"
#include "data/segment.h"
#include "data/versioned_array.h"

namespace aisle::data {

/// A number or a flag that a hot update sets; nothing: it takes the attribute away.
struct HotValue {
    std::optional<double> number; ///< a flag is 1 or 0
    bool is_flag = false;
};

/// The columns of a segment with the numbers that hot updates have changed. Immutable.
/// Threads: any.
class HotColumns {
public:
    /// One attribute that was changed somewhere in the segment.
    struct Attribute {
        std::string path;
        ColumnSpace space = ColumnSpace::kProduct;
        bool is_flag = false;
        VersionedArray<double>::Pointer values;        ///< one a cell, NaN for none
        VersionedArray<std::uint8_t>::Pointer changed; ///< one a cell: 1 where it was set
    };

    HotColumns(std::shared_ptr<const Segment> segment, std::vector<Attribute> attributes);

    [[nodiscard]] const Columns& columns() const noexcept { return columns_; }

    [[nodiscard]] const std::vector<Attribute>& attributes() const noexcept { return attributes_; }

    /// True when numbers of the attribute were changed.
    [[nodiscard]] bool contains(std::string_view path) const noexcept;

    /// `record`, the stored one of a product, with the numbers that were changed since.
    [[nodiscard]] std::string patch(std::string record, Ordinal product) const;

private:
    [[nodiscard]] bool has_changed(Ordinal product) const noexcept;

    std::shared_ptr<const Segment> segment_; ///< what columns_ borrows from
    std::vector<Attribute> attributes_;
    Columns columns_;
};

/// True when a record has variants: else it is its only row itself.
[[nodiscard]] bool has_variants(std::string_view record);

/// Sets an attribute of a record: its own, or that of one of its variants. `path` may name a
/// member of an object inside, with dots. A path that leads into something else than an object
/// changes nothing.
[[nodiscard]] std::string set_in_record(const std::string& record, std::string_view path,
                                        std::optional<std::uint32_t> variant,
                                        const HotValue& value);

/// Changes numbers of one segment, and makes HotColumns of them.
/// Threads: one; what publish() returns, any.
class HotEdits {
public:
    /// Goes on from `published`, or from the segment as it was sealed where that is null.
    HotEdits(std::shared_ptr<const Segment> segment, const HotColumns* published);

    /// Whether an update could be made.
    enum class Outcome : std::uint8_t {
        kSet,
        kTooOld,     ///< the number was set at or after `only_if_older_than`
        kNotPossible ///< the segment does not keep this attribute as one number a cell
    };

    /// An update of a product or, with `row`, of one of its rows.
    struct Update {
        std::string_view path;
        Ordinal product = 0;
        std::optional<Row> row;
        HotValue value;
        std::int64_t time_ms = 0;
        bool only_if_older = false; ///< leaves what was set at `time_ms` or later
    };

    [[nodiscard]] Outcome apply(const Update& update);

    /// What was set of a product, as updates that would set it again in another segment.
    /// Requires: all was published.
    [[nodiscard]] std::vector<Update> changes_of(Ordinal product);

    [[nodiscard]] std::shared_ptr<const HotColumns> publish();

    /// The same numbers over another file of the same bytes.
    void move_to(std::shared_ptr<const Segment> segment) { segment_ = std::move(segment); }

    /// Writes what was changed beside the files of a segment, and reads it back; null where
    /// nothing was written.   Throws: Error{kUnavailable}; Error{kCorruptData}.
    void save(const std::filesystem::path& segment);
    [[nodiscard]] static std::unique_ptr<HotEdits> load(std::shared_ptr<const Segment> segment);

private:
    struct Attribute {
        ColumnSpace space;
        bool is_flag;
        VersionedArray<double> values;
        VersionedArray<std::uint8_t> changed;
        std::vector<std::int64_t> times_ms; ///< one a cell: when it was set
    };

    [[nodiscard]] Attribute* find(std::string_view path);

    std::shared_ptr<const Segment> segment_;
    std::map<std::string, Attribute, std::less<>> attributes_;
};

} // namespace aisle::data
