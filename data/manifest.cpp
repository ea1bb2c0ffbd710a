#include "data/manifest.h"

#include <fcntl.h>
#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>

#include "data/error.h"

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

constexpr int kFormatVersion = 1;
constexpr const char* kManifestName = "manifest.json";

struct CloseFile {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

std::uint64_t checksum_of(const fs::path& path) {
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    if (!file) {
        throw Error(ErrorCode::kCorruptData,
                    "cannot open " + path.string() + ": " + std::strerror(errno));
    }
    const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(),
                                                                                XXH3_freeState);
    XXH3_64bits_reset(state.get());
    std::vector<char> buffer(1U << 20U);
    while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
        XXH3_64bits_update(state.get(), buffer.data(), n);
    }
    return XXH3_64bits_digest(state.get());
}

std::string to_hex(std::uint64_t value) {
    std::array<char, 16> digits{};
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return {digits.data(), end};
}

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
    throw Error(ErrorCode::kCorruptData, "damaged manifest " + path.string() + ": " + what);
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
    writer.Int(kFormatVersion);
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
    const auto [end, error] =
        std::from_chars(hex.data(), hex.data() + hex.size(), file.checksum, 16);
    if (error != std::errc{} || end != hex.data() + hex.size()) fail(path, "xxh3 of " + file.name);
    return file;
}

} // namespace

void seal(const fs::path& directory, Manifest manifest) {
    manifest.files.clear();
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        if (!entry.is_regular_file()) continue;
        manifest.files.push_back({fs::relative(entry.path(), directory).string(), entry.file_size(),
                                  checksum_of(entry.path())});
    }
    std::sort(manifest.files.begin(), manifest.files.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    write_file_atomically(directory / kManifestName, to_json(manifest));
}

Manifest read_manifest(const fs::path& directory) {
    const fs::path path = directory / kManifestName;
    const std::string text = read_file(path);
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    if (document.HasParseError() || !document.IsObject()) fail(path, "not a JSON object");
    if (const auto version = number(document, "formatVersion", path); version != kFormatVersion) {
        fail(path, "format version " + std::to_string(version) + ", this program reads version " +
                       std::to_string(kFormatVersion) + "; build the index again");
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
        if (checksum_of(path) != checksum) {
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
