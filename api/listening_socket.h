#pragma once

#include <cstdint>
#include <string>

namespace aisle::api {

/// A TCP socket that clients connect to, without blocking, its backlog as long as the system
/// allows.   Threads: any number may accept from it.
class ListeningSocket {
public:
    /// `port` 0: one that is free.
    /// Throws: std::runtime_error where no address of `host` can be listened on.
    ListeningSocket(const std::string& host, std::uint16_t port);
    ~ListeningSocket();

    ListeningSocket(const ListeningSocket&) = delete;
    ListeningSocket& operator=(const ListeningSocket&) = delete;

    [[nodiscard]] int fd() const noexcept { return fd_; }

    /// That it listens on, also if port 0 was asked for.
    [[nodiscard]] std::uint16_t port() const;

private:
    int fd_ = -1;
};

} // namespace aisle::api
