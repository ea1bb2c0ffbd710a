#include "search/left_out.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

// A row that fails the groups of one family alone passes when those are left out: of each word all
// groups but one are ANDed, those before it and those after it.

namespace aisle::search {

namespace {

constexpr std::uint64_t kAllRows = ~std::uint64_t{0};

/// One family of groups on the way to what passes without them.
class LeftOut {
public:
    /// `passes` may be null: all rows do.
    LeftOut(const Bitmap* passes, std::size_t max_words)
        : passes_(passes), places_(max_words), bits_(max_words) {}

    [[nodiscard]] std::uint64_t passing_at(std::uint32_t place) const noexcept {
        return passes_ != nullptr ? (*passes_)[place] : kAllRows;
    }

    /// Without branches: nobody foresees which words are zero.
    void add(std::uint32_t place, std::uint64_t bits) noexcept {
        places_[size_] = place;
        bits_[size_] = bits;
        size_ += bits != 0;
    }

    [[nodiscard]] CellWords take() && {
        places_.resize(size_);
        bits_.resize(size_);
        return {std::move(places_), std::move(bits_)};
    }

    // Of the word at hand.
    std::uint64_t without = 0; ///< what the groups before this one let pass
    std::uint64_t passing = 0; ///< what this one does

private:
    const Bitmap* passes_;
    std::size_t size_ = 0;
    std::vector<std::uint32_t> places_;
    std::vector<std::uint64_t> bits_;
};

} // namespace

std::map<std::string, CellWords> leave_out_each(const CellWords& base,
                                                std::map<std::string, OrdinalSet> groups) {
    std::vector<LeftOut> left_out;
    for (auto& group : groups) {
        group.second.make_fast();
        left_out.emplace_back(group.second.bitmap(), base.size());
    }
    for (std::size_t i = 0; i < base.size(); ++i) {
        const auto place = base.places()[i];
        std::uint64_t others = base.bits()[i];
        for (auto& group : left_out) {
            group.without = others;
            group.passing = group.passing_at(place);
            others &= group.passing;
        }
        others = kAllRows;
        for (std::size_t g = left_out.size(); g-- > 0;) {
            left_out[g].add(place, left_out[g].without & others);
            others &= left_out[g].passing;
        }
    }
    std::map<std::string, CellWords> passing;
    std::size_t next = 0;
    for (const auto& group : groups) {
        passing.emplace(group.first, std::move(left_out[next++]).take());
    }
    return passing;
}

} // namespace aisle::search
