#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/section_file.h"
#include "recommend/array.h"
#include "recommend/content_vectors.h"
#include "recommend/factor_model.h"
#include "recommend/item_graph.h"
#include "recommend/model.h"
#include "recommend/quantised_vectors.h"

namespace aisle::recommend {

/// Everything that was trained on the events of one index, before it is sealed or after it was
/// opened. Items are numbered by their objectIDs, sorted bytewise: first those that events were
/// about, which all models know, then the others, of which only the content is known.
struct Models {
    ItemGraph related;                  ///< goes with it, by what people look at
    ItemGraph together;                 ///< bought with it
    std::unique_ptr<FactorModel> taste; ///< vectors for people and items
    QuantisedVectors quantised;         ///< of `taste`
    std::unique_ptr<Model> for_you;
    std::unique_ptr<Model> next_item;
    std::unique_ptr<Model> next_basket;
    Array<float> trending;  ///< of each item: how much more it is wanted lately than before
    Array<float> popular;   ///< of each item
    ContentVectors content; ///< of the others, too; there may be none
};

/// Sealed models, mapped. Immutable.   Threads: any.
class ModelSet {
public:
    /// Throws: Error{kCorruptData} naming the file when it is damaged.
    explicit ModelSet(const std::filesystem::path& path);

    [[nodiscard]] const Models& models() const noexcept { return models_; }

    [[nodiscard]] std::uint32_t num_items() const noexcept {
        return static_cast<std::uint32_t>(id_offsets_.size() - 1);
    }

    /// How many of the items events were about: those below this number.
    [[nodiscard]] std::uint32_t num_trained() const noexcept { return models_.related.num_items(); }

    [[nodiscard]] std::string_view object_id(Item item) const;

    /// Nothing for a product that was unknown in training.   Cost: O(log num_items).
    [[nodiscard]] std::optional<Item> find(std::string_view object_id) const;

private:
    [[nodiscard]] std::optional<Item> find_between(Item begin, Item end,
                                                   std::string_view object_id) const;

    data::SectionFile file_;
    std::span<const std::uint64_t> id_offsets_;
    std::string_view ids_;
    Models models_;
};

/// Seals models into a file, which is there wholly or not at all.
/// Requires: object_ids are those of the items, one for each, in the order that Models describes.
void write_model_set(const std::filesystem::path& path, const std::vector<std::string>& object_ids,
                     const Models& models);

} // namespace aisle::recommend
