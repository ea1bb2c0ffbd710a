#include "api/metrics.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

namespace aisle::api {
namespace {

std::string escaped(std::string_view label_value) {
    std::string out;
    for (const char c : label_value) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
    return out;
}

std::string rendered(const Labels& labels) {
    std::string out;
    for (const auto& [name, value] : labels) {
        if (!out.empty()) out += ',';
        out += fmt::format("{}=\"{}\"", name, escaped(value));
    }
    return out;
}

std::string in_braces(const std::string& labels) {
    return labels.empty() ? labels : '{' + labels + '}';
}

void render_head(std::string& out, std::string_view name, std::string_view help,
                 std::string_view type) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

double seconds(std::chrono::nanoseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

void render_histogram(std::string& out, std::string_view name, const std::string& labels,
                      const Histogram& histogram) {
    const std::string prefix = labels.empty() ? "" : labels + ',';
    const auto steps = histogram.cumulative();
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        out += fmt::format("{}_bucket{{{}le=\"{}\"}} {}\n", name, prefix, seconds(steps[i].first),
                           steps[i].second);
    }
    const std::uint64_t total = steps.back().second;
    out += fmt::format("{}_bucket{{{}le=\"+Inf\"}} {}\n", name, prefix, total);
    out += fmt::format("{}_sum{} {}\n", name, in_braces(labels), seconds(histogram.sum()));
    out += fmt::format("{}_count{} {}\n", name, in_braces(labels), total);
}

template <typename Families>
void render_numbers(std::string& out, const Families& families, std::string_view type) {
    for (const auto& [name, family] : families) {
        render_head(out, name, family.help, type);
        for (const auto& [labels, metric] : family.by_labels) {
            out += fmt::format("{}{} {}\n", name, in_braces(labels), metric->value());
        }
    }
}

} // namespace

void Histogram::record(std::chrono::nanoseconds duration) noexcept {
    const auto ns = std::max<std::int64_t>(duration.count(), 0);
    const auto rounded_up = static_cast<std::uint64_t>(ns + 999) / 1000;
    buckets_[bucket_of(rounded_up)].fetch_add(1, std::memory_order_relaxed);
    sum_ns_.fetch_add(ns, std::memory_order_relaxed);
}

// Bounds are inclusive, as Prometheus has them, hence the "minus one": bucket b holds the
// values v with upper_bound_of(b - 1) < v <= upper_bound_of(b).
std::size_t Histogram::bucket_of(std::uint64_t microseconds) noexcept {
    const std::uint64_t v = microseconds == 0 ? 0 : microseconds - 1;
    if (v < (1u << kSubBits)) return static_cast<std::size_t>(v);
    const int exponent = static_cast<int>(std::bit_width(v)) - 1;
    if (exponent >= kMaxBits) return kNumBuckets;
    const int shift = exponent - kSubBits;
    return (static_cast<std::size_t>(shift) << kSubBits) + static_cast<std::size_t>(v >> shift);
}

std::uint64_t Histogram::upper_bound_of(std::size_t bucket) noexcept {
    if (bucket < (1u << kSubBits)) return bucket + 1;
    const std::size_t shift = (bucket >> kSubBits) - 1;
    const std::size_t within = bucket - (shift << kSubBits); // 8 ... 15
    return (within + 1) << shift;
}

std::uint64_t Histogram::count() const noexcept {
    std::uint64_t total = 0;
    for (const auto& bucket : buckets_) total += bucket.load(std::memory_order_relaxed);
    return total;
}

std::chrono::microseconds Histogram::quantile(double q) const noexcept {
    const std::uint64_t total = count();
    if (total == 0) return std::chrono::microseconds(0);
    const auto wanted = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::ceil(q * static_cast<double>(total))));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < kNumBuckets; ++bucket) {
        seen += buckets_[bucket].load(std::memory_order_relaxed);
        if (seen >= wanted) return std::chrono::microseconds(upper_bound_of(bucket));
    }
    return std::chrono::microseconds(upper_bound_of(kNumBuckets - 1));
}

std::vector<std::pair<std::chrono::microseconds, std::uint64_t>> Histogram::cumulative() const {
    std::vector<std::pair<std::chrono::microseconds, std::uint64_t>> steps;
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < kNumBuckets; ++bucket) {
        seen += buckets_[bucket].load(std::memory_order_relaxed);
        const std::uint64_t bound = upper_bound_of(bucket);
        if (std::has_single_bit(bound)) steps.emplace_back(bound, seen);
    }
    seen += buckets_[kNumBuckets].load(std::memory_order_relaxed);
    steps.emplace_back(std::chrono::microseconds::max(), seen);
    return steps;
}

template <typename Metric>
Metric& Metrics::find_or_add(Families<Metric>& families, std::string_view name,
                             std::string_view help, const Labels& labels) {
    auto family = families.find(name);
    if (family == families.end()) {
        family = families.emplace(std::string(name), Family<Metric>{std::string(help), {}}).first;
    }
    auto& metric = family->second.by_labels[rendered(labels)];
    if (!metric) metric = std::make_unique<Metric>();
    return *metric;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock(mutex_);
    return find_or_add(counters_, name, help, labels);
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock(mutex_);
    return find_or_add(gauges_, name, help, labels);
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock(mutex_);
    return find_or_add(histograms_, name, help, labels);
}

std::string Metrics::render() const {
    const std::lock_guard lock(mutex_);
    std::string out;
    render_numbers(out, counters_, "counter");
    render_numbers(out, gauges_, "gauge");
    for (const auto& [name, family] : histograms_) {
        render_head(out, name, family.help, "histogram");
        for (const auto& [labels, histogram] : family.by_labels) {
            render_histogram(out, name, labels, *histogram);
        }
    }
    return out;
}

} // namespace aisle::api
