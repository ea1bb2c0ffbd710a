// 1. Times of single queries come to queries a second, median and 99th percentile.
// 2. Figures are read as they were written; a damaged or missing file is refused.
// 3. Ratios are there for the works that both Aisle and Lucene have done, and only for those.
// 4. The table has every engine that has figures, and a dash where one has none.
// 5. The JSON holds every figure by its key.

#include "bench/peers/figures.h"

#include <gmock/gmock.h>

#include <fstream>

#include "bench/support/temp_directory.h"
#include "data/error.h"
#include "data/json.h"

namespace aisle::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Figures, SumTimesUp) {
    std::vector<double> seconds;
    for (int i = 100; i >= 1; --i) seconds.push_back(0.001 * i);
    seconds.push_back(0.2);
    Figures figures;
    add_times(figures, "aisle.top20", seconds);
    EXPECT_NEAR(figures.at("aisle.top20.qps"), 101 / 5.25, 1e-9);
    EXPECT_NEAR(figures.at("aisle.top20.p50_ms"), 51, 1e-9);
    EXPECT_NEAR(figures.at("aisle.top20.p99_ms"), 100, 1e-9);
}

TEST(Figures, AreReadAsTheyWereWritten) {
    const TempDirectory directory;
    const auto path = directory.path() / "figures.txt";
    const Figures figures{{"aisle.index_mb", 0.1 + 0.2}, {"aisle.top20.qps", 1e7 / 3}};
    write_figures(figures, path);
    EXPECT_EQ(read_figures(path), figures);
    std::ofstream(path, std::ios::app) << "aisle.browse.qps fast\n";
    EXPECT_THROW(static_cast<void>(read_figures(path)), data::Error);
    EXPECT_THROW(static_cast<void>(read_figures(directory.path() / "none")), data::Error);
}

TEST(Figures, HaveRatiosWhereBothHaveDoneAWork) {
    Figures figures{{"aisle.top20.qps", 900},
                    {"lucene.top20.qps", 300},
                    {"aisle.browse.qps", 100},
                    {"lucene.typo.qps", 10},
                    {"xapian.browse.qps", 50}};
    const auto before = figures.size();
    add_ratios(figures);
    EXPECT_EQ(figures.size(), before + 1);
    EXPECT_EQ(figures.at("ratio.top20"), 3);
}

TEST(Figures, AreATableOfTheEnginesThatHaveSome) {
    const Figures figures{
        {"aisle.top20.qps", 900}, {"lucene.top20.qps", 300}, {"groonga.index_mb", 17}};
    EXPECT_THAT(engines_of(figures), ElementsAre("aisle", "lucene", "groonga"));
    const auto text = table(figures, {"top20", "browse"});
    EXPECT_THAT(text, HasSubstr("3.00"));
    EXPECT_THAT(text, HasSubstr("groonga           -"));
    EXPECT_THAT(text, Not(HasSubstr("xapian")));
}

TEST(Figures, AreJsonByTheirKeys) {
    const auto document = data::parse_json(to_json({{"ratio.top20", 2.5}}));
    ASSERT_TRUE(document.IsObject());
    EXPECT_EQ(document["ratio.top20"].GetDouble(), 2.5);
}

} // namespace
} // namespace aisle::bench
