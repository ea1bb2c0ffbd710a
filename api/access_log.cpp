#include "api/access_log.h"

#include <memory>
#include <utility>

#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "data/error.h"

namespace aisle::api {
namespace {

/// Lines that may wait for the disk: a second or so at full load, about 3 MB.
constexpr std::size_t kQueueLines = 8192;

/// A path can be as long as a request head; a line of the log should not be.
constexpr std::size_t kMaxFieldBytes = 256;

/// Text from a client in a form that needs no further escaping in JSON: whatever is not
/// printable ASCII, and the two characters special to JSON, become %XX.
std::string printable(std::string_view text) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text.substr(0, kMaxFieldBytes)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7f && c != '"' && c != '\\') {
            out += c;
        } else {
            out += {'%', kHex[byte >> 4], kHex[byte & 15]};
        }
    }
    return out;
}

spdlog::sink_ptr open_sink(const std::string& file) {
    if (file.empty()) return std::make_shared<spdlog::sinks::stdout_sink_mt>();
    try {
        return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    } catch (const spdlog::spdlog_ex& error) {
        throw data::Error(data::ErrorCode::kUnavailable,
                          "access log \"" + file + "\": " + error.what());
    }
}

} // namespace

struct AccessLog::Writer {
    explicit Writer(spdlog::sink_ptr sink)
        : Writer(std::move(sink), std::make_shared<spdlog::details::thread_pool>(kQueueLines, 1)) {}

    Writer(spdlog::sink_ptr sink, std::shared_ptr<spdlog::details::thread_pool> pool)
        : logger(std::make_shared<spdlog::async_logger>(
              "access", std::move(sink), pool, spdlog::async_overflow_policy::overrun_oldest)),
          thread(std::move(pool)) {
        logger->set_pattern("{\"time\":\"%Y-%m-%dT%H:%M:%S.%fZ\",%v}",
                            spdlog::pattern_time_type::utc);
    }

    // The thread is declared last so that it goes first: it finishes the queue and is joined
    // while the logger is still there. (The logger itself holds no more than a weak pointer to it.)
    std::shared_ptr<spdlog::async_logger> logger;
    std::shared_ptr<spdlog::details::thread_pool> thread;
};

AccessLog::AccessLog(const AccessLogOptions& options) {
    if (options.is_enabled) writer_ = std::make_unique<Writer>(open_sink(options.file));
}

AccessLog::~AccessLog() = default;

void AccessLog::write(const AccessRecord& record) {
    if (!writer_) return;
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(record.duration);
    writer_->logger->info(
        R"("id":"{}","method":"{}","path":"{}","route":"{}","peer":"{}","status":{},"us":{},"bytes":{})",
        record.id, printable(record.method), printable(record.path), record.route, record.peer_ip,
        record.status, micros.count(), record.bytes);
}

} // namespace aisle::api
