#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/answer_cache.h"
#include "api/event_rate.h"
#include "api/event_store.h"
#include "api/http_message.h"
#include "api/index_registry.h"
#include "api/keys.h"
#include "api/live_store.h"
#include "api/metrics.h"
#include "api/model_registry.h"
#include "api/request_log.h"
#include "api/static_files.h"
#include "data/deadline.h"
#include "data/url_params.h"

namespace aisle::api {

/// What handlers work on. References to what lives as long as the server.
struct Service {
    const IndexRegistry& indexes;
    LiveStore& store;
    KeyRing& keys;
    Metrics& metrics;
    const StaticFiles& files;
    RequestLog& requests;
    const EventStore& events;
    EventRate& event_rate;
    ModelRegistry& models;
    AnswerCache& answers;
};

/// One request, routed and authenticated.
struct Call {
    const Request& request;
    std::vector<std::string> captures; ///< decoded path segments, in the order of the pattern
    data::UrlParams query;
    Access access; ///< indexes in the path are checked; others go through require_index()
    data::Deadline deadline;
};

} // namespace aisle::api
