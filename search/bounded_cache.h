#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "search/key_hash.h"

namespace aisle::search {

/// What may be worked out again, kept within a number of bytes. When that is full, values are
/// dropped at random until the new one fits: of what is asked for in turns, and is a little too
/// much, most is kept then, where dropping all, or what was not asked for longest, keeps nothing.
/// Threads: any; two that ask for the same at the same time both work it out.
template <class Value>
class BoundedCache {
public:
    /// What a value takes, and what all of them may.
    struct Bytes {
        std::size_t taken;
        std::size_t limit;
    };

    /// The value of `key`, which `make` makes where it is not kept; `bytes_of(value)` are its
    /// Bytes.
    template <class Make, class BytesOf>
    [[nodiscard]] std::shared_ptr<const Value> find(std::string_view key, const Make& make,
                                                    const BytesOf& bytes_of) {
        if (auto kept = find(key)) return kept;
        const auto value = std::make_shared<const Value>(make());
        keep(std::string(key), value, bytes_of(*value));
        return value;
    }

    /// Null where it is not kept.
    [[nodiscard]] std::shared_ptr<const Value> find(std::string_view key) {
        const std::lock_guard lock(mutex_);
        const auto found = values_.find(key);
        return found == values_.end() ? nullptr : found->second.value;
    }

    /// Keeps a value, unless it is too large by itself.
    void keep(std::string key, std::shared_ptr<const Value> value, const Bytes& bytes) {
        const std::size_t taken = bytes.taken + key.size() + kBytesPerEntry;
        if (taken > bytes.limit) return;
        const std::lock_guard lock(mutex_);
        if (values_.contains(key)) return; // another thread was quicker
        while (num_bytes_ + taken > bytes.limit) drop_one();
        const auto entry = values_.emplace(std::move(key), Kept{std::move(value), taken}).first;
        keys_.push_back(&entry->first);
        num_bytes_ += taken;
    }

    /// What an entry of any size takes beside its value and key.
    static constexpr std::size_t kBytesPerEntry = 256;

private:
    struct Kept {
        std::shared_ptr<const Value> value;
        std::size_t num_bytes;
    };

    /// Requires: there are some.
    void drop_one() {
        auto& key = keys_[random_() % keys_.size()];
        const auto entry = values_.find(*std::exchange(key, keys_.back()));
        keys_.pop_back();
        num_bytes_ -= entry->second.num_bytes;
        values_.erase(entry);
    }

    std::mutex mutex_;
    std::unordered_map<std::string, Kept, KeyHash, std::equal_to<>> values_;
    std::vector<const std::string*> keys_; ///< of all values, in no order
    std::minstd_rand random_;
    std::size_t num_bytes_ = 0;
};

} // namespace aisle::search
