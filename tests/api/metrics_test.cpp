// Properties of the metrics:
//   1. A histogram's quantiles are never below the true ones and at most an eighth above.
//   2. Its cumulative counts equal counting the durations up to each bound, bound included.
//   3. The text has one HELP and TYPE per name, and consistent buckets, sums and counts.
//   4. Label values are escaped.
#include "api/metrics.h"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aisle::api {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;
using testing::HasSubstr;

std::vector<nanoseconds> random_durations(unsigned seed) {
    std::mt19937 random(seed);
    std::vector<nanoseconds> durations(500);
    for (nanoseconds& d : durations) d = nanoseconds((1LL << (random() % 36)) + random() % 4);
    std::sort(durations.begin(), durations.end());
    return durations;
}

TEST(Histogram, QuantilesAreAtMostAnEighthTooHigh) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        const auto durations = random_durations(seed);
        Histogram histogram;
        for (const nanoseconds d : durations) histogram.record(d);
        for (const double q : {0.01, 0.5, 0.9, 0.99, 1.0}) {
            const auto rank = static_cast<std::size_t>(std::ceil(q * 500)) - 1;
            const auto exact = std::chrono::ceil<microseconds>(durations[rank]);
            EXPECT_GE(histogram.quantile(q), exact) << "seed " << seed << " q " << q;
            EXPECT_LE(histogram.quantile(q), exact + exact / 8 + microseconds(1));
        }
    }
}

TEST(Histogram, CumulativeCountsIncludeTheirBound) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        const auto durations = random_durations(seed);
        Histogram histogram;
        for (const nanoseconds d : durations) histogram.record(d);
        const auto steps = histogram.cumulative();
        for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
            const auto upto =
                std::upper_bound(durations.begin(), durations.end(), nanoseconds(steps[i].first));
            EXPECT_EQ(steps[i].second, static_cast<std::uint64_t>(upto - durations.begin()));
        }
        EXPECT_EQ(steps.back().second, durations.size());
    }
}

TEST(Histogram, CountsExtremesToo) {
    Histogram histogram;
    histogram.record(nanoseconds(0));
    histogram.record(nanoseconds(-5));
    histogram.record(std::chrono::hours(1));
    EXPECT_EQ(histogram.count(), 3u);
    EXPECT_EQ(histogram.cumulative().front(), std::pair(microseconds(1), std::uint64_t{2}));
    EXPECT_EQ(histogram.cumulative().back().second, 3u);
    EXPECT_EQ(Histogram().quantile(0.5), microseconds(0));
}

TEST(Metrics, ReturnsTheSameMetricForTheSameLabels) {
    Metrics metrics;
    metrics.counter("c_total", "Help.", {{"a", "1"}}).add(2);
    metrics.counter("c_total", "Help.", {{"a", "1"}}).add(3);
    metrics.counter("c_total", "Help.", {{"a", "2"}}).add();
    EXPECT_EQ(metrics.render(), "# HELP c_total Help.\n# TYPE c_total counter\n"
                                "c_total{a=\"1\"} 5\nc_total{a=\"2\"} 1\n");
}

TEST(Metrics, RendersHistogramsInSeconds) {
    Metrics metrics;
    Histogram& histogram = metrics.histogram("h_seconds", "Help.", {{"route", "query"}});
    histogram.record(microseconds(3));
    histogram.record(std::chrono::seconds(2));
    const std::string text = metrics.render();
    EXPECT_THAT(text, HasSubstr("# TYPE h_seconds histogram\n"));
    EXPECT_THAT(text, HasSubstr("h_seconds_bucket{route=\"query\",le=\"2e-06\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("h_seconds_bucket{route=\"query\",le=\"4e-06\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("h_seconds_bucket{route=\"query\",le=\"+Inf\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("h_seconds_sum{route=\"query\"} 2.000003\n"));
    EXPECT_THAT(text, HasSubstr("h_seconds_count{route=\"query\"} 2\n"));
}

TEST(Metrics, EscapesLabelValues) {
    Metrics metrics;
    metrics.gauge("g", "Help.", {{"a", "x\"y\\z\n"}}).set(-7);
    EXPECT_THAT(metrics.render(), HasSubstr("g{a=\"x\\\"y\\\\z\\n\"} -7\n"));
}

} // namespace
} // namespace aisle::api
