#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "data/segment.h"
#include "recommend/model_set.h"

namespace aisle::api {

/// The models of one index, and which of their items the products of a segment are.
/// Threads: any.
class IndexModels {
public:
    /// Throws: Error{kCorruptData} naming the file when it is damaged.
    explicit IndexModels(const std::filesystem::path& path) : set_(path) {}

    [[nodiscard]] const recommend::ModelSet& set() const noexcept { return set_; }

    using Items = std::shared_ptr<const std::vector<recommend::Item>>;

    /// Of each ordinal its item, or data::kNoId for a product that the models do not know.
    /// Cost: the first time for a segment, a look at each of its products.
    [[nodiscard]] Items items_of(const std::shared_ptr<const data::Segment>& segment) const;

private:
    struct Numbers {
        std::weak_ptr<const data::Segment> segment;
        Items items;
    };

    const recommend::ModelSet set_;
    mutable std::mutex mutex_;
    mutable std::map<const data::Segment*, Numbers> numbers_; // guarded by mutex_
};

} // namespace aisle::api
