#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/event.h"

namespace aisle::api {

/// What somebody did with one product.
struct PastDeed {
    std::string object_id;
    data::EventKind kind = data::EventKind::kView;

    friend bool operator==(const PastDeed&, const PastDeed&) = default;
};

/// What shoppers did lately: what recommendations for somebody are made from, seconds after it
/// happened. Remembers the latest deeds of the shoppers who were active last.
/// Threads: any.
class ShopperPasts {
public:
    static constexpr std::size_t kMaxDeeds = 100; ///< of one shopper

    explicit ShopperPasts(std::size_t max_shoppers = 100'000) : max_shoppers_(max_shoppers) {}

    /// Lists of hits that were seen are passed over: they are no interest in any of them.
    void add(const data::Event& event);
    void add(std::string_view index, std::string_view user, PastDeed deed);

    /// Forgets somebody, in all indexes.   Cost: a look at all shoppers.
    void forget(std::string_view user);

    /// The oldest first; empty for someone unknown.
    [[nodiscard]] std::vector<PastDeed> find(std::string_view index, std::string_view user) const;

private:
    using Name = std::pair<std::string, std::string>; ///< of the index, of the shopper

    struct Shopper {
        std::deque<PastDeed> deeds;
        std::list<const Name*>::iterator place; ///< in by_activity_
    };

    const std::size_t max_shoppers_;
    mutable std::mutex mutex_;
    std::map<Name, Shopper> shoppers_;   // guarded by mutex_
    std::list<const Name*> by_activity_; // guarded by mutex_; whoever was active last is last
};

} // namespace aisle::api
