// From a framed request to the bytes of its reply.
//
// Inline requests are answered in the caller's thread. Pooled ones pass admission first: if their
// lane is full the refusal is made at once, because a client that is told "no" in 100 us can go
// elsewhere and one that waits for its timeout cannot. The deadline starts at admission and is
// looked at again when a thread picks the request up: under overload the queue then empties at
// the price of a refusal each, instead of computing answers that nobody waits for.
//
// response_to_exception() is the request catch: no exception of the application goes further.
#include "api/dispatcher.h"

#include <charconv>
#include <random>
#include <utility>

#include <spdlog/spdlog.h>

#include "api/content_coding.h"
#include "api/http_error.h"
#include "api/http_reply.h"

namespace aisle::api {
namespace {

/// Routes of replies that no Plan was made for.
constexpr std::string_view kPreflightRoute = "preflight";
constexpr std::string_view kRefusedRoute = "refused";

std::string hex(std::uint64_t number) {
    char digits[16];
    return {digits, std::to_chars(digits, digits + sizeof digits, number, 16).ptr};
}

/// Ids of two runs of the server must not meet in one log.
std::string random_prefix() {
    return hex(std::random_device{}()) + '-';
}

/// Counts a request as in flight for as long as it exists, also if it is dropped.
class InFlight {
public:
    explicit InFlight(Gauge& gauge) : gauge_(gauge) { gauge_.add(1); }

    ~InFlight() { gauge_.add(-1); }

    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

private:
    Gauge& gauge_;
};

} // namespace

struct Dispatcher::Exchange {
    Request request;
    Plan plan;
    ReplyForm form; // request_id is set only when the reply is made
    Clock::time_point received;
};

struct Dispatcher::PooledLane {
    PooledLane(const LaneOptions& lane, std::string_view name, HttpMetrics& metrics)
        : deadline(lane.deadline),
          in_flight(metrics.in_flight(name)),
          shed_total(metrics.shed_total(name)),
          queue_wait_seconds(metrics.queue_wait_seconds(name)),
          pool(lane.num_threads, lane.max_waiting) {}

    const std::chrono::milliseconds deadline;
    Gauge& in_flight;
    Counter& shed_total;
    Histogram& queue_wait_seconds;
    WorkerPool pool;
};

struct Dispatcher::Admitted {
    Admitted(Exchange taken, std::shared_ptr<ReplySink> waiting, Gauge& gauge)
        : exchange(std::move(taken)), sink(std::move(waiting)), in_flight(gauge) {}

    Exchange exchange;
    const std::shared_ptr<ReplySink> sink;
    const InFlight in_flight;
};

Dispatcher::Dispatcher(const ServerOptions& options, Router route, HttpMetrics& metrics,
                       AccessLog& access_log)
    : options_(options),
      route_(std::move(route)),
      metrics_(metrics),
      access_log_(access_log),
      id_prefix_(random_prefix()),
      queries_(std::make_unique<PooledLane>(options.queries, "query", metrics)),
      writes_(std::make_unique<PooledLane>(options.writes, "write", metrics)) {}

Dispatcher::~Dispatcher() {
    stop();
}

bool Dispatcher::is_idle() const {
    return queries_->pool.is_idle() && writes_->pool.is_idle();
}

void Dispatcher::stop() {
    queries_->pool.stop();
    writes_->pool.stop();
}

std::optional<Reply> Dispatcher::start(FramedRequest framed, std::shared_ptr<ReplySink> sink,
                                       std::string peer_ip) {
    Exchange exchange{.request = std::move(framed.request),
                      .plan = {},
                      .form = {.keep_alive = framed.keep_alive,
                               .is_http_1_0 = framed.is_http_1_0,
                               .without_body = false},
                      .received = Clock::now()};
    Request& request = exchange.request;
    request.id = next_id();
    request.peer_ip = std::move(peer_ip);
    exchange.form.without_body = request.method == "HEAD";

    if (request.method == "OPTIONS") {
        exchange.plan.route = kPreflightRoute;
        return finish(exchange, preflight_response(request));
    }
    try {
        exchange.plan = route_(request);
    } catch (...) {
        exchange.plan.route = kRefusedRoute;
        return finish(exchange, response_to_exception(request));
    }
    switch (exchange.plan.lane) {
    case Lane::kInline:
        break;
    case Lane::kQuery:
        return admit(*queries_, std::move(exchange), std::move(sink));
    case Lane::kWrite:
        return admit(*writes_, std::move(exchange), std::move(sink));
    }
    const data::Deadline deadline(exchange.received + options_.queries.deadline);
    const Response response = run_handler(exchange, deadline);
    return finish(exchange, response);
}

std::optional<Reply> Dispatcher::admit(PooledLane& lane, Exchange exchange,
                                       std::shared_ptr<ReplySink> sink) {
    if (is_draining()) return finish(exchange, json_error(503, "the server is shutting down"));

    // Shared only because std::function wants to be able to copy its target.
    const auto admitted =
        std::make_shared<Admitted>(std::move(exchange), std::move(sink), lane.in_flight);
    const bool is_taken =
        lane.pool.try_submit([this, &lane, admitted] { run_pooled(lane, *admitted); });
    if (is_taken) return std::nullopt;
    lane.shed_total.add();
    return finish(admitted->exchange, json_error(503, "the server is busy; try again shortly"));
}

void Dispatcher::run_pooled(PooledLane& lane, Admitted& admitted) {
    Exchange& exchange = admitted.exchange;
    lane.queue_wait_seconds.record(Clock::now() - exchange.received);
    if (exchange.plan.lane == Lane::kQuery && admitted.sink->is_abandoned()) {
        metrics_.abandoned_total.add();
        return;
    }
    Reply reply{.bytes = "", .keep_alive = false};
    try {
        const data::Deadline deadline(exchange.received + lane.deadline);
        Response response = run_handler(exchange, deadline);
        compress_if_accepted(exchange.request, options_.gzip_from_bytes, response);
        reply = finish(exchange, response);
    } catch (const std::exception& error) {
        // Out of memory, most likely: there is no reply, only an end.
        spdlog::error("request {}: no reply: {}", exchange.request.id, error.what());
    }
    admitted.sink->complete(std::move(reply));
}

Response Dispatcher::run_handler(Exchange& exchange, data::Deadline deadline) {
    Request& request = exchange.request;
    try {
        deadline.check();
        decode_body(request, body_limit(options_.limits, request));
        return exchange.plan.handler(request, deadline);
    } catch (...) {
        return response_to_exception(request);
    }
}

Response Dispatcher::response_to_exception(const Request& request) {
    try {
        throw;
    } catch (const data::Error& error) {
        if (error.code() == data::ErrorCode::kDeadline) metrics_.late_total.add();
        Response response = error_response(error);
        if (response.status >= 500) spdlog::warn("request {}: {}", request.id, error.what());
        return response;
    } catch (const std::exception& error) {
        spdlog::error("request {}: {}", request.id, error.what());
    } catch (...) {
        spdlog::error("request {}: a handler threw something that is no exception", request.id);
    }
    return json_error(500, "internal error");
}

Reply Dispatcher::finish(const Exchange& exchange, const Response& response) {
    ReplyForm form = exchange.form;
    form.request_id = exchange.request.id;
    form.keep_alive = form.keep_alive && !response.close && !is_draining();
    Reply reply{.bytes = serialise(response, form), .keep_alive = form.keep_alive};

    const auto duration = Clock::now() - exchange.received;
    metrics_.request_seconds(exchange.plan.route, response.status).record(duration);
    access_log_.write({.id = exchange.request.id,
                       .method = exchange.request.method,
                       .path = exchange.request.path,
                       .route = exchange.plan.route,
                       .peer_ip = exchange.request.peer_ip,
                       .status = response.status,
                       .duration = duration,
                       .bytes = reply.bytes.size()});
    return reply;
}

Reply Dispatcher::refuse(int status, std::string_view message, std::string_view peer_ip) {
    Exchange exchange{.request = {}, .plan = {}, .form = {}, .received = Clock::now()};
    exchange.request.id = next_id();
    exchange.request.peer_ip = peer_ip;
    exchange.plan.route = kRefusedRoute;
    exchange.form.keep_alive = false;
    return finish(exchange, json_error(status, message));
}

std::string Dispatcher::next_id() {
    return id_prefix_ + hex(next_sequence_.fetch_add(1, std::memory_order_relaxed));
}

} // namespace aisle::api
