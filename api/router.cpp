#include "api/router.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "api/handlers.h"
#include "api/http_error.h"
#include "data/error.h"

namespace aisle::api {

namespace {

using HandlerFunction = Response (*)(const Service&, const Call&);

struct Route {
    std::string_view method;
    std::string_view pattern; ///< {} stands for one segment
    Lane lane;
    Acl acl;
    HandlerFunction handler;
};

/// All endpoints. The first pattern that fits wins, so that `*` stands before names.
constexpr std::array kRoutes = {
    Route{"POST", "/1/indexes/*/queries", Lane::kQuery, Acl::kSearch, search_many},
    Route{"POST", "/1/indexes/*/objects", Lane::kQuery, Acl::kSearch, get_objects},
    Route{"POST", "/1/indexes/*/recommendations", Lane::kQuery, Acl::kSearch, get_recommendations},
    Route{"POST", "/1/indexes/{}/query", Lane::kQuery, Acl::kSearch, search_one},
    Route{"POST", "/1/indexes/{}/facets/{}/query", Lane::kQuery, Acl::kSearch, search_facet_values},
    Route{"POST", "/1/indexes/{}/browse", Lane::kQuery, Acl::kBrowse, browse_index},
    Route{"GET", "/1/indexes/{}/browse", Lane::kQuery, Acl::kBrowse, browse_index},
    Route{"GET", "/1/indexes/{}/settings", Lane::kQuery, Acl::kSettings, get_settings},
    Route{"PUT", "/1/indexes/{}/settings", Lane::kWrite, Acl::kEditSettings, put_settings},
    Route{"POST", "/1/indexes/{}/synonyms/search", Lane::kQuery, Acl::kSettings, search_synonyms},
    Route{"POST", "/1/indexes/{}/synonyms/batch", Lane::kWrite, Acl::kEditSettings, save_synonyms},
    Route{"POST", "/1/indexes/{}/synonyms/clear", Lane::kWrite, Acl::kEditSettings, clear_synonyms},
    Route{"GET", "/1/indexes/{}/synonyms/{}", Lane::kQuery, Acl::kSettings, get_synonym},
    Route{"PUT", "/1/indexes/{}/synonyms/{}", Lane::kWrite, Acl::kEditSettings, put_synonym},
    Route{"DELETE", "/1/indexes/{}/synonyms/{}", Lane::kWrite, Acl::kEditSettings, delete_synonym},
    Route{"POST", "/1/indexes/{}/rules/search", Lane::kQuery, Acl::kSettings, search_rules},
    Route{"POST", "/1/indexes/{}/rules/batch", Lane::kWrite, Acl::kEditSettings, save_rules},
    Route{"POST", "/1/indexes/{}/rules/clear", Lane::kWrite, Acl::kEditSettings, clear_rules},
    Route{"GET", "/1/indexes/{}/rules/{}", Lane::kQuery, Acl::kSettings, get_rule},
    Route{"PUT", "/1/indexes/{}/rules/{}", Lane::kWrite, Acl::kEditSettings, put_rule},
    Route{"DELETE", "/1/indexes/{}/rules/{}", Lane::kWrite, Acl::kEditSettings, delete_rule},
    Route{"GET", "/1/dictionaries/*/settings", Lane::kQuery, Acl::kSettings,
          get_dictionary_settings},
    Route{"PUT", "/1/dictionaries/*/settings", Lane::kWrite, Acl::kEditSettings,
          put_dictionary_settings},
    Route{"GET", "/1/dictionaries/*/languages", Lane::kQuery, Acl::kSettings,
          get_dictionary_languages},
    Route{"POST", "/1/dictionaries/{}/search", Lane::kQuery, Acl::kSettings, search_dictionary},
    Route{"POST", "/1/dictionaries/{}/batch", Lane::kWrite, Acl::kEditSettings, write_dictionary},
    Route{"GET", "/1/indexes/{}/task/{}", Lane::kQuery, Acl::kAddObject, get_task},
    Route{"GET", "/1/task/{}", Lane::kQuery, Acl::kEditSettings, get_task},
    Route{"POST", "/1/indexes/*/batch", Lane::kWrite, Acl::kAnyKey, write_batches},
    Route{"POST", "/1/indexes/{}/batch", Lane::kWrite, Acl::kAnyKey, write_batch},
    Route{"POST", "/1/indexes/{}/hot", Lane::kWrite, Acl::kAddObject, write_hot},
    Route{"POST", "/1/indexes/{}/deleteByQuery", Lane::kWrite, Acl::kDeleteIndex, delete_by},
    Route{"POST", "/1/indexes/{}/clear", Lane::kWrite, Acl::kDeleteIndex, clear_index},
    Route{"POST", "/1/indexes/{}/operation", Lane::kWrite, Acl::kAddObject, transfer_index},
    Route{"POST", "/1/indexes/{}/{}/partial", Lane::kWrite, Acl::kAddObject, update_object},
    Route{"POST", "/1/indexes/{}", Lane::kWrite, Acl::kAddObject, save_object},
    Route{"PUT", "/1/indexes/{}/{}", Lane::kWrite, Acl::kAddObject, put_object},
    Route{"DELETE", "/1/indexes/{}/{}", Lane::kWrite, Acl::kDeleteObject, delete_object},
    Route{"DELETE", "/1/indexes/{}", Lane::kWrite, Acl::kDeleteIndex, delete_index},
    Route{"GET", "/1/indexes", Lane::kQuery, Acl::kListIndexes, list_indexes},
    Route{"GET", "/1/indexes/{}/{}", Lane::kQuery, Acl::kSearch, get_object},
    Route{"GET", "/1/indexes/{}", Lane::kQuery, Acl::kSearch, search_one},
    Route{"POST", "/1/events", Lane::kWrite, Acl::kSearch, send_events},
    Route{"DELETE", "/1/usertokens/{}", Lane::kWrite, Acl::kDeleteObject, delete_user_token},
    Route{"GET", "/1/keys", Lane::kQuery, Acl::kAdmin, list_keys},
    Route{"POST", "/1/keys", Lane::kWrite, Acl::kAdmin, add_key},
    Route{"GET", "/1/keys/{}", Lane::kQuery, Acl::kAnyKey, get_key},
    Route{"PUT", "/1/keys/{}", Lane::kWrite, Acl::kAdmin, update_key},
    Route{"DELETE", "/1/keys/{}", Lane::kWrite, Acl::kAdmin, delete_key},
    Route{"POST", "/1/keys/{}/restore", Lane::kWrite, Acl::kAdmin, restore_key},
    Route{"GET", "/1/logs", Lane::kQuery, Acl::kLogs, get_logs},
    Route{"GET", "/healthz", Lane::kInline, Acl::kNone, get_health},
    Route{"GET", "/readyz", Lane::kInline, Acl::kNone, get_health},
    Route{"GET", "/metrics", Lane::kInline, Acl::kNone, get_metrics},
    Route{"GET", "/openapi.json", Lane::kInline, Acl::kNone, get_openapi},
    Route{"GET", "/storefront.json", Lane::kInline, Acl::kNone, get_storefront},
};

bool is_hex(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::optional<std::string> decode_segment(std::string_view segment) {
    std::string decoded;
    for (std::size_t i = 0; i < segment.size(); ++i) {
        if (segment[i] != '%') {
            decoded.push_back(segment[i]);
            continue;
        }
        if (i + 2 >= segment.size() || !is_hex(segment[i + 1]) || !is_hex(segment[i + 2])) {
            return std::nullopt;
        }
        unsigned value = 0;
        std::from_chars(segment.data() + i + 1, segment.data() + i + 3, value, 16);
        decoded.push_back(static_cast<char>(value));
        i += 2;
    }
    return decoded;
}

/// The captures when the segments fit the pattern.
std::optional<std::vector<std::string>> match(std::string_view pattern,
                                              const std::vector<std::string>& segments) {
    std::vector<std::string> captures;
    std::size_t at = 0;
    pattern.remove_prefix(1);
    while (true) {
        const auto end = pattern.find('/');
        const auto piece = pattern.substr(0, end);
        if (at == segments.size()) return std::nullopt;
        if (piece == "{}") {
            captures.push_back(segments[at]);
        } else if (piece != segments[at]) {
            return std::nullopt;
        }
        ++at;
        if (end == std::string_view::npos) break;
        pattern.remove_prefix(end + 1);
    }
    if (at != segments.size()) return std::nullopt;
    return captures;
}

Plan refuse(int status, std::string message) {
    return {Lane::kInline, "refused",
            [status, message = std::move(message)](const Request&, data::Deadline) {
                return json_error(status, message);
            }};
}

/// Throws: data::Error when the key may not do this, or not there, or not now.
Access authorize(const Service& service, const Route& route, const Request& request,
                 const std::vector<std::string>& captures) {
    Access access = service.keys.authenticate(request);
    access.require(route.acl);
    if (route.pattern.starts_with("/1/indexes/{}")) access.require_index(captures.front());
    service.keys.charge(access);
    return access;
}

Response answer(const Service& service, const Route& route, Call& call) {
    if (route.acl != Acl::kNone) {
        call.access = authorize(service, route, call.request, call.captures);
    }
    call.query = data::decode_url_params(call.request.query);
    return route.handler(service, call);
}

RequestFacts facts_of(const Route& route, const Call& call) {
    using Kind = RequestFacts::Kind;
    const bool is_query = route.acl == Acl::kSearch || route.acl == Acl::kBrowse;
    const bool is_on_index = route.pattern.starts_with("/1/indexes/{}");
    return {.kind = route.lane == Lane::kWrite ? Kind::kBuild
                    : is_query                 ? Kind::kQuery
                                               : Kind::kOther,
            .index = is_on_index ? std::string_view(call.captures.front()) : std::string_view(),
            .is_about_keys = route.pattern.starts_with("/1/keys"),
            .received_ms = KeyRing::now_ms()};
}

/// Answers and remembers the answer, an error too.
Response answer_and_log(const Service& service, const Route& route, Call& call) {
    using std::chrono::steady_clock;
    const RequestFacts facts = facts_of(route, call);
    const auto began = steady_clock::now();
    const auto log = [&](const Response& response) {
        service.requests.add(
            facts, call.request, response,
            std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - began));
    };
    try {
        Response response = answer(service, route, call);
        log(response);
        return response;
    } catch (const data::Error& error) {
        log(error_response(error));
        throw;
    }
}

Plan plan_for(const Service& service, const Route& route, std::vector<std::string> captures) {
    auto handler = [&service, &route, captures = std::move(captures)](const Request& request,
                                                                      data::Deadline deadline) {
        Call call{request, captures, {}, {}, deadline};
        // Whoever asks whether the server lives is no client.
        return route.acl == Acl::kNone ? answer(service, route, call)
                                       : answer_and_log(service, route, call);
    };
    return {route.lane, route.pattern, std::move(handler)};
}

Plan plan_file(const Service& service, const Request& request) {
    const auto* file = service.files.find(request.path);
    if (file == nullptr) return refuse(404, "Not found: " + request.path);
    return {Lane::kInline, "file",
            [file](const Request& r, data::Deadline) { return file->respond(r); }};
}

Plan route_request(const Service& service, const Request& request) {
    // HEAD is answered like GET; the server leaves the body out.
    const std::string_view sent = request.method;
    const std::string_view method = sent == "HEAD" ? "GET" : sent;
    const auto segments = split_path(request.path);
    if (!segments) return refuse(400, "The path has a broken percent escape: " + request.path);
    bool is_known = false;
    for (const auto& route : kRoutes) {
        auto captures = match(route.pattern, *segments);
        if (!captures) continue;
        if (route.method == method) return plan_for(service, route, std::move(*captures));
        is_known = true;
    }
    if (is_known) return refuse(405, request.method + " is not possible on " + request.path);
    if (method == "GET") return plan_file(service, request);
    return refuse(404, "Not found: " + request.path);
}

} // namespace

std::optional<std::vector<std::string>> split_path(std::string_view path) {
    std::vector<std::string> segments;
    if (path.starts_with('/')) path.remove_prefix(1);
    while (true) {
        const auto end = path.find('/');
        auto segment = decode_segment(path.substr(0, end));
        if (!segment) return std::nullopt;
        segments.push_back(std::move(*segment));
        if (end == std::string_view::npos) return segments;
        path.remove_prefix(end + 1);
    }
}

std::size_t body_limit_for(const Request& head) {
    constexpr std::size_t kSearchBytes = 1U << 20U;
    constexpr std::size_t kBatchBytes = 100U << 20U;
    constexpr std::size_t kRecordBytes = 10U << 20U;
    if (head.path.ends_with("/batch") || head.path.ends_with("/hot")) return kBatchBytes;
    const bool is_search = head.path.ends_with("/query") || head.path.ends_with("/queries") ||
                           head.path.ends_with("/browse") ||
                           head.path.ends_with("/recommendations");
    return is_search ? kSearchBytes : kRecordBytes;
}

Router make_router(const Service& service) {
    return [&service](const Request& request) { return route_request(service, request); };
}

} // namespace aisle::api
