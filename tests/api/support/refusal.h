#pragma once

#include <string>

#include "data/error.h"

namespace aisle::api {

/// What `act` says as it throws an Error; "no error" when it does not.
template <typename Act>
std::string refusal(Act act) {
    try {
        act();
    } catch (const data::Error& error) {
        return error.what();
    }
    return "no error";
}

} // namespace aisle::api
