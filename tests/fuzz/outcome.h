#pragma once

#include <cstdlib>

#include "data/error.h"

namespace aisle::fuzz {

/// A finding when it does not hold, in every build.
inline void require(bool holds) {
    if (!holds) std::abort();
}

/// Reads what a stranger sent: it is refused as a bad request, or not at all.
template <typename Parse>
void read_or_refuse(const Parse& parse) {
    try {
        parse();
    } catch (const data::Error& error) {
        require(error.code() == data::ErrorCode::kInvalidRequest);
    }
}

} // namespace aisle::fuzz
