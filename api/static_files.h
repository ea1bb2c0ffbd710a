#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "api/http_message.h"

namespace aisle::api {

/// One file of the web page, in memory.
struct StaticFile {
    std::string bytes;
    std::string content_type;
    std::string etag;

    /// The file, or 304 when the client already has it.
    [[nodiscard]] Response respond(const Request& request) const;
};

/// The files of a directory, read once at the start. A path is looked up whole in a table, so
/// that no path reaches a file that is not in it.   Threads: any; immutable.
class StaticFiles {
public:
    /// No files.
    StaticFiles() = default;

    /// Throws: Error{kNotFound} when there is no such directory.
    explicit StaticFiles(const std::filesystem::path& directory);

    /// Adds one file under a path of its own.
    void add(std::string path, std::string bytes, std::string content_type);

    /// The file at a URL path, "/" standing for "/index.html"; null when there is none.
    [[nodiscard]] const StaticFile* find(std::string_view path) const;

private:
    std::map<std::string, StaticFile, std::less<>> files_;
};

} // namespace aisle::api
