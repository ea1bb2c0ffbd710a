#include "search/facet_ranges.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "data/error.h"
#include "search/facet_values.h"

// Ranges are compared as decimals are written: a multiple of the interval 0.1 is the number that
// "0.3" reads as, not the sum of three binary tenths, so that a price of 0.30 begins its range.

namespace aisle::search {

namespace {

constexpr double kMaxRanges = 10'000;
constexpr double kExactInteger = 9007199254740992.0; ///< whole numbers below it are exact

struct Span {
    double min;
    double max;
};

std::optional<Span> span_of(const Snapshot& snapshot, const std::string& attribute,
                            const std::vector<Matching>& matching) {
    std::optional<Span> span;
    for (std::size_t i = 0; i < matching.size(); ++i) {
        const auto& columns = snapshot.segments[i].columns();
        const auto* column = numeric_values(columns, matching[i].shop, attribute);
        if (column == nullptr) continue;
        for_each_number(*column, columns, matching[i], [&](double number, data::Ordinal) {
            if (!span) span = Span{number, number};
            span->min = std::min(span->min, number);
            span->max = std::max(span->max, number);
        });
    }
    return span;
}

/// The multiples of an interval, each the double nearest to its exact decimal value.
class Multiples {
public:
    explicit Multiples(double interval) : interval_(interval) {
        std::array<char, 400> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), interval,
                                       std::chars_format::fixed)
                             .ptr;
        const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
        const auto point = text.find('.');
        const std::size_t decimals = point == std::string_view::npos ? 0 : text.size() - point - 1;
        constexpr std::size_t kMaxDecimals = 15; // powers of ten up to here are exact
        if (decimals <= kMaxDecimals) {
            scale_ = std::pow(10.0, static_cast<double>(decimals));
            units_ = std::round(interval * scale_);
        }
    }

    [[nodiscard]] double at(double multiple) const noexcept {
        const double units = multiple * units_;
        return units_ > 0 && std::abs(units) < kExactInteger ? units / scale_
                                                             : multiple * interval_;
    }

    /// The last multiple that is not above `number`.
    [[nodiscard]] double index_of(double number) const noexcept {
        double index = std::floor(number / interval_);
        while (at(index) > number) --index;
        while (at(index + 1) <= number) ++index;
        return index;
    }

private:
    double interval_;
    double units_ = 0;
    double scale_ = 1;
};

std::vector<double> interval_edges(const data::FacetRanges& wanted, const Span& span) {
    const double interval = *wanted.interval;
    const double largest = std::max(std::abs(span.min), std::abs(span.max));
    if ((span.max - span.min) / interval > kMaxRanges || largest / interval > kExactInteger) {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          "facetRanges." + wanted.attribute +
                              ".interval: makes more than 10000 ranges of values from " +
                              std::to_string(span.min) + " to " + std::to_string(span.max) +
                              "; expected a larger number");
    }
    const Multiples multiples(interval);
    const double last = multiples.index_of(span.max) + 1;
    std::vector<double> edges;
    for (double i = multiples.index_of(span.min); i <= last; ++i) edges.push_back(multiples.at(i));
    return edges;
}

std::vector<double> bucket_edges(std::uint32_t buckets, const Span& span) {
    if (span.min == span.max) return {span.min, span.max};
    const double width = (span.max - span.min) / buckets;
    std::vector<double> edges;
    for (std::uint32_t i = 0; i < buckets; ++i) edges.push_back(span.min + i * width);
    edges.push_back(span.max);
    return edges;
}

/// What is counted of one range: its products, and the last of them.
struct RangeCounter {
    data::Ordinal counted_for = data::kNoId;
    std::uint32_t products = 0;
};

/// Tells which of the ranges between ascending edges a number is in.
class RangeFinder {
public:
    RangeFinder(const std::vector<double>& edges, bool is_closed)
        : edges_(edges),
          is_closed_(is_closed),
          ranges_per_unit_(static_cast<double>(edges.size() - 1) / (edges.back() - edges.front())) {
    }

    /// Guesses as if the ranges were of equal width, as most are, and corrects the guess.
    /// The number of ranges where it is in none.
    [[nodiscard]] std::size_t find(double number) const {
        const std::size_t last = edges_.size() - 2;
        if (is_closed_ && number == edges_.back()) return last;
        if (number < edges_.front() || number >= edges_.back()) return last + 1;
        auto range =
            std::min(last, static_cast<std::size_t>((number - edges_.front()) * ranges_per_unit_));
        while (number < edges_[range]) --range;
        while (number >= edges_[range + 1]) ++range;
        return range;
    }

private:
    const std::vector<double>& edges_;
    bool is_closed_;
    double ranges_per_unit_;
};

} // namespace

RangeCounts count_ranges(const Snapshot& snapshot, const data::FacetRanges& wanted,
                         const std::vector<Matching>& matching, const RangeOptions& options) {
    RangeCounts result;
    result.attribute = wanted.attribute;
    std::vector<double> edges = wanted.edges;
    if (edges.empty()) {
        const auto span = options.span ? Span{options.span->first, options.span->second}
                                       : span_of(snapshot, wanted.attribute, matching);
        if (!span) return result;
        edges = wanted.interval ? interval_edges(wanted, *span)
                                : bucket_edges(wanted.buckets.value_or(1), *span);
    }
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        auto& range = result.ranges.emplace_back(RangeCount{edges[i], edges[i + 1]});
        if (!wanted.labels.empty()) range.label = wanted.labels[i];
    }
    const RangeFinder finder(edges, wanted.buckets.has_value());
    std::vector<std::pair<std::size_t, std::uint32_t>> groups_in; // (range, group)
    for (std::uint32_t i = 0; i < matching.size(); ++i) {
        const auto& columns = snapshot.segments[i].columns();
        const auto* column = numeric_values(columns, matching[i].shop, wanted.attribute);
        if (column == nullptr) continue;
        std::vector<RangeCounter> counters(result.ranges.size() + 1); // the last one: in no range
        for_each_number(*column, columns, matching[i], [&](double number, data::Ordinal product) {
            const auto range = finder.find(number);
            auto& counter = counters[range];
            const bool is_new = counter.counted_for != product;
            counter.products += is_new;
            counter.counted_for = product;
            if (options.groups != nullptr && is_new && range < result.ranges.size()) {
                groups_in.emplace_back(range, options.groups->group_of({i, product}));
            }
        });
        if (options.groups != nullptr) continue;
        for (std::size_t range = 0; range < result.ranges.size(); ++range) {
            result.ranges[range].count += counters[range].products;
        }
    }
    std::sort(groups_in.begin(), groups_in.end());
    groups_in.erase(std::unique(groups_in.begin(), groups_in.end()), groups_in.end());
    for (const auto& entry : groups_in) ++result.ranges[entry.first].count;
    return result;
}

} // namespace aisle::search
