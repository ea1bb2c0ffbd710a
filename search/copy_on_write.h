#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace aisle::search {

/// A value that copies share until one of them is changed.
/// Threads: as a plain value; what copies in several threads share is never written.
template <class T>
class CopyOnWrite {
public:
    /// T{}, without allocating it.
    CopyOnWrite() = default;

    explicit CopyOnWrite(T&& value) : block_(new Block{std::move(value)}) {}

    CopyOnWrite(const CopyOnWrite& other) noexcept : block_(other.block_) {
        if (block_ != nullptr) block_->owners.fetch_add(1, std::memory_order_relaxed);
    }

    CopyOnWrite(CopyOnWrite&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}

    CopyOnWrite& operator=(CopyOnWrite other) noexcept {
        std::swap(block_, other.block_);
        return *this;
    }

    ~CopyOnWrite() {
        if (block_ == nullptr) return;
        if (block_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete block_;
    }

    [[nodiscard]] const T& operator*() const noexcept {
        static const T kNone{};
        return block_ != nullptr ? block_->value : kNone;
    }

    [[nodiscard]] const T* operator->() const noexcept { return &**this; }

    /// True when neither was changed since one was copied from the other.
    [[nodiscard]] bool shares_with(const CopyOnWrite& other) const noexcept {
        return block_ == other.block_;
    }

    /// The value to change; copied first where others share it.
    [[nodiscard]] T& edit() {
        if (block_ == nullptr) {
            block_ = new Block{};
        } else if (block_->owners.load(std::memory_order_acquire) != 1) {
            *this = CopyOnWrite(T(block_->value));
        }
        return block_->value;
    }

private:
    struct Block {
        T value{};
        std::atomic<std::size_t> owners = 1;
    };

    Block* block_ = nullptr;
};

} // namespace aisle::search
