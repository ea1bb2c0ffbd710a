#pragma once

#include <string>

#include "bench/peers/agreement.h"
#include "bench/peers/figures.h"
#include "bench/peers/peer.h"

namespace aisle::bench {

/// How long one work may take.
struct MeasuringLimits {
    double checking_seconds = 10; ///< of the first pass, which counts hits and warms
    double warming_seconds = 20;  ///< of the second one, which asks what the first did not get to
    double timed_seconds = 4;
};

/// Asks every query of a work once, keeps the answers, then asks over and over and adds the times:
/// `engine.work.qps`, `.p50_ms`, `.p99_ms`, and of the first pass `.first_qps`. The time of a query
/// is what this thread has computed meanwhile, so that other work on the machine does not count.
/// Cost: each pass ends within a query of its time; there is at least one query in the first and
/// the last.
void measure(Peer& peer, const std::string& engine, const Work& work, Figures& figures,
             Answers& answers, const MeasuringLimits& limits = {});

} // namespace aisle::bench
