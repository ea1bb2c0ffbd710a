#include "api/store_identity.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <cstdlib>
#include <utility>

#include "api/random_hex.h"
#include "data/error.h"
#include "data/json.h"
#include "data/manifest.h"

namespace aisle::api {

namespace fs = std::filesystem;

namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::string member(const rapidjson::Document& keys, const char* name, const fs::path& path) {
    const auto found = std::as_const(keys).FindMember(name);
    if (found == std::as_const(keys).MemberEnd() || !found->value.IsString() ||
        found->value.GetStringLength() == 0) {
        throw data::Error(data::ErrorCode::kCorruptData,
                          "damaged file " + path.string() + ": " + name + " is missing");
    }
    return std::string(data::string_of(found->value));
}

void write_identity(const fs::path& path, const StoreIdentity& identity) {
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    writer.Key("applicationId");
    writer.String(identity.application_id);
    writer.Key("adminKey");
    writer.String(identity.admin_key);
    writer.Key("searchKey");
    writer.String(identity.search_key);
    writer.EndObject();
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    data::write_file_atomically(path, {buffer.GetString(), buffer.GetSize()}, 0600);
}

} // namespace

StoreIdentity read_identity(const fs::path& folder) {
    StoreIdentity identity{environment("AISLE_APP_ID"), environment("AISLE_ADMIN_KEY"),
                           environment("AISLE_SEARCH_KEY")};
    auto& [application_id, admin_key, search_key] = identity;
    if (!application_id.empty() && !admin_key.empty() && !search_key.empty()) return identity;
    const fs::path path = folder / "keys.json";
    const auto fill = [](std::string& key, std::string value) {
        if (key.empty()) key = std::move(value);
    };
    if (fs::exists(path)) {
        const auto keys = data::parse_json(data::read_file(path));
        if (!keys.IsObject()) {
            throw data::Error(data::ErrorCode::kCorruptData,
                              "damaged file " + path.string() + ": not an object");
        }
        fill(application_id, member(keys, "applicationId", path));
        fill(admin_key, member(keys, "adminKey", path));
        fill(search_key, member(keys, "searchKey", path));
        return identity;
    }
    fill(application_id, "AISLE" + random_hex(4));
    fill(admin_key, random_hex(16));
    fill(search_key, random_hex(16));
    write_identity(path, identity);
    return identity;
}

} // namespace aisle::api
