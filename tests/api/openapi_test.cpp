// api/openapi.json, the description of the endpoints, against the code:
//   1. It describes every endpoint of the router, and no other.
//   2. It describes every search parameter, and no other.
//   3. Every setting it describes exists, and every parameter that is also a setting is described.
//   4. Every reference in it leads somewhere.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>

#include "data/json.h"
#include "data/manifest.h"
#include "data/search_params_table.h"
#include "data/settings.h"

namespace aisle::api {

namespace {

using testing::IsSupersetOf;

const rapidjson::Document& description() {
    static const auto document =
        data::parse_json(data::read_file(AISLE_SOURCE_DIR "/api/openapi.json"));
    return document;
}

std::set<std::string> properties_of(const std::string& schema) {
    const std::string pointer = "/components/schemas/" + schema + "/properties";
    const auto* properties = rapidjson::Pointer(pointer.c_str()).Get(description());
    std::set<std::string> names;
    for (const auto& member : properties->GetObject()) names.insert(member.name.GetString());
    return names;
}

/// "GET /1/indexes/{}/settings": a path with its captures unnamed.
std::set<std::string> described_endpoints() {
    static const std::regex kCapture(R"(\{\w+\})");
    std::set<std::string> endpoints;
    for (const auto& path : description()["paths"].GetObject()) {
        const auto pattern = std::regex_replace(path.name.GetString(), kCapture, "{}");
        for (const auto& operation : path.value.GetObject()) {
            std::string method = operation.name.GetString();
            std::transform(method.begin(), method.end(), method.begin(),
                           [](unsigned char c) { return std::toupper(c); });
            endpoints.insert(method + " " + pattern);
        }
    }
    return endpoints;
}

std::set<std::string> routed_endpoints() {
    const auto source = data::read_file(AISLE_SOURCE_DIR "/api/router.cpp");
    static const std::regex kRoute(R"re(Route\{"([A-Z]+)", "([^"]+)")re");
    std::set<std::string> endpoints;
    for (auto it = std::sregex_iterator(source.begin(), source.end(), kRoute);
         it != std::sregex_iterator(); ++it) {
        endpoints.insert((*it)[1].str() + " " + (*it)[2].str());
    }
    return endpoints;
}

/// Members that say where a request goes, not what it asks for.
bool is_address(std::string_view name) {
    return name == "indexName" || name == "type" || name == "facet" || name == "cursor";
}

void expect_references_lead_somewhere(const rapidjson::Value& value) {
    if (value.IsArray()) {
        for (const auto& element : value.GetArray()) expect_references_lead_somewhere(element);
    }
    if (!value.IsObject()) return;
    for (const auto& member : value.GetObject()) {
        if (data::string_of(member.name) != "$ref") {
            expect_references_lead_somewhere(member.value);
            continue;
        }
        const std::string target = member.value.GetString();
        EXPECT_NE(rapidjson::Pointer(target.c_str()).Get(description()), nullptr) << target;
    }
}

TEST(OpenApi, DescribesEveryEndpointAndNoOther) {
    EXPECT_EQ(described_endpoints(), routed_endpoints());
}

TEST(OpenApi, DescribesEverySearchParameterAndNoOther) {
    std::set<std::string> known;
    for (const auto& entry : data::all_params()) {
        if (entry.place != data::ParamPlace::kSetting && !is_address(entry.name)) {
            known.emplace(entry.name);
        }
    }
    EXPECT_EQ(properties_of("SearchParams"), known);
}

TEST(OpenApi, DescribesSettingsThatExist) {
    const auto described = properties_of("Settings");
    for (const auto& name : described) {
        EXPECT_NO_THROW((void)data::Settings::parse("{\"" + name + "\":null}")) << name;
    }
    std::set<std::string> shared;
    for (const auto& entry : data::all_params()) {
        if (entry.place != data::ParamPlace::kSearch) shared.emplace(entry.name);
    }
    EXPECT_THAT(described, IsSupersetOf(shared));
}

TEST(OpenApi, ReferencesLeadSomewhere) {
    expect_references_lead_somewhere(description());
}

} // namespace

} // namespace aisle::api
