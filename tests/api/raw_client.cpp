#include "tests/api/raw_client.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace aisle::api::testing_support {
namespace {

std::size_t body_size(std::string_view head) {
    constexpr std::string_view kName = "Content-Length: ";
    const std::size_t at = head.find(kName);
    if (at == std::string_view::npos) return 0;
    return std::strtoul(head.data() + at + kName.size(), nullptr, 10);
}

} // namespace

RawClient::RawClient(std::uint16_t port, int receive_buffer) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (receive_buffer > 0) {
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(std::exchange(fd_, -1));
    }
}

RawClient::~RawClient() {
    if (fd_ >= 0) ::close(fd_);
}

RawClient::RawClient(RawClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      has_ended_(other.has_ended_),
      buffer_(std::move(other.buffer_)) {}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::fill(int timeout_ms) {
    pollfd polled{fd_, POLLIN, 0};
    if (has_ended_ || ::poll(&polled, 1, timeout_ms) <= 0) return false;
    static thread_local std::array<char, 64 * 1024> piece;
    const ssize_t got = ::recv(fd_, piece.data(), piece.size(), 0);
    has_ended_ = got <= 0;
    if (got > 0) buffer_.append(piece.data(), static_cast<std::size_t>(got));
    return got > 0;
}

std::string RawClient::read_response(bool without_body, int timeout_ms) {
    std::size_t head_end = 0;
    while ((head_end = buffer_.find("\r\n\r\n")) == std::string::npos) {
        if (!fill(timeout_ms)) return std::exchange(buffer_, {});
    }
    std::size_t size = head_end + 4;
    if (!without_body) size += body_size(std::string_view(buffer_).substr(0, head_end));
    while (buffer_.size() < size) {
        if (!fill(timeout_ms)) return std::exchange(buffer_, {});
    }
    std::string response = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return response;
}

std::string RawClient::read_to_end(int timeout_ms) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    while (!has_ended_ && std::chrono::steady_clock::now() < end) (void)fill(100);
    return std::exchange(buffer_, {});
}

bool RawClient::is_closed_within(int timeout_ms) {
    (void)read_to_end(timeout_ms);
    return has_ended_;
}

std::string RawClient::read_some(std::size_t size, int timeout_ms) {
    std::string bytes(size, '\0');
    pollfd polled{fd_, POLLIN, 0};
    if (::poll(&polled, 1, timeout_ms) <= 0) return {};
    const ssize_t got = ::recv(fd_, bytes.data(), bytes.size(), 0);
    has_ended_ = got <= 0;
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
}

void RawClient::finish_sending() {
    ::shutdown(fd_, SHUT_WR);
}

void RawClient::close_with_reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(fd_, -1));
}

std::string_view body_of(std::string_view response) {
    const std::size_t head_end = response.find("\r\n\r\n");
    return head_end == std::string_view::npos ? std::string_view{} : response.substr(head_end + 4);
}

} // namespace aisle::api::testing_support
