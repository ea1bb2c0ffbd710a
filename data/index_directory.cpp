#include "data/index_directory.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "data/error.h"
#include "data/json.h"
#include "data/manifest.h"
#include "data/staging.h"

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

bool is_plain(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string directory_name(std::uint64_t generation) {
    std::array<char, 32> name{};
    std::snprintf(name.data(), name.size(), "%06llu", static_cast<unsigned long long>(generation));
    return name.data();
}

/// Highest generation on the disk, published or not; 0 when there is none.
std::uint64_t latest_generation(const fs::path& generations) {
    std::uint64_t latest = 0;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(generations, error)) {
        latest = std::max(latest, parse_number(entry.path().filename().string()).value_or(0));
    }
    return latest;
}

} // namespace

IndexDirectory::IndexDirectory(const fs::path& data, std::string_view index_name)
    : index_name_(index_name), path_(data / "indexes" / encode_index_name(index_name)) {}

bool IndexDirectory::exists() const {
    static constexpr std::array kParts = {kSettingsPart, kSynonymsPart, kRulesPart};
    return fs::exists(path_ / "CURRENT") ||
           std::any_of(kParts.begin(), kParts.end(),
                       [&](std::string_view part) { return fs::exists(part_path(part)); });
}

std::optional<std::uint64_t> IndexDirectory::current_generation() const {
    const fs::path current = path_ / "CURRENT";
    if (!fs::exists(current)) return std::nullopt;
    return parse_generation(read_file(current), current);
}

fs::path IndexDirectory::generation_path(std::uint64_t generation) const {
    return generations_path() / directory_name(generation);
}

fs::path IndexDirectory::generations_path() const {
    return path_ / "generations";
}

bool IndexDirectory::is_being_built() const {
    if (!fs::exists(generations_path())) return false;
    const DirectoryLock lock(generations_path());
    return remove_abandoned(generations_path());
}

std::uint64_t IndexDirectory::publish(const fs::path& staging,
                                      std::optional<std::uint64_t> replaces) const {
    const DirectoryLock lock(generations_path());
    const auto displaced = current_generation();
    if (replaces && displaced.value_or(0) != *replaces) {
        throw Error(ErrorCode::kConflict,
                    "index " + index_name_ + " was published anew in the meantime");
    }
    const std::uint64_t generation = latest_generation(generations_path()) + 1;
    std::error_code error;
    fs::rename(staging, generation_path(generation), error);
    if (error) {
        throw Error(ErrorCode::kUnavailable,
                    "cannot move " + staging.string() + " into place: " + error.message());
    }
    sync_directory(generations_path());
    write_file_atomically(path_ / "CURRENT", std::to_string(generation) + "\n");
    // A server may still be opening the displaced generation; older ones nobody can reach. It may
    // also have removed the index by now, if that was deleted while this was built.
    for (const auto& entry : fs::directory_iterator(generations_path(), error)) {
        const auto number = parse_number(entry.path().filename().string());
        if (number && *number != generation && number != displaced) {
            fs::remove_all(entry.path(), error);
        }
    }
    return generation;
}

IndexDirectory::StoredSettings IndexDirectory::read_settings() const {
    const auto stored = read_part(part_path(kSettingsPart));
    if (!stored) return {};
    return {Settings::parse(stored->json), stored->log_position};
}

void IndexDirectory::write_settings(const Settings& settings, std::uint64_t log_position) const {
    write_part(part_path(kSettingsPart), {settings.stored_json(), log_position});
}

fs::path IndexDirectory::part_path(std::string_view part) const {
    return path_ / (std::string(part) + ".json");
}

std::optional<StoredPart> read_part(const fs::path& path) {
    if (!fs::exists(path)) return std::nullopt;
    return parse_part(read_file(path), path);
}

StoredPart parse_part(std::string_view text, const fs::path& path) {
    const auto fail = [&](const std::string& why) -> Error {
        return {ErrorCode::kCorruptData, "damaged file " + path.string() + ": " + why};
    };
    rapidjson::Document stored;
    try {
        stored = parse_json(text);
    } catch (const Error& error) {
        throw fail(error.what());
    }
    const auto* position = stored.IsObject() ? find_member(stored, "logPosition") : nullptr;
    const std::string name = path.stem().string();
    const auto* json = stored.IsObject() ? find_member(stored, name) : nullptr;
    if (position == nullptr || !position->IsUint64() || json == nullptr) {
        throw fail("expected logPosition and " + name);
    }
    return {to_json_text(*json), position->GetUint64()};
}

void write_part(const fs::path& path, const StoredPart& part, unsigned permissions) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) {
        throw Error(ErrorCode::kUnavailable,
                    "cannot create " + path.parent_path().string() + ": " + error.message());
    }
    write_file_atomically(path,
                          "{\"logPosition\":" + std::to_string(part.log_position) + ",\"" +
                              path.stem().string() + "\":" + part.json + "}\n",
                          permissions);
}

void IndexDirectory::remove() const {
    // Out of sight at once, so that a crash leaves no half of an index.
    const fs::path removed = path_.parent_path().parent_path() / "removed";
    std::error_code error;
    fs::remove_all(removed, error);
    if (!fs::exists(path_)) return;
    fs::create_directories(removed, error);
    if (!error) fs::rename(path_, removed / path_.filename(), error);
    if (error) {
        throw Error(ErrorCode::kUnavailable,
                    "cannot remove " + path_.string() + ": " + error.message());
    }
    sync_directory(path_.parent_path());
    fs::remove_all(removed, error);
}

std::uint64_t parse_generation(std::string_view text, const fs::path& path) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    const auto generation = parse_number(text);
    if (generation) return *generation;
    throw Error(ErrorCode::kCorruptData, "damaged file " + path.string() + ": \"" +
                                             std::string(text) + "\" is not a number");
}

std::vector<Settings> read_replica_settings(const fs::path& data, const Settings& primary) {
    std::vector<Settings> settings;
    for (const auto& replica : primary.replicas) {
        const IndexDirectory directory(data, replica.name);
        if (directory.exists()) settings.push_back(directory.read_settings().settings);
    }
    return settings;
}

std::vector<std::string> list_indexes(const fs::path& data) {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(data / "indexes", error)) {
        if (entry.is_directory())
            names.push_back(decode_index_name(entry.path().filename().string()));
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string encode_index_name(std::string_view name) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : name) {
        if (is_plain(c)) {
            encoded.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
        }
    }
    return encoded;
}

std::string decode_index_name(std::string_view encoded) {
    std::string name;
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        unsigned value = 0;
        if (encoded[i] == '%' && i + 2 < encoded.size() &&
            std::from_chars(encoded.data() + i + 1, encoded.data() + i + 3, value, 16).ec ==
                std::errc{}) {
            name.push_back(static_cast<char>(value));
            i += 2;
        } else {
            name.push_back(encoded[i]);
        }
    }
    return name;
}

} // namespace aisle::data
