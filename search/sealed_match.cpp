#include "search/sealed_match.h"

#include <algorithm>
#include <utility>

#include "search/snapshot.h"

namespace aisle::search {

namespace {

/// Up to one product in so many may be gone.
constexpr std::uint32_t kProductsPerGone = 16;

/// A word that so many others may stand for is asked for seldom.
constexpr std::size_t kMaxAlternatives = 64;

void spell(std::uint32_t number, std::string& text) {
    text += std::to_string(number) + ' ';
}

} // namespace

Matching SealedMatch::gone(const SegmentView& view) const {
    Matching gone;
    gone.products = base_;
    gone.products.complement();
    gone.products.intersect(text_);
    if (space_ == data::ColumnSpace::kProduct) {
        for (const auto& products : cells_) gone.products.intersect(products);
        return gone;
    }
    gone.has_rows = true;
    gone.rows = rows_of(gone.products, view.columns());
    for (const auto& rows : cells_) gone.rows.intersect(rows);
    gone.products = products_of(gone.rows, view);
    return gone;
}

SealedMatchBuilder::SealedMatchBuilder(data::ColumnSpace space, const std::string& text_name,
                                       const OrdinalSet& text_matches) {
    match_.name_ = text_name;
    match_.space_ = space;
    match_.text_ = text_matches;
}

void SealedMatchBuilder::add(const std::string& name, const OrdinalSet& cells) {
    if (name.empty()) {
        has_unnamed_ = true;
        return;
    }
    names_.push_back(&name);
    match_.cells_.push_back(cells);
}

std::shared_ptr<const SealedMatch> SealedMatchBuilder::build(const OrdinalSet& base) && {
    if (has_unnamed_ || base.bound() - base.size() > base.bound() / kProductsPerGone) {
        return nullptr;
    }
    // In whichever order a request has its conditions.
    std::sort(names_.begin(), names_.end(), [](const auto* a, const auto* b) { return *a < *b; });
    for (const auto* name : names_) match_.name_ += *name;
    match_.base_ = base;
    return std::make_shared<const SealedMatch>(std::move(match_));
}

std::optional<std::string> name_of_text(const ParsedQuery& query,
                                        const std::vector<Alternatives>& alternatives) {
    const bool has_more = alternatives.size() > 1 || !query.phrases.empty();
    if (has_more || !query.excluded.empty()) return std::nullopt;
    std::string name;
    if (alternatives.empty()) return name;
    if (alternatives.front().size() > kMaxAlternatives) return std::nullopt;
    for (const auto& alternative : alternatives.front()) {
        spell(alternative.words.begin, name);
        spell(alternative.words.end, name);
        for (const auto word : alternative.rest) spell(word, name);
        name += ';';
    }
    return name + '|'; // a word that nothing stands for is not every product
}

} // namespace aisle::search
