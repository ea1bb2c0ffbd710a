#include "bench/peers/measuring.h"

#include <ctime>

namespace aisle::bench {

namespace {

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Checked {
    std::size_t num_queries = 0;
    double seconds = 0;
};

Checked check(Peer& peer, const Work& work, Answers& answers, double limit) {
    const double begin = cpu_seconds();
    Checked checked;
    while (checked.num_queries < work.queries.size() && checked.seconds <= limit) {
        const auto i = checked.num_queries++;
        answers[{work.name, i}] = peer.ask_exactly(work, work.queries[i]);
        checked.seconds = cpu_seconds() - begin;
    }
    return checked;
}

void warm(Peer& peer, const Work& work, std::size_t first, double seconds) {
    const double begin = cpu_seconds();
    for (std::size_t i = first; i < work.queries.size(); ++i) {
        static_cast<void>(peer.ask(work, work.queries[i]));
        if (cpu_seconds() - begin > seconds) return;
    }
}

} // namespace

void measure(Peer& peer, const std::string& engine, const Work& work, Figures& figures,
             Answers& answers, const MeasuringLimits& limits) {
    if (work.queries.empty()) return;
    const auto checked = check(peer, work, answers, limits.checking_seconds);
    figures[engine + "." + work.name + ".first_qps"] =
        static_cast<double>(checked.num_queries) / checked.seconds;
    warm(peer, work, checked.num_queries, limits.warming_seconds);
    std::vector<double> seconds;
    for (double total = 0; total < limits.timed_seconds;) {
        const auto& query = work.queries[seconds.size() % work.queries.size()];
        const double begin = cpu_seconds();
        static_cast<void>(peer.ask(work, query));
        seconds.push_back(cpu_seconds() - begin);
        total += seconds.back();
    }
    add_times(figures, engine + "." + work.name, std::move(seconds));
}

} // namespace aisle::bench
