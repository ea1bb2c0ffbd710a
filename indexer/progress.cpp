#include "indexer/progress.h"

#include <fmt/format.h>

namespace aisle::indexer {

void Progress::begin_phase(const std::string& name) {
    phase_ = name;
    shown_ = Clock::now();
    show(name);
}

void Progress::update(std::uint64_t records, std::uint64_t done,
                      std::optional<std::uint64_t> total) {
    const auto now = Clock::now();
    const auto interval = is_terminal_ ? std::chrono::milliseconds(200) : std::chrono::seconds(5);
    if (now - shown_ < interval) return;
    shown_ = now;
    const double seconds = std::chrono::duration<double>(now - started_).count();
    std::string line = fmt::format("{}: {} records, {:.0f} records/s", phase_, records,
                                   static_cast<double>(records) / seconds);
    if (total && done > 0) {
        const double fraction =
            std::min(1.0, static_cast<double>(done) / static_cast<double>(*total));
        line += fmt::format(", {:.0f} %, {:.0f} s left", 100 * fraction,
                            seconds * (1 - fraction) / fraction);
    }
    show(line);
}

void Progress::finish() {
    if (is_terminal_) std::fputs("\r\033[K", out_);
    std::fflush(out_);
}

void Progress::show(const std::string& line) {
    std::fputs((is_terminal_ ? "\r\033[K" + line : line + "\n").c_str(), out_);
    std::fflush(out_);
}

} // namespace aisle::indexer
