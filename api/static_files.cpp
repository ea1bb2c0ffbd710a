#include "api/static_files.h"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "data/error.h"
#include "data/manifest.h"

namespace aisle::api {

namespace fs = std::filesystem;

namespace {

std::string content_type_of(const fs::path& path) {
    static const std::map<std::string, std::string> kTypes = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".txt", "text/plain; charset=utf-8"},
        {".map", "application/json"}};
    const auto found = kTypes.find(path.extension().string());
    return found == kTypes.end() ? "application/octet-stream" : found->second;
}

} // namespace

Response StaticFile::respond(const Request& request) const {
    Response response;
    response.content_type = content_type;
    response.headers = {{"ETag", etag}, {"Cache-Control", "no-cache"}};
    const auto known = request.header("if-none-match");
    if (known && known->find(etag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    response.body = bytes;
    return response;
}

StaticFiles::StaticFiles(const fs::path& directory) {
    if (!fs::is_directory(directory)) {
        throw data::Error(data::ErrorCode::kNotFound, "no such directory: " + directory.string());
    }
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file()) continue;
        add("/" + fs::relative(entry.path(), directory).generic_string(),
            data::read_file(entry.path()), content_type_of(entry.path()));
    }
}

void StaticFiles::add(std::string path, std::string bytes, std::string content_type) {
    std::string etag = fmt::format("\"{:x}\"", XXH3_64bits(bytes.data(), bytes.size()));
    files_.insert_or_assign(std::move(path),
                            StaticFile{std::move(bytes), std::move(content_type), std::move(etag)});
}

const StaticFile* StaticFiles::find(std::string_view path) const {
    const auto found = files_.find(path == "/" ? std::string_view("/index.html") : path);
    return found == files_.end() ? nullptr : &found->second;
}

} // namespace aisle::api
