#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/demo/vocabulary.h"
#include "data/demo/zipf.h"

namespace aisle::data::demo {

/// A family with its place in the store.
struct FamilyEntry {
    std::uint8_t department_position = 0; ///< in departments()
    const Shelf* shelf = nullptr;
    const Family* family = nullptr;
    std::vector<std::uint32_t> complements; ///< positions in Taxonomy::families()
};

/// The vocabulary, resolved: families in the order of their frequency, and who makes what.
class Taxonomy {
public:
    /// The one taxonomy, built from the vocabulary on first use.
    /// Threads: any.
    [[nodiscard]] static const Taxonomy& instance();

    /// All families, the most frequent first.
    [[nodiscard]] std::span<const FamilyEntry> families() const noexcept { return families_; }

    /// A position in families(), by Zipf's law.
    [[nodiscard]] std::uint32_t draw_family(Rng& rng) const { return family_choice_.draw(rng); }

    /// A position in brands(), by Zipf's law among the brands of a department.
    [[nodiscard]] std::uint32_t draw_brand(std::uint8_t department_position, Rng& rng) const;

    /// A family of a department, by the same law as draw_family.
    [[nodiscard]] std::uint32_t draw_family_in(std::uint8_t department_position, Rng& rng) const;

private:
    Taxonomy();
    void place_families();
    void resolve_complements();
    void place_brands();

    /// Some positions and how often each is drawn.
    struct Positions {
        std::vector<std::uint32_t> positions;
        WeightedChoice choice;
    };

    std::vector<FamilyEntry> families_;
    WeightedChoice family_choice_;
    std::vector<Positions> families_by_department_;
    std::vector<Positions> brands_by_department_;
};

} // namespace aisle::data::demo
