#include "data/demo/taxonomy.h"

#include <algorithm>
#include <cassert>
#include <string_view>
#include <unordered_map>

namespace aisle::data::demo {
namespace {

// Flattens the head of Zipf's law, so that the first family is 8 % of the store and not 17 %.
constexpr std::uint32_t kHeadOffset = 2;

} // namespace

const Taxonomy& Taxonomy::instance() {
    static const Taxonomy taxonomy;
    return taxonomy;
}

Taxonomy::Taxonomy() {
    place_families();
    resolve_complements();
    place_brands();
}

std::uint32_t Taxonomy::draw_brand(std::uint8_t department_position, Rng& rng) const {
    const Positions& brands_there = brands_by_department_[department_position];
    return brands_there.positions[brands_there.choice.draw(rng)];
}

std::uint32_t Taxonomy::draw_family_in(std::uint8_t department_position, Rng& rng) const {
    const Positions& families_there = families_by_department_[department_position];
    return families_there.positions[families_there.choice.draw(rng)];
}

void Taxonomy::place_families() {
    // The earlier a department, a shelf in it and a family on it, the more frequent: the product
    // of the three positions gives the order, and the order gives the frequency.
    struct Ranked {
        std::uint64_t rank;
        FamilyEntry entry;
    };

    std::vector<Ranked> ranked;
    for (std::size_t d = 0; d < departments().size(); ++d) {
        const auto shelves = departments()[d]->shelves;
        for (std::size_t s = 0; s < shelves.size(); ++s) {
            for (std::size_t f = 0; f < shelves[s].families.size(); ++f) {
                ranked.push_back(
                    {(d + 6) * (s + 2) * (f + 2),
                     {static_cast<std::uint8_t>(d), &shelves[s], &shelves[s].families[f], {}}});
            }
        }
    }
    std::ranges::stable_sort(ranked, {}, &Ranked::rank);
    families_by_department_.resize(departments().size());
    for (Ranked& family : ranked) {
        const auto position = static_cast<std::uint32_t>(families_.size());
        const std::uint64_t weight = zipf_weight(position, kHeadOffset);
        Positions& siblings = families_by_department_[family.entry.department_position];
        siblings.positions.push_back(position);
        siblings.choice.add(weight);
        family_choice_.add(weight);
        families_.push_back(std::move(family.entry));
    }
}

void Taxonomy::resolve_complements() {
    std::unordered_map<std::string_view, std::uint32_t> positions;
    for (std::uint32_t i = 0; i < families_.size(); ++i) {
        positions.emplace(families_[i].family->category, i);
    }
    for (const Complement& complement : complements()) {
        assert(positions.contains(complement.category));
        assert(positions.contains(complement.goes_with));
        const std::uint32_t one = positions.at(complement.category);
        const std::uint32_t other = positions.at(complement.goes_with);
        families_[one].complements.push_back(other);
        families_[other].complements.push_back(one);
    }
}

void Taxonomy::place_brands() {
    brands_by_department_.resize(departments().size());
    for (std::uint32_t i = 0; i < brands().size(); ++i) {
        for (const std::uint8_t department : brands()[i].departments) {
            Positions& there = brands_by_department_[department];
            there.choice.add(
                zipf_weight(static_cast<std::uint32_t>(there.positions.size()), kHeadOffset));
            there.positions.push_back(i);
        }
    }
}

} // namespace aisle::data::demo
