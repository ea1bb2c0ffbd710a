#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aisle::api {

/// A number that only grows. Threads: any, without locks.
class Counter {
public:
    void add(std::uint64_t amount = 1) noexcept {
        value_.fetch_add(amount, std::memory_order_relaxed);
    }

    [[nodiscard]] std::uint64_t value() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// A number that goes up and down. Threads: any, without locks.
class Gauge {
public:
    void add(std::int64_t amount) noexcept { value_.fetch_add(amount, std::memory_order_relaxed); }

    void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }

    [[nodiscard]] std::int64_t value() const noexcept {
        return value_.load(std::memory_order_relaxed);
    }

private:
    std::atomic<std::int64_t> value_{0};
};

/// Durations from a microsecond to two minutes, in buckets that are at most an eighth wide:
/// each power of two of microseconds is cut into eight. Threads: any, without locks.
class Histogram {
public:
    void record(std::chrono::nanoseconds duration) noexcept;

    [[nodiscard]] std::uint64_t count() const noexcept;

    /// An upper bound of the q-quantile, at most an eighth too high; zero when empty.
    /// Requires: 0 <= q <= 1.
    [[nodiscard]] std::chrono::microseconds quantile(double q) const noexcept;

    /// Upper bounds and cumulative counts at the powers of two, as Prometheus wants them; the
    /// last pair is the total and its bound means infinity.
    [[nodiscard]] std::vector<std::pair<std::chrono::microseconds, std::uint64_t>>
    cumulative() const;

    [[nodiscard]] std::chrono::nanoseconds sum() const noexcept {
        return std::chrono::nanoseconds(sum_ns_.load(std::memory_order_relaxed));
    }

private:
    static constexpr int kSubBits = 3;
    static constexpr int kMaxBits = 27; // 2^27 us = 134 s; whatever is longer counts as that
    static constexpr std::size_t kNumBuckets = (kMaxBits - kSubBits + 1) << kSubBits;

    static std::size_t bucket_of(std::uint64_t microseconds) noexcept;
    static std::uint64_t upper_bound_of(std::size_t bucket) noexcept;

    std::array<std::atomic<std::uint64_t>, kNumBuckets + 1> buckets_{};
    std::atomic<std::int64_t> sum_ns_{0};
};

/// Names and values of a metric's labels.
using Labels = std::vector<std::pair<std::string, std::string>>;

/// All metrics of a process, rendered in the Prometheus text format.
///
/// The three functions create a metric on first use and return the same one ever after; the
/// reference stays valid as long as the registry. They take a lock, so callers on hot paths keep
/// the reference.
/// Requires: one name is used for one kind of metric, with a legal Prometheus name.
/// Threads:  any.
class Metrics {
public:
    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    /// `name` ends in _seconds.
    Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {});

    [[nodiscard]] std::string render() const;

private:
    template <typename Metric>
    struct Family {
        std::string help;
        std::map<std::string, std::unique_ptr<Metric>> by_labels; // rendered, without braces
    };

    template <typename Metric>
    using Families = std::map<std::string, Family<Metric>, std::less<>>;

    template <typename Metric>
    static Metric& find_or_add(Families<Metric>& families, std::string_view name,
                               std::string_view help, const Labels& labels);

    mutable std::mutex mutex_;
    Families<Counter> counters_;     // guarded by mutex_; the metrics themselves are not
    Families<Gauge> gauges_;         // likewise
    Families<Histogram> histograms_; // likewise
};

} // namespace aisle::api
