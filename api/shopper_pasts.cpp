#include "api/shopper_pasts.h"

#include <iterator>

namespace aisle::api {

void ShopperPasts::add(const data::Event& event) {
    if (event.kind == data::EventKind::kView && event.objects.size() > 1) return;
    for (const auto& object : event.objects) {
        add(event.index, event.user_token, {object.object_id, event.kind});
    }
}

void ShopperPasts::add(std::string_view index, std::string_view user, PastDeed deed) {
    const std::lock_guard lock(mutex_);
    const auto [at, is_new] = shoppers_.try_emplace({std::string(index), std::string(user)});
    auto& [name, shopper] = *at;
    if (is_new) {
        shopper.place = by_activity_.insert(by_activity_.end(), &name);
    } else {
        by_activity_.splice(by_activity_.end(), by_activity_, shopper.place);
    }
    shopper.deeds.push_back(std::move(deed));
    if (shopper.deeds.size() > kMaxDeeds) shopper.deeds.pop_front();
    if (shoppers_.size() <= max_shoppers_) return;
    const auto idlest = shoppers_.find(*by_activity_.front());
    by_activity_.pop_front();
    shoppers_.erase(idlest);
}

void ShopperPasts::forget(std::string_view user) {
    const std::lock_guard lock(mutex_);
    std::erase_if(shoppers_, [&](const auto& entry) {
        const auto& [name, shopper] = entry;
        if (name.second != user) return false;
        by_activity_.erase(shopper.place);
        return true;
    });
}

std::vector<PastDeed> ShopperPasts::find(std::string_view index, std::string_view user) const {
    const std::lock_guard lock(mutex_);
    const auto found = shoppers_.find({std::string(index), std::string(user)});
    if (found == shoppers_.end()) return {};
    return {found->second.deeds.begin(), found->second.deeds.end()};
}

} // namespace aisle::api
