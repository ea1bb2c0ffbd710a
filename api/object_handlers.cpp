#include <openssl/evp.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "api/call_input.h"
#include "api/handlers.h"
#include "api/search_response.h"
#include "data/error.h"
#include "data/param_values.h"
#include "data/search_params_parser.h"
#include "data/url_params.h"
#include "search/searcher.h"

namespace aisle::api {

namespace {

/// Hits on a page of browse when the request does not say.
constexpr std::uint32_t kBrowsePage = 1000;

/// Where a browse goes on: behind this objectID, with the parameters it began with.
struct Cursor {
    std::string after;
    std::string request; ///< JSON
    std::uint64_t page = 0;
};

std::string encode_cursor(const Cursor& cursor) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartArray();
    writer.String(cursor.after);
    writer.String(cursor.request);
    writer.Uint64(cursor.page);
    writer.EndArray();
    std::string encoded(4 * ((buffer.GetSize() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     reinterpret_cast<const unsigned char*>(buffer.GetString()),
                                     static_cast<int>(buffer.GetSize()));
    encoded.resize(static_cast<std::size_t>(size));
    return encoded;
}

Cursor decode_cursor(const std::string& encoded) {
    const data::Error wrong(data::ErrorCode::kInvalidRequest,
                            "cursor: expected the cursor of an earlier page, got " +
                                data::excerpt(encoded));
    std::string json(3 * (encoded.size() / 4) + 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(json.data()),
                                     reinterpret_cast<const unsigned char*>(encoded.data()),
                                     static_cast<int>(encoded.size()));
    if (size < 0) throw wrong;
    json.resize(static_cast<std::size_t>(size));
    while (!json.empty() && json.back() == '\0') json.pop_back(); // EVP keeps the padding
    try {
        const auto parts = data::parse_json(json);
        if (!parts.IsArray() || parts.Size() != 3 || !parts[0].IsString() || !parts[1].IsString() ||
            !parts[2].IsUint64()) {
            throw wrong;
        }
        return {std::string(data::string_of(parts[0])), std::string(data::string_of(parts[1])),
                parts[2].GetUint64()};
    } catch (const data::Error&) {
        throw wrong;
    }
}

std::uint32_t browse_page_size(const rapidjson::Document& body) {
    const auto found = body.FindMember("hitsPerPage");
    if (found == body.MemberEnd()) return kBrowsePage;
    return data::read_count(data::JsonAt(found->value, "hitsPerPage"), 1, kBrowsePage);
}

void write_stored(const search::Snapshot& snapshot, const search::Candidate& candidate,
                  const std::vector<std::string>& attributes, Access access, JsonWriter& writer) {
    data::SearchParams params;
    params.attributes_to_retrieve = attributes;
    HitWriter(snapshot, params, nullptr, access.is_admin).write({candidate, 0, {}}, writer);
}

} // namespace

Response browse_index(const Service& service, const Call& call) {
    const auto started = std::chrono::steady_clock::now();
    const auto snapshot = require_index(service, call.captures[0]);
    auto body = read_object(call);
    std::optional<Cursor> cursor;
    if (const auto found = std::as_const(body).FindMember("cursor");
        found != std::as_const(body).MemberEnd() && found->value.IsString()) {
        cursor = decode_cursor(std::string(data::string_of(found->value)));
        body = data::parse_json(cursor->request);
        if (!body.IsObject()) body.SetObject();
    }
    const std::string request = data::to_json_text(body);
    const auto count = browse_page_size(body);
    auto params = data::parse_search_params(data::JsonAt(body), snapshot->settings);
    const auto page = search::browse(
        *snapshot, params, cursor ? std::optional<std::string_view>(cursor->after) : std::nullopt,
        count, call.deadline);

    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("hits");
    writer.StartArray();
    HitWriter hits(*snapshot, params, nullptr, call.access.is_admin);
    for (const auto& candidate : page.hits) hits.write({candidate, 0, {}}, writer);
    writer.EndArray();
    const std::uint64_t number = cursor ? cursor->page : 0;
    if (!page.is_last) {
        const auto& last = page.hits.back();
        const auto id = snapshot->segments[last.segment].columns().object_id(last.product);
        writer.Key("cursor");
        writer.String(encode_cursor({std::string(id), request, number + 1}));
    }
    writer.Key("page");
    writer.Uint64(number);
    writer.Key("nbHits");
    writer.Uint64(page.num_hits);
    writer.Key("nbPages");
    writer.Uint64((page.num_hits + count - 1) / count);
    writer.Key("hitsPerPage");
    writer.Uint(count);
    writer.Key("query");
    writer.String(params.query);
    writer.Key("params");
    writer.String(data::encode_params_echo(body));
    writer.Key("processingTimeMS");
    writer.Int64(elapsed_ms(started));
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

Response get_object(const Service& service, const Call& call) {
    const auto snapshot = require_index(service, call.captures[0]);
    const auto found = search::find_object(*snapshot, call.captures[1]);
    if (!found) throw data::Error(data::ErrorCode::kNotFound, "ObjectID does not exist");
    std::vector<std::string> attributes = {"*"};
    if (const auto wanted = url_parameter(call, "attributesToRetrieve"); !wanted.empty()) {
        const rapidjson::Value text(rapidjson::StringRef(wanted.data(), wanted.size()));
        attributes = data::read_names(data::JsonAt(text, "attributesToRetrieve"));
    }
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    write_stored(*snapshot, *found, attributes, call.access, writer);
    return json_response({buffer.GetString(), buffer.GetSize()});
}

Response get_objects(const Service& service, const Call& call) {
    const auto body = read_object(call);
    const data::JsonAt requests(requests_of(body), "requests");
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    writer.StartObject();
    writer.Key("results");
    writer.StartArray();
    for (rapidjson::SizeType i = 0; i < requests.value().Size(); ++i) {
        const auto entry = requests.element(i);
        const auto snapshot = require_index(service, require_string(entry, "indexName"));
        const auto found = search::find_object(*snapshot, require_string(entry, "objectID"));
        if (!found) {
            writer.Null();
            continue;
        }
        std::vector<std::string> attributes = {"*"};
        const auto wanted = entry.value().FindMember("attributesToRetrieve");
        if (wanted != entry.value().MemberEnd()) {
            attributes = data::read_names(entry.member(*wanted));
        }
        write_stored(*snapshot, *found, attributes, call.access, writer);
    }
    writer.EndArray();
    writer.EndObject();
    return json_response({buffer.GetString(), buffer.GetSize()});
}

} // namespace aisle::api
