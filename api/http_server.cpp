// Pistache as event loop and I/O threads; the only file that knows it.
//
// Pistache 0.0.5's own HTTP layer can deliver a reply to the wrong client, crash when a client
// leaves, and spin on slow readers or unlucky chunk boundaries; its listener's queue can forget a
// client until another one comes. None of that code runs here: each I/O thread accepts its clients
// itself, and we override the three connection callbacks beneath the HTTP layer and do framing and
// writing ourselves.
//
// Everything rests on one rule, stated in connection.h: a socket is closed by its I/O thread only,
// and only after onDisconnection has passed through Connection::mark_closed().
//
// An exception that leaves a callback ends the process, so none does.
#include "api/http_server.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <pistache/net.h>
#include <pistache/peer.h>
#include <pistache/reactor.h>
#include <pistache/tcp.h>
#include <pistache/transport.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/connection.h"
#include "api/connection_registry.h"
#include "api/listening_socket.h"
#include "api/slow_writer.h"
#include "data/error.h"

namespace aisle::api {
namespace {

using PeerPtr = std::shared_ptr<Pistache::Tcp::Peer>;

/// Key of a connection at its Pistache peer.
const std::string kConnectionKey = "connection";

/// Clients that an I/O thread accepts before it looks at those it has again.
constexpr int kMaxAccepted = 16;

/// How long an I/O thread waits where there are no descriptors or memory for another client.
constexpr std::chrono::milliseconds kAcceptPause{10};

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

/// What becomes of the connections of one I/O thread.
class PeerHandler final : public Pistache::Tcp::Handler {
public:
    PROTOTYPE_OF(Pistache::Tcp::Handler, PeerHandler)

    explicit PeerHandler(const Shared& shared) : shared_(&shared) {}

private:
    static std::shared_ptr<Connection> connection_of(const PeerPtr& peer) {
        return std::static_pointer_cast<Connection>(peer->tryGetData(kConnectionKey));
    }

    void onConnection(const PeerPtr& peer) override {
        guarded(peer, [&] {
            auto connection =
                std::make_shared<Connection>(peer->fd(), peer->address().host(), shared_->context);
            peer->putData(kConnectionKey, connection);
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
            if (const auto connection = connection_of(peer)) connection->receive({bytes, size});
        });
    }

    void onDisconnection(const PeerPtr& peer) override {
        guarded(peer, [&] {
            const auto connection = connection_of(peer);
            if (!connection) return;
            connection->mark_closed();
            shared_->registry.remove(connection);
            shared_->context.metrics.connections.add(-1);
        });
    }

    const Shared* shared_;
};

/// The connections of one I/O thread, which it accepts itself: whichever of the threads has time
/// takes the next. Pistache's listener would accept them in one more thread and pass them on in a
/// queue; a thread that has found that queue empty then drains its counter of wake-ups, and with it
/// the one for a client that came in between.
class AcceptingTransport final : public Pistache::Tcp::Transport {
public:
    AcceptingTransport(const Shared& shared, int listening_fd)
        : Transport(std::make_shared<PeerHandler>(shared)),
          shared_(shared),
          listening_fd_(listening_fd) {}

    [[nodiscard]] std::shared_ptr<Pistache::Aio::Handler> clone() const override {
        return std::make_shared<AcceptingTransport>(shared_, listening_fd_);
    }

    void registerPoller(Pistache::Polling::Epoll& poller) override {
        using Pistache::Polling::NotifyOn;
        Transport::registerPoller(poller);
        poller.addFd(listening_fd_, Pistache::Flags<NotifyOn>(NotifyOn::Read), tag());
    }

    void onReady(const Pistache::Aio::FdSet& fds) override {
        Transport::onReady(fds); // passes over the listening socket, which is no peer
        const bool has_clients = std::any_of(
            fds.begin(), fds.end(), [this](const auto& entry) { return entry.getTag() == tag(); });
        // Last, as their sockets may get the numbers of some that were just closed.
        for (int i = 0; has_clients && i < kMaxAccepted; ++i) {
            if (!accept()) return;
        }
    }

private:
    [[nodiscard]] Pistache::Polling::Tag tag() const {
        return Pistache::Polling::Tag(static_cast<std::uint64_t>(listening_fd_));
    }

    /// Returns false where no client waits, or there is no room for one.
    bool accept() {
        sockaddr_storage address{};
        auto* any_address = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        const int fd = ::accept4(listening_fd_, any_address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return may_accept_another(errno);
        try {
            handleNewPeer(
                Pistache::Tcp::Peer::Create(fd, Pistache::Address::fromUnix(any_address)));
        } catch (const std::exception& error) {
            ::shutdown(fd, SHUT_RDWR);
            spdlog::error("connection failed: {}", error.what());
        }
        return true;
    }

    /// After an error.
    static bool may_accept_another(int error) {
        const bool is_short =
            error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
        // The client that waits would have us called again at once.
        if (is_short) std::this_thread::sleep_for(kAcceptPause);
        return error == ECONNABORTED || error == EINTR;
    }

    const Shared& shared_;
    const int listening_fd_;
};

std::unique_ptr<ListeningSocket> listen_on(const std::string& where) {
    try {
        const Pistache::Address address(where);
        return std::make_unique<ListeningSocket>(address.host(), address.port());
    } catch (const std::exception& error) {
        throw data::Error(data::ErrorCode::kUnavailable,
                          "cannot listen on \"" + where + "\": " + error.what());
    }
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
                  registry_},
          listening_(listen_on(options_.listen)) {
        std::signal(SIGPIPE, SIG_IGN);
        reactor_ = Pistache::Aio::Reactor::create();
        reactor_->init(Pistache::Aio::AsyncContext(options_.num_io_threads, "http-io"));
        reactor_->addHandler(std::make_shared<AcceptingTransport>(shared_, listening_->fd()));
        reactor_->run();
    }

    ~Impl() { stop(); }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    void stop() {
        const std::lock_guard lock(stop_mutex_);
        if (!reactor_) return;
        dispatcher_.drain();
        wait_until([this] { return is_drained(); }, options_.drain_timeout);
        // The order matters: a pool's thread may write to any connection, an I/O thread may
        // submit to any pool, and both use the slow writer and the registry.
        dispatcher_.stop();
        for (const auto& connection : registry_.all()) connection->abort();
        wait_until([this] { return registry_.size() == 0; }, kCloseTimeout);
        reactor_->shutdown();
        reactor_.reset(); // joins its threads
        listening_.reset();
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
    std::unique_ptr<ListeningSocket> listening_; // null after stop()
    const std::uint16_t port_ = listening_->port();
    std::shared_ptr<Pistache::Aio::Reactor> reactor_; // null after stop()
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
