#pragma once

#include <string_view>

namespace aisle::api {

/// The description of this API, as in api/openapi.json when the server was built.
[[nodiscard]] std::string_view openapi_document() noexcept;

} // namespace aisle::api
