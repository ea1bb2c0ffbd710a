#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "api/index_models.h"
#include "api/index_registry.h"
#include "api/shopper_pasts.h"
#include "data/search_params.h"
#include "search/personal_order.h"

namespace aisle::api {

/// What a personal order is made from.
struct PersonalInputs {
    SnapshotPointer snapshot;
    std::shared_ptr<const IndexModels> models; ///< null: none were trained
    std::vector<PastDeed> past;                ///< of the shopper, the oldest first
};

/// What somebody's past says about the matches of a search on the same snapshot: how far they
/// share facet values with what the shopper chose, beyond what all matches share, and how near
/// the models take them to the shopper's taste. Nothing when there is no past.
/// Threads: any.
[[nodiscard]] std::optional<search::Personalisation> personalise(PersonalInputs inputs,
                                                                 std::uint32_t impact);

} // namespace aisle::api
