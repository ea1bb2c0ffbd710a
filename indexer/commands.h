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

// store_commands.cpp

/// `aisle-index inspect`: prints what is in a data directory, and all that is wrong with it.
struct InspectCommand {
    std::string data_dir;
};

/// Throws: Error{kCorruptData} when something is wrong.
void run(const InspectCommand& command);

/// `aisle-index verify`: checks a data directory or a backup, and prints what is wrong with it.
struct VerifyCommand {
    std::string data_dir;
};

/// Throws: Error{kCorruptData} when something is wrong.
void run(const VerifyCommand& command);

/// `aisle-index backup`: makes a backup of a data directory, which may be in use.
struct BackupCommand {
    std::string data_dir;
    std::string to;
};

void run(const BackupCommand& command);

/// `aisle-index export-xapian`: writes the words of an index as a Xapian database.
struct ExportXapianCommand {
    std::string data_dir;
    std::string index;
    std::string to;
};

void run(const ExportXapianCommand& command);

/// `aisle-index restore`: makes a data directory of a backup.
struct RestoreCommand {
    std::string from;
    std::string data_dir;
};

void run(const RestoreCommand& command);

} // namespace aisle::indexer
