#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "search/key_hash.h"

namespace aisle::search {

/// What is worked out once for a key and then kept.
/// Threads: any; whoever comes while a value is being made waits for it, and for no other one.
template <class Key, class Value>
class OnceMap {
public:
    explicit OnceMap(std::size_t max_values = std::numeric_limits<std::size_t>::max())
        : max_values_(max_values) {}

    /// The value of `key`, which `make` makes at the first time; null when as many others are kept
    /// as may be.
    /// `key`: anything that is compared as one is.
    template <class Wanted, class Make>
    [[nodiscard]] std::shared_ptr<const Value> find(const Wanted& key, const Make& make) {
        std::shared_ptr<Slot> slot;
        {
            const std::lock_guard lock(mutex_);
            const auto found = slots_.find(key);
            if (found != slots_.end()) {
                slot = found->second;
            } else {
                if (slots_.size() == max_values_) return nullptr;
                slot = slots_.emplace(Key(key), std::make_shared<Slot>()).first->second;
            }
        }
        std::call_once(slot->made, [&] { slot->value = std::make_shared<const Value>(make()); });
        return slot->value;
    }

private:
    struct Slot {
        std::once_flag made;
        std::shared_ptr<const Value> value;
    };

    const std::size_t max_values_;
    std::mutex mutex_;
    std::unordered_map<Key, std::shared_ptr<Slot>, KeyHash, std::equal_to<>> slots_;
};

} // namespace aisle::search
