#include <algorithm>
#include <charconv>
#include <ctime>

#include "api/call_input.h"
#include "api/handlers.h"
#include "api/hit_writer.h"
#include "data/error.h"

namespace aisle::api {

namespace {

std::uint64_t parse_task(const std::string& text) {
    std::uint64_t task = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), task);
    if (error != std::errc{} || end != text.data() + text.size()) {
        throw data::Error(data::ErrorCode::kInvalidRequest,
                          "taskID: expected a whole number, got " + data::excerpt(text));
    }
    return task;
}

void write_index_item(const search::Snapshot& snapshot, JsonWriter& writer) {
    const auto put = [&](const char* name, std::uint64_t value) {
        writer.Key(name);
        writer.Uint64(value);
    };
    writer.StartObject();
    writer.Key("name");
    writer.String(snapshot.index_name);
    writer.Key("createdAt");
    writer.String(rfc3339(snapshot.updated_at));
    writer.Key("updatedAt");
    writer.String(rfc3339(snapshot.updated_at));
    put("entries", snapshot.num_products());
    put("dataSize", snapshot.size_bytes);
    put("fileSize", snapshot.size_bytes);
    put("lastBuildTimeS", static_cast<std::uint64_t>(snapshot.build_seconds));
    put("numberOfPendingTasks", 0);
    writer.Key("pendingTask");
    writer.Bool(false);
    if (!snapshot.settings.primary.empty()) {
        writer.Key("primary");
        writer.String(snapshot.settings.primary);
    }
    if (!snapshot.settings.replicas.empty()) {
        writer.Key("replicas");
        writer.StartArray();
        for (const auto& replica : snapshot.settings.replicas) writer.String(replica.name);
        writer.EndArray();
    }
    writer.EndObject();
}

/// A parameter that counts; `absent` where it is not given.
std::size_t count_parameter(const Call& call, const char* name, std::size_t absent) {
    const std::string text = url_parameter(call, name);
    if (text.empty()) return absent;
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        throw data::Error(data::ErrorCode::kInvalidRequest, std::string(name) +
                                                                ": expected a whole number, got " +
                                                                data::excerpt(text));
    }
    return value;
}

} // namespace

Response get_settings(const Service& service, const Call& call) {
    return json_response(require_index(service, call.captures[0])->settings.to_json());
}

Response list_indexes(const Service& service, const Call& call) {
    const auto snapshots = service.indexes.all();
    const bool is_paged = !url_parameter(call, "page").empty();
    const std::size_t per_page =
        is_paged ? std::max<std::size_t>(1, count_parameter(call, "hitsPerPage", 100))
                 : std::max<std::size_t>(1, snapshots.size());
    const std::size_t begin =
        std::min(snapshots.size(), count_parameter(call, "page", 0) * per_page);
    const std::size_t end = std::min(snapshots.size(), begin + per_page);
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("items");
    writer.StartArray();
    for (std::size_t i = begin; i < end; ++i) write_index_item(*snapshots[i], writer);
    writer.EndArray();
    writer.Key("nbPages");
    writer.Uint64((snapshots.size() + per_page - 1) / per_page);
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

Response get_task(const Service& service, const Call& call) {
    const bool is_published = service.store.is_published(parse_task(call.captures.back()));
    return json_response(is_published ? R"({"status":"published","pendingTask":false})"
                                      : R"({"status":"notPublished","pendingTask":true})");
}

} // namespace aisle::api
