#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

namespace aisle::indexer {

/// Shows how a build gets on: one line that is rewritten on a terminal, a plain line every few
/// seconds elsewhere.   Threads: one at a time.
class Progress {
public:
    Progress(std::FILE* out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}

    void begin_phase(const std::string& name);

    /// `done` of `total` bytes of the input have been read.
    void update(std::uint64_t records, std::uint64_t done, std::optional<std::uint64_t> total);

    void finish();

private:
    using Clock = std::chrono::steady_clock;

    void show(const std::string& line);

    std::FILE* out_;
    bool is_terminal_;
    std::string phase_;
    Clock::time_point started_ = Clock::now();
    Clock::time_point shown_{};
};

} // namespace aisle::indexer
