// Pistache as sockets, event loop and I/O threads; the only file that knows it.
//
// Pistache 0.0.5's own HTTP layer can deliver a reply to the wrong client, crash when a client
// leaves, and spin on slow readers or unlucky chunk boundaries. None of that code runs here: we
// override the three connection callbacks beneath it and do framing and writing ourselves.
//
// Everything rests on one rule, stated in connection.h: a socket is closed by its I/O thread only,
// and only after onDisconnection has passed through Connection::mark_closed(). Pistache would break
// it by closing connections that it takes for idle, so its timeouts are set out of reach and
// ConnectionRegistry ends slow connections by ::shutdown instead.
//
// An exception that leaves a callback ends the process, so none does.
#include "api/http_server.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <netinet/in.h>
#include <pistache/endpoint.h>
#include <pistache/peer.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/connection.h"
#include "api/connection_registry.h"
#include "api/slow_writer.h"
#include "data/error.h"

namespace aisle::api {
namespace {

using PeerPtr = std::shared_ptr<Pistache::Tcp::Peer>;

/// Key of our data at a Pistache peer.
const std::string kSlotKey = "aisle";

/// Pistache never gets to parse; this is the smallest buffer its parser is happy with.
constexpr std::size_t kUnusedParserBytes = 64;

/// Descriptors for everything that is not a client: files, logs, event loops.
constexpr rlim_t kReservedDescriptors = 128;

/// How often stop() looks whether it is done.
constexpr std::chrono::milliseconds kStopPoll{5};

/// How long stop() waits for the event loops to notice that all connections have ended.
constexpr std::chrono::milliseconds kCloseTimeout{1000};

/// Raises the soft limit of open files to the hard one; returns how many clients that leaves.
std::size_t raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return SIZE_MAX;
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) ::getrlimit(RLIMIT_NOFILE, &limit);
    }
    return limit.rlim_cur > 2 * kReservedDescriptors ? limit.rlim_cur - kReservedDescriptors
                                                     : kReservedDescriptors;
}

/// Pistache listens with a backlog of 128 whatever it is told. When a burst of clients overflows
/// that, the kernel drops their first packets and they try again a second later; so this asks
/// for what the system allows. Pistache keeps the socket to itself, hence the search.
void widen_backlog(std::uint16_t port) {
    std::error_code ignored; // without /proc the backlog stays as it is
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", ignored)) {
        const int fd = std::atoi(entry.path().filename().c_str());
        int is_listening = 0;
        socklen_t size = sizeof is_listening;
        if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) != 0) continue;
        sockaddr_in6 address{}; // an IPv4 address keeps its port in the same place
        size = sizeof address;
        if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) continue;
        if (is_listening != 0 && ntohs(address.sin6_port) == port) ::listen(fd, SOMAXCONN);
    }
}

/// Polls until `is_true` or the time is over; returns what it said last.
template <typename Predicate>
bool wait_until(Predicate is_true, std::chrono::milliseconds timeout) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    while (!is_true()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(kStopPoll);
    }
    return true;
}

/// Runs the body of a callback; what it throws costs the client its connection, not the
/// process its life.
template <typename Body>
void guarded(const PeerPtr& peer, Body body) noexcept {
    try {
        body();
    } catch (const std::exception& error) {
        ::shutdown(peer->fd(), SHUT_RDWR);
        spdlog::error("connection failed: {}", error.what());
    } catch (...) {
        ::shutdown(peer->fd(), SHUT_RDWR);
        spdlog::error("connection failed");
    }
}

/// What the callbacks need.
struct Shared {
    const std::size_t max_connections;
    const ConnectionContext& context;
    ConnectionRegistry& registry;
};

/// What a Pistache peer carries for us. The peer itself is destroyed by Pistache at a time of its
/// choosing; the slot is emptied in onDisconnection, so that the connection does not wait for that.
struct ConnectionSlot {
    std::shared_ptr<Connection> connection;
};

/// Pistache clones this once per I/O thread.
class PeerHandler final : public Pistache::Http::Handler {
public:
    HTTP_PROTOTYPE(PeerHandler)

    explicit PeerHandler(const Shared& shared) : shared_(&shared) {}

    /// Never reached: requests do not pass through Pistache's parser.
    void onRequest(const Pistache::Http::Request&, Pistache::Http::ResponseWriter) override {}

private:
    static std::shared_ptr<ConnectionSlot> slot_of(const PeerPtr& peer) {
        return std::static_pointer_cast<ConnectionSlot>(peer->tryGetData(kSlotKey));
    }

    void onConnection(const PeerPtr& peer) override {
        guarded(peer, [&] {
            // Pistache's sweep of idle peers reads the time of this parser.
            peer->putData(ParserData,
                          std::make_shared<Pistache::Http::RequestParser>(kUnusedParserBytes));
            peer->setIdle(true);
            auto connection =
                std::make_shared<Connection>(peer->fd(), peer->address().host(), shared_->context);
            peer->putData(kSlotKey, std::make_shared<ConnectionSlot>(ConnectionSlot{connection}));
            shared_->context.metrics.connections.add(1);
            shared_->context.metrics.connections_total.add();
            shared_->registry.add(connection);
            if (shared_->registry.size() <= shared_->max_connections) return;
            shared_->context.metrics.connections_refused_total.add();
            connection->refuse(503, "too many connections");
        });
    }

    void onInput(const char* bytes, std::size_t size, const PeerPtr& peer) override {
        guarded(peer, [&] {
            const auto slot = slot_of(peer);
            if (slot && slot->connection) slot->connection->receive({bytes, size});
        });
    }

    void onDisconnection(const PeerPtr& peer) override {
        guarded(peer, [&] {
            const auto slot = slot_of(peer);
            if (!slot || !slot->connection) return;
            const auto connection = std::exchange(slot->connection, nullptr);
            connection->mark_closed();
            shared_->registry.remove(connection);
            shared_->context.metrics.connections.add(-1);
        });
    }

    const Shared* shared_;
};

Pistache::Http::Endpoint::Options endpoint_options(std::size_t num_io_threads) {
    using Pistache::Tcp::Options;
    auto options = Pistache::Http::Endpoint::options();
    options.threads(static_cast<int>(num_io_threads))
        .threadsName("http-io")
        .flags(Pistache::Flags<Options>(Options::ReuseAddr) | Options::NoDelay |
               Options::CloseOnExec)
        .maxRequestSize(kUnusedParserBytes)
        .headerTimeout(std::chrono::hours(240))
        .bodyTimeout(std::chrono::hours(240))
        .keepaliveTimeout(std::chrono::hours(240));
    return options;
}

} // namespace

class HttpServer::Impl {
public:
    Impl(ServerOptions options, Router route, Metrics& metrics, AccessLog& access_log)
        : options_(std::move(options)),
          metrics_(metrics),
          dispatcher_(options_, std::move(route), metrics_, access_log),
          context_{options_, dispatcher_, slow_writer_, metrics_},
          shared_{std::min(options_.max_connections, raise_descriptor_limit()), context_,
                  registry_} {
        std::signal(SIGPIPE, SIG_IGN);
        try {
            endpoint_ =
                std::make_unique<Pistache::Http::Endpoint>(Pistache::Address(options_.listen));
            endpoint_->init(endpoint_options(options_.num_io_threads));
            endpoint_->setHandler(Pistache::Http::make_handler<PeerHandler>(shared_));
            endpoint_->serveThreaded();
            port_ = endpoint_->getPort();
            widen_backlog(port_);
        } catch (const std::exception& error) {
            throw data::Error(data::ErrorCode::kUnavailable,
                              "cannot listen on \"" + options_.listen + "\": " + error.what());
        }
    }

    ~Impl() { stop(); }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    void stop() {
        const std::lock_guard lock(stop_mutex_);
        if (!endpoint_) return;
        dispatcher_.drain();
        wait_until([this] { return is_drained(); }, options_.drain_timeout);
        // The order matters: a pool's thread may write to any connection, an I/O thread may
        // submit to any pool, and both use the slow writer and the registry.
        dispatcher_.stop();
        for (const auto& connection : registry_.all()) connection->abort();
        wait_until([this] { return registry_.size() == 0; }, kCloseTimeout);
        endpoint_->shutdown();
        endpoint_.reset();
        slow_writer_.stop();
        registry_.stop();
        close_leftovers();
    }

private:
    bool is_drained() {
        registry_.sweep(); // ends the idle connections
        if (!dispatcher_.is_idle()) return false;
        const auto open = registry_.all();
        return std::none_of(open.begin(), open.end(),
                            [](const auto& connection) { return connection->is_active(); });
    }

    /// Pistache does not close the sockets it still has when it ends. No thread of it is left,
    /// so here we may.
    void close_leftovers() {
        for (const auto& connection : registry_.all()) {
            connection->mark_closed();
            ::close(connection->fd());
            registry_.remove(connection);
            metrics_.connections.add(-1);
        }
    }

    const ServerOptions options_;
    HttpMetrics metrics_;
    SlowWriter slow_writer_;
    ConnectionRegistry registry_;
    Dispatcher dispatcher_;
    const ConnectionContext context_;
    const Shared shared_;
    std::mutex stop_mutex_;
    std::unique_ptr<Pistache::Http::Endpoint> endpoint_; // null after stop()
    std::uint16_t port_ = 0;
};

HttpServer::HttpServer(ServerOptions options, Router route, Metrics& metrics, AccessLog& access_log)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(route), metrics, access_log)) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const noexcept {
    return impl_->port();
}

void HttpServer::stop() {
    impl_->stop();
}

} // namespace aisle::api
