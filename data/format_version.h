#pragma once

#include <cstdint>
#include <string>

namespace aisle::data {

/// What to do about a file of another format version than this program reads, for the message
/// that refuses it: "format version 3, this program reads version 2; use a newer Aisle ...".
/// `remedy` is what helps against an older one, as in "build the index again".
[[nodiscard]] std::string describe_version_mismatch(std::uint64_t version, std::uint64_t known,
                                                    const std::string& remedy);

} // namespace aisle::data
