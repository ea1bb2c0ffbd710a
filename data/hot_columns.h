#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/columns.h"
#include "data/commerce_edits.h"
#include "data/hot_change.h"
#include "data/hot_commerce.h"
#include "data/segment.h"
#include "data/versioned_array.h"

namespace aisle::data {

/// The columns of a segment with what hot updates have changed. Immutable.
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

    HotColumns(std::shared_ptr<const Segment> segment, std::vector<Attribute> attributes,
               HotCommerce commerce);

    [[nodiscard]] const Columns& columns() const noexcept { return columns_; }

    [[nodiscard]] const std::vector<Attribute>& attributes() const noexcept { return attributes_; }

    [[nodiscard]] const HotCommerce& commerce() const noexcept { return commerce_; }

    /// True when numbers of the attribute were changed.
    [[nodiscard]] bool contains(std::string_view path) const noexcept;

    /// `record`, the stored one of a product, with what was changed since.
    [[nodiscard]] std::string patch(std::string record, Ordinal product) const;

private:
    [[nodiscard]] bool has_changed(Ordinal product) const noexcept;

    std::shared_ptr<const Segment> segment_; ///< what columns_ borrows from
    std::vector<Attribute> attributes_;
    HotCommerce commerce_;
    Columns columns_;
};

/// Changes what a segment keeps in place, and makes HotColumns of it.
/// Threads: one; what publish() returns, any.
class HotEdits {
public:
    /// Goes on from `published`, or from the segment as it was sealed where that is null.
    HotEdits(std::shared_ptr<const Segment> segment, const HotColumns* published);

    [[nodiscard]] HotOutcome apply(const HotEdit& edit);

    using Change = CommerceEdits::Change;

    /// What was set of a product.   Requires: all was published.
    [[nodiscard]] std::vector<Change> changes_of(Ordinal product);

    [[nodiscard]] std::shared_ptr<const HotColumns> publish();

    /// The same numbers over another file of the same bytes.
    void move_to(const std::shared_ptr<const Segment>& segment) {
        segment_ = segment;
        commerce_.move_to(segment);
    }

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
    [[nodiscard]] HotOutcome apply(const HotEdit& edit, const HotValue& value);

    std::shared_ptr<const Segment> segment_;
    std::map<std::string, Attribute, std::less<>> attributes_;
    CommerceEdits commerce_;
};

} // namespace aisle::data
