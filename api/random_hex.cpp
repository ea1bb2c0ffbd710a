#include "api/random_hex.h"

#include <openssl/rand.h>

#include <string_view>
#include <vector>

#include "data/error.h"

namespace aisle::api {

std::string random_hex(std::size_t num_bytes) {
    std::vector<unsigned char> bytes(num_bytes);
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        throw data::Error(data::ErrorCode::kInternal, "the system has no random numbers");
    }
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : bytes) hex += {kDigits[byte >> 4U], kDigits[byte & 15U]};
    return hex;
}

} // namespace aisle::api
