#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>

namespace aisle::search {

/// Allocates what is read here and there, and is large: on pages of 2 MiB, so that finding where a
/// page lies does not take longer than reading it. Where the system has none to give, or less is
/// asked for, as any other memory.
template <class T>
class LargePages {
public:
    using value_type = T;

    LargePages() noexcept = default;

    template <class Other>
    explicit(false) LargePages(const LargePages<Other>& /*other*/) noexcept {}

    [[nodiscard]] T* allocate(std::size_t count) {
        const std::size_t bytes = count * sizeof(T);
        const auto alignment = std::align_val_t{is_large(count) ? kPageBytes : alignof(T)};
        void* const memory = ::operator new(bytes, alignment);
#ifdef MADV_HUGEPAGE
        // A wish: whether it is granted makes no difference but for time.
        if (is_large(count)) static_cast<void>(::madvise(memory, bytes, MADV_HUGEPAGE));
#endif
        return static_cast<T*>(memory);
    }

    void deallocate(T* memory, std::size_t count) noexcept {
        ::operator delete (memory, std::align_val_t{is_large(count) ? kPageBytes : alignof(T)});
    }

    friend bool operator==(const LargePages& /*a*/, const LargePages& /*b*/) noexcept {
        return true;
    }

private:
    static constexpr std::size_t kPageBytes = std::size_t{2} << 20U;

    [[nodiscard]] static constexpr bool is_large(std::size_t count) noexcept {
        return count * sizeof(T) >= kPageBytes;
    }
};

} // namespace aisle::search
