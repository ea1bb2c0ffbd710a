#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>

#include "api/http_framing.h"

namespace aisle::api {

/// One pool of threads and its queue. In flight are at most num_threads + max_waiting requests;
/// further ones are answered 503 at once.
struct LaneOptions {
    std::size_t num_threads = 1;
    std::size_t max_waiting = 64;
    /// From admission; a request that has not started by then is not started at all.
    std::chrono::milliseconds deadline{1000};
};

/// How long a client may take. Transfers get one second more for every `min_bytes_per_second`
/// that have moved, so that a slow line is served and a stalled one is not.
struct Timeouts {
    std::chrono::milliseconds read{10'000};  ///< first to last byte of a request
    std::chrono::milliseconds write{30'000}; ///< first to last byte of a reply
    std::chrono::milliseconds idle{30'000};  ///< between requests
    std::chrono::milliseconds linger{2'000}; ///< for the client to close after our last byte
    std::size_t min_bytes_per_second = 32 * 1024;
};

/// Everything about the HTTP server that an operator may want to change.
struct ServerOptions {
    /// IP and port; "[::1]:8108" for IPv6, port 0 for any free port.
    std::string listen = "127.0.0.1:8108";
    /// One thread frames and answers about 100,000 small requests a second.
    std::size_t num_io_threads = 1;
    LaneOptions queries{.num_threads = std::max(1u, std::thread::hardware_concurrency()),
                        .max_waiting = 256};
    /// Of their own, so that bulk loads cannot starve queries.
    LaneOptions writes{.max_waiting = 64, .deadline = std::chrono::milliseconds(30'000)};
    FramingLimits limits;
    Timeouts timeouts;
    std::size_t max_connections = 4096;
    /// What a client may send ahead while its previous request is being answered.
    std::size_t max_pipelined_bytes = 256 * 1024;
    /// What all clients together may have sent of requests that are not answered yet. Each alone
    /// is held to its limit; this holds thousands of them to the memory of the machine.
    std::size_t max_buffered_bytes = 256 * 1024 * 1024;
    /// Smaller replies are not compressed. Level 1 costs 4.5 us whatever the size, plus about
    /// 1 us per KB (2 KB of hits: 6.4 us, to 320 bytes); a reply below 1 KB fits into one packet
    /// either way. Measured 2026-11 on a 2-core VM.
    std::size_t gzip_from_bytes = 1024;
    /// How long stop() waits for the requests in flight.
    std::chrono::milliseconds drain_timeout{10'000};
};

} // namespace aisle::api
