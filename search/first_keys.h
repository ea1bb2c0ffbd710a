#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace aisle::search {

/// Selects the smallest of many keys that come one after the other. Most are refused by a glance
/// at the largest one that may still be wanted.
template <class Key>
class FirstKeys {
public:
    /// Requires: `count` is not 0.
    explicit FirstKeys(std::size_t count) : count_(count) { keys_.reserve(kSlack * count); }

    /// Keys from here on are refused.
    [[nodiscard]] Key limit() const noexcept { return limit_; }

    /// Requires: no key comes twice, none is the largest number there is.
    void add(Key key) {
        if (key >= limit_) return;
        keys_.push_back(key);
        if (keys_.size() == kSlack * count_) keep_first();
    }

    /// The `count` smallest keys, ascending; all if there are fewer.
    [[nodiscard]] std::vector<Key> take() && {
        if (keys_.size() > count_) keep_first();
        std::sort(keys_.begin(), keys_.end());
        return std::move(keys_);
    }

private:
    /// Room for so many times what is wanted: selecting takes a pass over all of it.
    static constexpr std::size_t kSlack = 4;

    void keep_first() {
        const auto last = keys_.begin() + static_cast<std::ptrdiff_t>(count_ - 1);
        std::nth_element(keys_.begin(), last, keys_.end());
        limit_ = *last;
        keys_.resize(count_);
    }

    std::size_t count_;
    Key limit_ = std::numeric_limits<Key>::max();
    std::vector<Key> keys_;
};

} // namespace aisle::search
