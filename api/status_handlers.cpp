#include "api/handlers.h"
#include "api/hit_writer.h"
#include "api/openapi_document.h"

namespace aisle::api {

Response get_health(const Service&, const Call&) {
    // The server listens only once every index is open, and stops listening when it drains.
    Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "ok\n";
    return response;
}

Response get_metrics(const Service& service, const Call&) {
    for (const auto& snapshot : service.indexes.all()) {
        const Labels labels = {{"index", snapshot->index_name}};
        service.metrics.gauge("aisle_index_products", "Products that can be found", labels)
            .set(static_cast<std::int64_t>(snapshot->num_products()));
        service.metrics.gauge("aisle_index_generation", "Generation that is served", labels)
            .set(static_cast<std::int64_t>(snapshot->generation));
    }
    Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = service.metrics.render();
    return response;
}

Response get_openapi(const Service&, const Call&) {
    return json_response(std::string(openapi_document()));
}

/// What the storefront page needs to know. The search key is public by nature: every browser
/// that searches holds it.
Response get_storefront(const Service& service, const Call&) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("applicationId");
    writer.String(service.keys.application_id());
    writer.Key("searchApiKey");
    writer.String(service.keys.search_key());
    SnapshotPointer shown = service.indexes.find("products");
    for (const auto& snapshot : service.indexes.all()) {
        if (!shown && snapshot->settings.primary.empty()) shown = snapshot;
    }
    writer.Key("indexName");
    writer.String(shown ? shown->index_name : "products");
    writer.Key("replicas");
    writer.StartArray();
    if (shown) {
        for (const auto& replica : shown->settings.replicas) writer.String(replica.name);
    }
    writer.EndArray();
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

} // namespace aisle::api
