#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/open_file.h"

namespace aisle::data {

/// All files of a store but its log, as they are at one moment, held open.
///
/// A store never changes a file in place: it puts another one there, so what is held open here
/// stays as it is while the store goes on. Of each index there are its settings and the like,
/// and the published generation; builds under way, live segments and removed indexes, which a
/// restart makes anew or drops, are left out.
/// Threads: one at a time.
class StoreView {
public:
    /// By name relative to the data directory, such as "indexes/shop/CURRENT".
    using Files = std::map<std::string, OpenFile>;

    /// Looks until everything was the same twice.
    /// Throws: Error{kNotFound} when there is no such directory, {kUnavailable} when a file
    ///         cannot be opened, or is replaced again and again.
    explicit StoreView(const std::filesystem::path& data);

    [[nodiscard]] const Files& files() const noexcept { return files_; }

    /// Null when there is none.
    [[nodiscard]] const OpenFile* find(const std::string& name) const;

private:
    Files files_;
};

/// The log of a store, and what describes a backup: beside the files of a StoreView.
inline constexpr const char* kLogName = "log.sqlite";
inline constexpr const char* kBackupManifestName = "backup.json";

} // namespace aisle::data
