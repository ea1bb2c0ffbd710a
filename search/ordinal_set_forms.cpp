#include <algorithm>
#include <utility>

#include "search/ordinal_set.h"

// How a set is kept: as an array, a bitmap, what is borrowed, or all; see ordinal_set.h.

namespace aisle::search {

std::vector<std::uint32_t> OrdinalSet::to_vector() const {
    if (form_ == Form::kArray) return {array().begin(), array().end()};
    if (form_ == Form::kBits) return bits_->to_vector();
    std::vector<std::uint32_t> values;
    values.reserve(size_);
    for_each([&](std::uint32_t value) { values.push_back(value); });
    return values;
}

void OrdinalSet::own() {
    if (!borrowed_.empty()) take_array({borrowed_.begin(), borrowed_.end()});
    if (form_ == Form::kBits) take_array(bits_->to_vector());
}

void OrdinalSet::make_fast() {
    if (form_ != Form::kArray) return;
    const auto size = size_;
    take_bitmap(to_words());
    size_ = size;
}

void OrdinalSet::take_array(std::vector<std::uint32_t>&& values) {
    form_ = Form::kArray;
    size_ = static_cast<std::uint32_t>(values.size());
    words_ = {};
    borrowed_ = {};
    bits_ = nullptr;
    values_ = values.empty() ? CopyOnWrite<std::vector<std::uint32_t>>()
                             : CopyOnWrite<std::vector<std::uint32_t>>(std::move(values));
}

/// Leaves the size as it was.
void OrdinalSet::take_bitmap(Bitmap&& words) {
    form_ = Form::kBitmap;
    values_ = {};
    borrowed_ = {};
    bits_ = nullptr;
    words_ = CopyOnWrite<Bitmap>(std::move(words));
}

/// The members as a bitmap.
Bitmap OrdinalSet::to_words() const {
    if (form_ == Form::kBitmap) return *words_;
    Bitmap words(num_bitmap_words(bound_), 0);
    if (form_ == Form::kAll) {
        std::fill(words.begin(), words.end(), ~std::uint64_t{0});
        if (bound_ % 64 != 0) words.back() = (std::uint64_t{1} << (bound_ % 64)) - 1;
    } else {
        for (const std::uint32_t value : array()) set_bit(words, value);
    }
    return words;
}

/// Counts a bitmap, and keeps it in the form that is smallest.
void OrdinalSet::normalise() {
    size_ = count_bits(*words_);
    if (size_ == bound_) {
        *this = all(bound_);
    } else if (!is_kept_as_bitmap(size_, bound_)) {
        take_array(to_vector());
    }
}

} // namespace aisle::search
