#include "api/listening_socket.h"

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aisle::api {
namespace {

std::system_error last_error() {
    return {errno, std::generic_category()};
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Addresses resolve(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (error != 0) throw std::runtime_error(::gai_strerror(error));
    return {found, &::freeaddrinfo};
}

/// Returns -1, with errno set, where it cannot be listened on.
int listen_on(const addrinfo& address) {
    const int fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    const int on = 1;
    const bool is_listening = ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                              // Sockets that are accepted inherit it.
                              ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
                              ::bind(fd, address.ai_addr, address.ai_addrlen) == 0 &&
                              ::listen(fd, SOMAXCONN) == 0;
    if (is_listening) return fd;
    const int error = errno;
    ::close(fd);
    errno = error;
    return -1;
}

} // namespace

ListeningSocket::ListeningSocket(const std::string& host, std::uint16_t port) {
    const Addresses addresses = resolve(host, port);
    for (const auto* at = addresses.get(); at != nullptr && fd_ < 0; at = at->ai_next) {
        fd_ = listen_on(*at);
    }
    if (fd_ < 0) throw last_error();
}

ListeningSocket::~ListeningSocket() {
    ::close(fd_);
}

std::uint16_t ListeningSocket::port() const {
    sockaddr_in6 address{}; // an IPv4 address keeps its port in the same place
    socklen_t size = sizeof address;
    if (::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0) throw last_error();
    return ntohs(address.sin6_port);
}

} // namespace aisle::api
