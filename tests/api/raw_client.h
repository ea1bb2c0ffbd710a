#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle::api::testing_support {

/// A client socket under full control of the test: which bytes go out when, and how it ends.
/// Every wait is bounded; a test that hangs fails instead.
class RawClient {
public:
    /// Connects to 127.0.0.1. A small `receive_buffer` makes a reader that is slow from the start.
    explicit RawClient(std::uint16_t port, int receive_buffer = 0);
    ~RawClient();
    RawClient(RawClient&& other) noexcept;
    RawClient& operator=(RawClient&&) = delete;

    [[nodiscard]] bool is_connected() const noexcept { return fd_ >= 0; }

    /// Returns false if the server has gone.
    bool send(std::string_view bytes);

    /// Reads one response by its Content-Length (none for `without_body`); shorter if the server
    /// closes or the time is over. Bytes beyond it are kept for the next call.
    [[nodiscard]] std::string read_response(bool without_body = false, int timeout_ms = 10'000);

    /// Whatever comes until the server closes or the time is over.
    [[nodiscard]] std::string read_to_end(int timeout_ms = 10'000);

    /// Whether the server closed, within the time.
    [[nodiscard]] bool is_closed_within(int timeout_ms);

    /// Reads at most `size` bytes, whatever they are.
    [[nodiscard]] std::string read_some(std::size_t size, int timeout_ms);

    void finish_sending();   ///< FIN after what was sent
    void close_with_reset(); ///< RST

private:
    bool fill(int timeout_ms);

    int fd_ = -1;
    bool has_ended_ = false;
    std::string buffer_;
};

/// The part of a response after its head.
[[nodiscard]] std::string_view body_of(std::string_view response);

} // namespace aisle::api::testing_support
