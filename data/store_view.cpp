#include "data/store_view.h"

#include <chrono>
#include <set>
#include <thread>

#include "data/error.h"
#include "data/index_directory.h"

// How to see many files as of one moment, without stopping those who replace them: open all of
// them, then walk the directory once more. Whoever replaces a file gives its name to another
// one, and as long as we hold the old one open the system gives its identity to no other. So
// when every name has the identity that we opened, and no name came or went, nothing at all
// changed between the end of the first walk and the beginning of the second: at that moment the
// store was what we hold. Otherwise something did change, and we look again. Walking takes
// microseconds a file, while a store replaces files a few times a second at most.
//
// The moment matters because the files depend on each other: a copy between indexes is sealed
// before its source moves on, settings are written after what was deleted under the old ones.
// What we hold is what a crash at that moment would have left, which is what recovery is made
// for and tested with.

namespace aisle::data {

namespace fs = std::filesystem;

namespace {

constexpr int kAttempts = 200;
constexpr std::chrono::milliseconds kPause{10};

using Paths = std::map<std::string, fs::path>;

bool is_transient(const std::string& name) {
    return name.starts_with('.') || name.ends_with(".new") || name.ends_with(".lock");
}

/// Everything below `directory` whose name `is_wanted`, by its name after `prefix`.
void collect(const fs::path& directory, const std::string& prefix, Paths& paths,
             const std::set<std::string>& unwanted) {
    std::error_code error;
    for (fs::directory_iterator at(directory, error), end; !error && at != end;
         at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (is_transient(name) || unwanted.contains(name)) continue;
        std::error_code gone; // replaced or removed since: the second walk notices
        if (at->is_directory(gone)) {
            collect(at->path(), prefix + name + "/", paths, {});
        } else if (at->is_regular_file(gone)) {
            paths.emplace(prefix + name, at->path());
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        throw Error(ErrorCode::kUnavailable,
                    "cannot list " + directory.string() + ": " + error.message());
    }
}

Paths walk(const fs::path& data) {
    Paths paths;
    const std::string log = kLogName;
    collect(data, "", paths,
            {"indexes", "removed", kBackupManifestName, log, log + "-wal", log + "-shm",
             log + "-journal"});
    for (const auto& name : list_indexes(data)) {
        const IndexDirectory index(data, name);
        const std::string prefix = "indexes/" + index.path().filename().string() + "/";
        collect(index.path(), prefix, paths, {"generations", "live"});
        try {
            const auto current = index.current_generation();
            if (!current) continue;
            const fs::path generation = index.generation_path(*current);
            collect(generation, prefix + "generations/" + generation.filename().string() + "/",
                    paths, {});
        } catch (const Error& error) {
            // A damaged CURRENT is for whoever reads it; a removed one shows in the second walk.
            if (error.code() == ErrorCode::kUnavailable) throw;
        }
    }
    return paths;
}

/// Nothing when one of them is gone.
std::optional<StoreView::Files> open_all(const Paths& paths) {
    StoreView::Files files;
    for (const auto& [name, path] : paths) {
        try {
            files.emplace(name, OpenFile(path));
        } catch (const Error& error) {
            if (error.code() != ErrorCode::kNotFound) throw;
            return std::nullopt;
        }
    }
    return files;
}

bool is_same(const StoreView::Files& files, const Paths& paths) {
    if (files.size() != paths.size()) return false;
    for (const auto& [name, path] : paths) {
        const auto found = files.find(name);
        if (found == files.end()) return false;
        try {
            if (OpenFile(path).identity() != found->second.identity()) return false;
        } catch (const Error& error) {
            if (error.code() != ErrorCode::kNotFound) throw;
            return false;
        }
    }
    return true;
}

} // namespace

StoreView::StoreView(const fs::path& data) {
    if (!fs::is_directory(data)) {
        throw Error(ErrorCode::kNotFound, "there is no data directory " + data.string());
    }
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        if (attempt > 0) std::this_thread::sleep_for(kPause);
        auto files = open_all(walk(data));
        if (!files || !is_same(*files, walk(data))) continue;
        files_ = std::move(*files);
        return;
    }
    throw Error(ErrorCode::kUnavailable,
                "the files in " + data.string() +
                    " are replaced faster than they can be opened; try again at a quieter time");
}

const OpenFile* StoreView::find(const std::string& name) const {
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : &found->second;
}

} // namespace aisle::data
