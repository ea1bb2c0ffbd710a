#pragma once

#include <cstdint>
#include <string>

namespace aisle::indexer {

/// `aisle-index generate`: writes a demo store.
struct GenerateCommand {
    std::uint64_t num_products = 20'000;
    std::uint64_t seed = 1;
    std::string products_file;
    std::string events_file; ///< empty: none
    std::int64_t now = 0;    ///< Unix seconds; 0: the present
};

void run(const GenerateCommand& command);

/// `aisle-index build`: builds an index from records and publishes it.
struct BuildCommand {
    std::string data_dir;
    std::string index;
    std::string records_file;
    std::string format = "auto";
    std::string id_field = "objectID";
    std::string settings_file; ///< empty: the index's own, or the defaults
    std::string on_error = "skip";
};

void run(const BuildCommand& command);

/// `aisle-index settings`: sets the settings of an index or a replica.
struct SettingsCommand {
    std::string data_dir;
    std::string index;
    std::string settings_file;
};

void run(const SettingsCommand& command);

/// `aisle-index inspect`: prints what is in a data directory, and checks its checksums.
struct InspectCommand {
    std::string data_dir;
};

void run(const InspectCommand& command);

} // namespace aisle::indexer
