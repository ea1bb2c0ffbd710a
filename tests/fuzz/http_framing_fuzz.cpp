// Feeds arbitrary bytes to the framing twice, whole and cut into pieces that the first byte of
// the input chooses, and requires the same requests and the same refusal from both.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/http_framing.h"

namespace {

using aisle::api::FramedRequest;
using aisle::api::FramingLimits;
using aisle::api::RequestFramer;

const FramingLimits kLimits{.max_head_bytes = 256, .max_body_bytes = 512};

/// What came out, in a form that can be compared; checks what must hold for every request.
std::string described(const FramedRequest& framed) {
    const auto& request = framed.request;
    if (request.method.empty() || request.path.empty()) std::abort();
    if (request.body.size() > kLimits.max_body_bytes) std::abort();
    std::string out = request.method + ' ' + request.target + '\n';
    for (const auto& header : request.headers) out += header.name + ':' + header.value + '\n';
    return out + request.body + (framed.keep_alive ? "\nkeep\n" : "\nclose\n");
}

std::string framed(std::string_view bytes, std::size_t piece_size) {
    RequestFramer framer(kLimits);
    std::string out;
    while (!bytes.empty()) {
        framer.append(bytes.substr(0, piece_size));
        bytes.remove_prefix(std::min(piece_size, bytes.size()));
        for (auto progress = framer.advance(); progress != RequestFramer::Progress::kNeedMore;
             progress = framer.advance()) {
            if (progress == RequestFramer::Progress::kRefused) {
                return out + "refused " + std::to_string(framer.refusal().status);
            }
            out += described(framer.take());
        }
        if (framer.buffered_bytes() > kLimits.max_head_bytes) std::abort();
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece_size = 1 + data[0] % 16;
    if (framed(bytes, bytes.size() + 1) != framed(bytes, piece_size)) std::abort();
    return 0;
}
