#pragma once

#include <cstddef>
#include <string>

namespace aisle::api {

/// `num_bytes` bytes from the system's generator, in lower-case hexadecimal.
[[nodiscard]] std::string random_hex(std::size_t num_bytes);

} // namespace aisle::api
