#include "data/manifest.h"

#include <fcntl.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "data/checksum.h"
#include "data/error.h"
#include "data/format_version.h"
#include "data/json.h"
#include "data/open_file.h"

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kFormatVersion = 1;
constexpr const char* kManifestName = "manifest.json";

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw Error(ErrorCode::kCorruptData, "damaged manifest " + path.string() + ": " + what);
}

[[noreturn]] void fail_version(const fs::path& path, std::uint64_t version) {
    throw Error(ErrorCode::kCorruptData,
                "cannot read " + path.string() + ": " +
                    describe_version_mismatch(version, kFormatVersion, "build the index again"));
}

const rapidjson::Value& member(const rapidjson::Value& object, const char* name,
                               const fs::path& path) {
    const auto found = object.FindMember(name);
    if (found == object.MemberEnd()) fail(path, std::string(name) + " is missing");
    return found->value;
}

std::uint64_t number(const rapidjson::Value& object, const char* name, const fs::path& path) {
    const auto& value = member(object, name, path);
    if (!value.IsUint64()) fail(path, std::string(name) + " is not a whole number");
    return value.GetUint64();
}

std::string string(const rapidjson::Value& object, const char* name, const fs::path& path) {
    const auto& value = member(object, name, path);
    if (!value.IsString()) fail(path, std::string(name) + " is not a string");
    return {value.GetString(), value.GetStringLength()};
}

std::string to_json(const Manifest& manifest) {
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    writer.Key("formatVersion");
    writer.Uint64(kFormatVersion);
    writer.Key("createdAt");
    writer.Int64(manifest.created_at);
    writer.Key("logPosition");
    writer.Uint64(manifest.log_position);
    writer.Key("numProducts");
    writer.Uint64(manifest.num_products);
    writer.Key("numRows");
    writer.Uint64(manifest.num_rows);
    writer.Key("buildSeconds");
    writer.Double(manifest.build_seconds);
    writer.Key("settings");
    writer.String(manifest.settings_json);
    writer.Key("segments");
    writer.StartArray();
    for (const auto& name : manifest.segments) writer.String(name);
    writer.EndArray();
    writer.Key("files");
    writer.StartArray();
    for (const auto& [name, size_bytes, checksum] : manifest.files) {
        writer.StartObject();
        writer.Key("name");
        writer.String(name);
        writer.Key("sizeBytes");
        writer.Uint64(size_bytes);
        writer.Key("xxh3");
        writer.String(to_hex(checksum));
        writer.EndObject();
    }
    writer.EndArray();
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

Manifest::File read_file_entry(const rapidjson::Value& entry, const fs::path& path) {
    if (!entry.IsObject()) fail(path, "files holds something that is no object");
    Manifest::File file{string(entry, "name", path), number(entry, "sizeBytes", path), 0};
    const std::string hex = string(entry, "xxh3", path);
    const auto checksum = parse_hex(hex);
    if (!checksum) fail(path, "xxh3 of " + file.name);
    file.checksum = *checksum;
    return file;
}

} // namespace

void seal(const fs::path& directory, Manifest manifest, const std::vector<Manifest::File>& known) {
    manifest.files.clear();
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file()) continue;
        const std::string name = fs::relative(entry.path(), directory).string();
        const auto sealed = std::find_if(known.begin(), known.end(),
                                         [&](const auto& file) { return file.name == name; });
        manifest.files.push_back(
            sealed != known.end()
                ? *sealed
                : Manifest::File{name, entry.file_size(), OpenFile(entry.path()).checksum()});
    }
    std::sort(manifest.files.begin(), manifest.files.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    write_file_atomically(directory / kManifestName, to_json(manifest));
}

void require_manifest_version(const fs::path& directory) {
    const fs::path path = directory / kManifestName;
    if (!fs::exists(path)) return;
    const std::string text = read_file(path);
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    if (document.HasParseError() || !document.IsObject()) return;
    const auto* version = find_member(document, "formatVersion");
    if (version == nullptr || !version->IsUint64()) return;
    if (version->GetUint64() != kFormatVersion) fail_version(path, version->GetUint64());
}

Manifest read_manifest(const fs::path& directory) {
    return parse_manifest(read_file(directory / kManifestName), directory / kManifestName);
}

Manifest parse_manifest(std::string_view text, const fs::path& path) {
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    if (document.HasParseError() || !document.IsObject()) fail(path, "not a JSON object");
    if (const auto version = number(document, "formatVersion", path); version != kFormatVersion) {
        fail_version(path, version);
    }
    Manifest manifest;
    manifest.created_at = static_cast<std::int64_t>(number(document, "createdAt", path));
    manifest.log_position = number(document, "logPosition", path);
    manifest.num_products = number(document, "numProducts", path);
    manifest.num_rows = number(document, "numRows", path);
    if (const auto& seconds = member(document, "buildSeconds", path); seconds.IsNumber()) {
        manifest.build_seconds = seconds.GetDouble();
    }
    manifest.settings_json = string(document, "settings", path);
    const auto& segments = member(document, "segments", path);
    const auto& files = member(document, "files", path);
    if (!segments.IsArray() || !files.IsArray()) fail(path, "segments and files must be arrays");
    for (const auto& name : segments.GetArray()) {
        if (!name.IsString()) fail(path, "segments holds something that is no string");
        manifest.segments.emplace_back(name.GetString());
    }
    for (const auto& entry : files.GetArray()) {
        manifest.files.push_back(read_file_entry(entry, path));
    }
    return manifest;
}

void verify(const fs::path& directory, const Manifest& manifest) {
    for (const auto& [name, size_bytes, checksum] : manifest.files) {
        const fs::path path = directory / name;
        std::error_code error;
        const auto size = fs::file_size(path, error);
        if (error) {
            throw Error(ErrorCode::kCorruptData,
                        "damaged generation: " + path.string() + " is missing");
        }
        if (size != size_bytes) {
            throw Error(ErrorCode::kCorruptData, "damaged generation: " + path.string() + " has " +
                                                     std::to_string(size) + " bytes, expected " +
                                                     std::to_string(size_bytes));
        }
        if (OpenFile(path).checksum() != checksum) {
            throw Error(ErrorCode::kCorruptData,
                        "damaged generation: the checksum of " + path.string() + " differs");
        }
    }
}

void write_file_atomically(const fs::path& path, std::string_view text, unsigned permissions) {
    const fs::path temporary = path.string() + ".new";
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions);
    const auto fail_with = [&](const char* what) {
        const std::string reason = std::strerror(errno);
        if (fd >= 0) ::close(fd);
        throw Error(ErrorCode::kUnavailable,
                    std::string("cannot ") + what + " " + temporary.string() + ": " + reason);
    };
    if (fd < 0) fail_with("create");
    for (std::size_t at = 0; at < text.size();) {
        const auto written = ::write(fd, text.data() + at, text.size() - at);
        if (written < 0) fail_with("write");
        at += static_cast<std::size_t>(written);
    }
    if (::fsync(fd) != 0) fail_with("sync");
    ::close(fd);
    std::error_code error;
    fs::rename(temporary, path, error);
    if (error) {
        throw Error(ErrorCode::kUnavailable,
                    "cannot replace " + path.string() + ": " + error.message());
    }
    sync_directory(path.parent_path());
}

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        const bool missing = !fs::exists(path);
        throw Error(missing ? ErrorCode::kNotFound : ErrorCode::kUnavailable,
                    (missing ? "no such file: " : "cannot read ") + path.string());
    }
    std::ostringstream out;
    out << in.rdbuf();
    return std::move(out).str();
}

void sync_directory(const fs::path& directory) {
    const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return; // some file systems have no directory handles; the rename still happened
    ::fsync(fd);
    ::close(fd);
}

} // namespace aisle::data
