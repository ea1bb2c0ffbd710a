#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace aisle::data {

/// An array that one thread changes while others read versions of it that never change.
///
/// A version is a whole array, so that readers scan it like any other. Making one costs the
/// changes since an earlier version that nobody reads any more, whose memory it takes; a copy,
/// where there is none.
/// Threads: one for set() and publish(); any for what publish() returned.
template <class T>
class VersionedArray {
public:
    using Values = std::vector<T>;
    using Pointer = std::shared_ptr<const Values>;

    explicit VersionedArray(Values values)
        : newest_(std::make_shared<const Values>(std::move(values))) {}

    /// Begins with what another array published.
    explicit VersionedArray(Pointer values) : newest_(std::move(values)) {}

    [[nodiscard]] std::size_t size() const noexcept { return newest_->size(); }

    /// Changes an element in the next version.
    void set(std::size_t i, T value) {
        changes_.emplace_back(static_cast<std::uint32_t>(i), std::move(value));
    }

    /// The version with all changes so far.
    [[nodiscard]] Pointer publish() {
        const std::uint64_t next = first_change_ + changes_.size();
        if (next == version_) return newest_;
        auto buffer = pool_->take(first_change_);
        if (!buffer) buffer = std::make_unique<Buffer>(Buffer{*newest_, version_});
        for (; buffer->version < next; ++buffer->version) {
            const auto& [i, value] = changes_[buffer->version - first_change_];
            buffer->values[i] = value;
        }
        version_ = next;
        newest_ = share(std::move(buffer));
        // Bringing an old version up to date is worth it for as long as copying takes longer.
        const std::size_t kept = std::max<std::size_t>(1024, size() / 8);
        while (changes_.size() > kept) {
            changes_.pop_front();
            ++first_change_;
        }
        return newest_;
    }

private:
    struct Buffer {
        Values values;
        std::uint64_t version; ///< changes that are in it
    };

    /// Versions that nobody reads. Outlives the array where a version does.
    class Pool {
    public:
        /// One with at least the first `version` changes in it; null when there is none.
        std::unique_ptr<Buffer> take(std::uint64_t version) {
            const std::lock_guard lock(mutex_);
            std::erase_if(unused_, [&](const auto& buffer) { return buffer->version < version; });
            if (unused_.empty()) return nullptr;
            auto buffer = std::move(unused_.back());
            unused_.pop_back();
            return buffer;
        }

        void put(std::unique_ptr<Buffer> buffer) {
            const std::lock_guard lock(mutex_);
            if (unused_.size() < kMaxUnused) unused_.push_back(std::move(buffer));
        }

    private:
        static constexpr std::size_t kMaxUnused = 2;
        std::mutex mutex_;
        std::vector<std::unique_ptr<Buffer>> unused_; // guarded by mutex_
    };

    Pointer share(std::unique_ptr<Buffer> buffer) {
        auto* const values = &buffer->values;
        return {values, [pool = pool_, raw = buffer.release()](const Values*) {
                    pool->put(std::unique_ptr<Buffer>(raw));
                }};
    }

    std::shared_ptr<Pool> pool_ = std::make_shared<Pool>();
    Pointer newest_;
    std::uint64_t version_ = 0;                       ///< changes that are in newest_
    std::uint64_t first_change_ = 0;                  ///< number of changes_.front()
    std::deque<std::pair<std::uint32_t, T>> changes_; ///< the latest
};

} // namespace aisle::data
