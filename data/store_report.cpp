#include "data/store_report.h"

#include <algorithm>
#include <set>

#include "data/backup_manifest.h"
#include "data/error.h"
#include "data/index_directory.h"
#include "data/json.h"
#include "data/operation_table.h"
#include "data/section_file.h"
#include "data/sqlite_log.h"
#include "data/store_view.h"

// The files are opened before the log is read, so that on a store that is being written the log
// may be ahead of them and never behind: an operation is in the log before anything else knows
// of it. A file that claims to hold an operation that the log does not have is therefore damage,
// or comes from another store.

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

/// How often the log may be trimmed while it is read.
constexpr int kTrimAttempts = 20;

/// One examination, which goes on after each problem that it finds.
class Examination {
public:
    explicit Examination(const fs::path& data) : data_(data), view_(data) {}

    StoreReport run() {
        for (const auto& [name, file] : view_.files()) {
            report_.size_bytes += file.size_bytes();
            if (is_plain_json(name)) read_json(name, file);
        }
        std::set<std::string> names;
        for (const auto& [name, file] : view_.files()) {
            if (name.starts_with("indexes/")) {
                names.insert(name.substr(8, name.find('/', 8) - 8));
            }
        }
        for (const auto& name : names) read_index(name);
        std::sort(report_.indexes.begin(), report_.indexes.end(),
                  [](const auto& a, const auto& b) { return a.name < b.name; });
        if (const fs::path log = data_ / kLogName; fs::exists(log)) read_log(log);
        if (report_.log) report_.size_bytes += report_.log->size_bytes;
        compare_positions();
        compare_with_backup();
        return std::move(report_);
    }

private:
    /// Position that a file claims to hold, by the file's name.
    struct Claim {
        std::string file;
        std::uint64_t position;
    };

    template <class Work>
    bool attempt(const std::string& file, const Work& work) {
        try {
            work();
            return true;
        } catch (const Error& error) {
            if (error.code() == ErrorCode::kUnavailable) throw;
            const std::string what = error.what();
            const bool is_named = what.find(file) != std::string::npos;
            report_.problems.push_back(is_named ? what : file + ": " + what);
            return false;
        }
    }

    void note(const std::string& file, const std::string& what) {
        report_.problems.push_back("damaged file " + file + ": " + what);
    }

    /// Outside generations, which have checksums.
    static bool is_plain_json(const std::string& name) {
        return name.ends_with(".json") && name.find("/generations/") == std::string::npos;
    }

    void read_json(const std::string& name, const OpenFile& file) {
        attempt(name, [&] {
            const std::string text = file.read_all();
            const auto json = parse_json(text);
            if (!json.IsObject()) return note(name, "not a JSON object");
            if (!name.starts_with("indexes/") && find_member(json, "logPosition") == nullptr) {
                return;
            }
            const StoredPart part = parse_part(text, file.path());
            claims_.push_back({name, part.log_position});
            if (name.ends_with("/settings.json")) static_cast<void>(Settings::parse(part.json));
        });
    }

    void read_index(const std::string& directory) {
        StoreReport::Index index;
        index.name = decode_index_name(directory);
        const std::string prefix = "indexes/" + directory + "/";
        for (const auto& claim : claims_) {
            if (claim.file == prefix + "settings.json") index.settings_position = claim.position;
        }
        if (const auto* current = view_.find(prefix + "CURRENT")) {
            attempt(prefix + "CURRENT", [&] {
                index.generation = parse_generation(current->read_all(), current->path());
                read_generation(prefix, index);
            });
        }
        report_.indexes.push_back(std::move(index));
    }

    void read_generation(const std::string& prefix, StoreReport::Index& index) {
        const fs::path path = IndexDirectory(data_, index.name).generation_path(*index.generation);
        const std::string generation = prefix + "generations/" + path.filename().string() + "/";
        const auto* file = view_.find(generation + "manifest.json");
        if (file == nullptr) {
            index.generation.reset();
            return note(generation + "manifest.json", "it is missing");
        }
        const bool is_read = attempt(generation + "manifest.json", [&] {
            index.manifest = parse_manifest(file->read_all(), file->path());
        });
        if (!is_read) return index.generation.reset();
        claims_.push_back({generation + "manifest.json", index.manifest.log_position});
        for (const auto& expected : index.manifest.files) {
            check_file(generation + expected.name, expected);
            index.segment_bytes[expected.name.substr(0, expected.name.find('/'))] +=
                expected.size_bytes;
        }
        for (const auto& name : index.manifest.segments) {
            if (!index.segment_bytes.contains(name)) {
                note(generation + "manifest.json", "segment " + name + " has no files");
            }
        }
    }

    void check_file(const std::string& name, const Manifest::File& expected) {
        const OpenFile* file = view_.find(name);
        if (file == nullptr) return note(name, "it is missing");
        if (file->size_bytes() != expected.size_bytes) {
            return note(name, "it has " + std::to_string(file->size_bytes()) + " bytes, expected " +
                                  std::to_string(expected.size_bytes));
        }
        if (file->checksum() != expected.checksum) note(name, "its checksum differs");
        // An older one can be upgraded: it must not keep anybody from a backup.
        if (name.ends_with(".bin") && !has_older_version(file->path())) {
            attempt(name, [&] { require_section_version(file->path()); });
        }
    }

    void read_log(const fs::path& path) {
        attempt(kLogName, [&] {
            OperationTable(path, sqlite::Mode::kReadOnly).check_integrity();
            for (int attempts = 0;; ++attempts) {
                try {
                    return read_operations(path);
                } catch (const Error& error) {
                    // Trimmed under our eyes: begin again with what is left.
                    if (error.code() != ErrorCode::kNotFound || attempts == kTrimAttempts) throw;
                }
            }
        });
    }

    void read_operations(const fs::path& path) {
        const SqliteLog log(path, SqliteLog::Access::kReadOnly);
        StoreReport::Log extent{log.first_position(), 0, log.size_bytes()};
        extent.last = extent.first - 1;
        for (auto& index : report_.indexes) index.num_unsealed = 0;
        log.read_from(extent.first - 1, [&](const Operation& operation) {
            extent.last = operation.position;
            count_unsealed(operation);
        });
        report_.log = extent;
    }

    /// An index that was written to and never sealed is in the log only.
    void count_unsealed(const Operation& operation) {
        if (operation.index.empty()) return;
        auto& indexes = report_.indexes;
        const auto at = std::lower_bound(indexes.begin(), indexes.end(), operation.index,
                                         [](const StoreReport::Index& index,
                                            const std::string& name) { return index.name < name; });
        const bool is_known = at != indexes.end() && at->name == operation.index;
        auto& index = is_known ? *at : *indexes.insert(at, {operation.index, {}, {}, 0, 0, {}});
        if (operation.position > index.manifest.log_position) ++index.num_unsealed;
    }

    void compare_positions() {
        if (!report_.log && fs::exists(data_ / kLogName)) return; // reported already
        const std::uint64_t last = report_.log ? report_.log->last : 0;
        for (const auto& [file, position] : claims_) {
            if (position <= last) continue;
            note(file, "it holds operation " + std::to_string(position) +
                           ", but the log ends with " + std::to_string(last));
        }
    }

    /// A backup has checksums of everything, the log included.
    void compare_with_backup() {
        if (!fs::exists(data_ / kBackupManifestName)) return;
        attempt(kBackupManifestName, [&] {
            const auto manifest = read_backup_manifest(data_);
            std::set<std::string> listed;
            for (const auto& expected : manifest.files) {
                listed.insert(expected.name);
                if (expected.name == kLogName) {
                    check_log_file(expected);
                } else {
                    check_file(expected.name, expected);
                }
            }
            for (const auto& [name, file] : view_.files()) {
                if (!listed.contains(name)) note(name, "it is not part of the backup");
            }
        });
    }

    void check_log_file(const Manifest::File& expected) {
        if (!fs::exists(data_ / kLogName)) return note(kLogName, "it is missing");
        const OpenFile file(data_ / kLogName);
        if (file.size_bytes() != expected.size_bytes || file.checksum() != expected.checksum) {
            note(kLogName, "it is not the file that was backed up");
        }
    }

    const fs::path data_;
    const StoreView view_;
    StoreReport report_;
    std::vector<Claim> claims_;
};

} // namespace

StoreReport examine_store(const fs::path& data) {
    return Examination(data).run();
}

void require_known_formats(const fs::path& data) {
    for (const auto& name : list_indexes(data)) {
        const IndexDirectory index(data, name);
        std::optional<std::uint64_t> generation;
        try {
            generation = index.current_generation();
        } catch (const Error&) { // damaged, not of another version
        }
        if (!generation) continue;
        const fs::path path = index.generation_path(*generation);
        require_manifest_version(path);
        std::error_code error;
        for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
            if (entry.path().extension() == ".bin") require_section_version(entry.path());
        }
    }
}

} // namespace aisle::data
