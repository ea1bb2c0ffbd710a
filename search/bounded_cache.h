#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "search/key_hash.h"

namespace aisle::search {

/// What may be worked out again, kept within a number of bytes. When that is full all of it is
/// dropped: what is in use comes back soon.
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
        return found == values_.end() ? nullptr : found->second;
    }

    /// Keeps a value, unless it is too large by itself.
    void keep(std::string key, std::shared_ptr<const Value> value, const Bytes& bytes) {
        const std::size_t taken = bytes.taken + key.size() + kBytesPerEntry;
        if (taken > bytes.limit) return;
        const std::lock_guard lock(mutex_);
        if (num_bytes_ + taken > bytes.limit) {
            values_.clear();
            num_bytes_ = 0;
        }
        if (values_.emplace(std::move(key), std::move(value)).second) num_bytes_ += taken;
    }

    /// What an entry of any size takes beside its value and key.
    static constexpr std::size_t kBytesPerEntry = 256;

private:
    std::mutex mutex_;
    std::unordered_map<std::string, std::shared_ptr<const Value>, KeyHash, std::equal_to<>> values_;
    std::size_t num_bytes_ = 0;
};

} // namespace aisle::search
