#include "data/backup_manifest.h"

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "data/checksum.h"
#include "data/error.h"
#include "data/format_version.h"
#include "data/json.h"
#include "data/json_members.h"
#include "data/store_view.h"

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kFormatVersion = 1;

using Writer = rapidjson::PrettyWriter<rapidjson::StringBuffer>;

/// Of all that the manifest says, however it is laid out.
std::uint64_t checksum_of(const BackupManifest& manifest) {
    Checksum checksum;
    const auto add = [&](const std::string& field) { checksum.update(field + '\n'); };
    add(std::to_string(manifest.created_at));
    add(std::to_string(manifest.log_position));
    for (const auto& file : manifest.files) {
        add(file.name);
        add(std::to_string(file.size_bytes));
        add(to_hex(file.checksum));
    }
    return checksum.digest();
}

std::uint64_t number(const JsonAt& object, std::string_view name) {
    const auto& member = require_member(object, name);
    const JsonAt at = object.member(member);
    if (!at.value().IsUint64()) at.fail("a whole number");
    return at.value().GetUint64();
}

std::string_view string(const JsonAt& object, std::string_view name) {
    const auto& member = require_member(object, name);
    return object.member(member).as_string();
}

Manifest::File read_entry(const JsonAt& entry) {
    Manifest::File file{std::string(string(entry, "name")), number(entry, "sizeBytes"), 0};
    const auto checksum = parse_hex(string(entry, "xxh3"));
    // A name that leads out of the backup is not one that we wrote.
    const fs::path name(file.name);
    if (!checksum || name.is_absolute() || name.lexically_normal() != name ||
        file.name.starts_with("..")) {
        entry.fail_with("not an entry of a backup");
    }
    file.checksum = *checksum;
    return file;
}

BackupManifest parse(const JsonAt& at) {
    if (const auto version = number(at, "formatVersion"); version != kFormatVersion) {
        at.fail_with(describe_version_mismatch(version, kFormatVersion,
                                               "restore it with the Aisle that wrote it"));
    }
    BackupManifest manifest;
    manifest.created_at = static_cast<std::int64_t>(number(at, "createdAt"));
    manifest.log_position = number(at, "logPosition");
    const JsonAt files = at.member(require_member(at, "files"));
    files.require_array();
    for (rapidjson::SizeType i = 0; i < files.value().Size(); ++i) {
        manifest.files.push_back(read_entry(files.element(i)));
    }
    if (parse_hex(string(at, "xxh3")) != checksum_of(manifest)) {
        at.fail_with("its own checksum differs");
    }
    return manifest;
}

} // namespace

void write_backup_manifest(const fs::path& directory, const BackupManifest& manifest) {
    rapidjson::StringBuffer buffer;
    Writer writer(buffer);
    writer.StartObject();
    writer.Key("formatVersion");
    writer.Uint64(kFormatVersion);
    writer.Key("createdAt");
    writer.Int64(manifest.created_at);
    writer.Key("logPosition");
    writer.Uint64(manifest.log_position);
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
    writer.Key("xxh3");
    writer.String(to_hex(checksum_of(manifest)));
    writer.EndObject();
    write_file_atomically(directory / kBackupManifestName, {buffer.GetString(), buffer.GetSize()});
}

BackupManifest read_backup_manifest(const fs::path& directory) {
    const fs::path path = directory / kBackupManifestName;
    if (!fs::exists(path)) {
        throw Error(ErrorCode::kNotFound,
                    directory.string() + " is no backup: it has no " + kBackupManifestName);
    }
    try {
        const auto json = parse_json(read_file(path));
        return parse(JsonAt(json));
    } catch (const Error& error) {
        if (error.code() != ErrorCode::kInvalidRequest) throw;
        throw Error(ErrorCode::kCorruptData,
                    "cannot use " + path.string() + ": " + std::string(error.what()));
    }
}

} // namespace aisle::data
