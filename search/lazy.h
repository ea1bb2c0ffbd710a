#pragma once

#include <memory>
#include <mutex>

namespace aisle::search {

/// What is made of a segment at its first use.
/// Threads: any; whoever comes while it is being made waits for it.
template <class Value>
class Lazy {
public:
    /// `from`: what the value is made of; always the same.
    template <class From>
    [[nodiscard]] const Value& get(const From& from) {
        std::call_once(made_, [&] { value_ = std::make_unique<const Value>(from); });
        return *value_;
    }

private:
    std::once_flag made_;
    std::unique_ptr<const Value> value_;
};

} // namespace aisle::search
