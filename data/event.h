#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace aisle::data {

/// What somebody did with products.
enum class EventKind : std::uint8_t {
    kView,
    kClick,
    kConversion, ///< of no special kind
    kAddToCart,
    kPurchase,
};

/// One product of an event, and on what terms it was put into a cart or bought.
struct EventObject {
    std::string object_id;
    double price = 0; ///< 0: not said
    std::uint32_t quantity = 1;

    friend bool operator==(const EventObject&, const EventObject&) = default;
};

/// Something a shopper did: the Insights protocol's event, as far as recommendations use it.
struct Event {
    EventKind kind = EventKind::kView;
    std::string index;
    std::string user_token;
    std::int64_t time_ms = 0;         ///< Unix time
    std::vector<EventObject> objects; ///< empty: about filters or the page itself
    std::string query_id;             ///< of the search it came from, or empty

    friend bool operator==(const Event&, const Event&) = default;
};

} // namespace aisle::data
