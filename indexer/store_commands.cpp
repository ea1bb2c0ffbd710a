#include <fmt/format.h>

#include "data/backup.h"
#include "data/error.h"
#include "data/index_directory.h"
#include "data/store_report.h"
#include "indexer/commands.h"
#include "indexer/xapian_export.h"

// The commands that look at a whole data directory. All of them may run while a server writes to
// it: data/store_view.h says how.

namespace aisle::indexer {

namespace {

double megabytes(std::uint64_t bytes) {
    return static_cast<double>(bytes) / 1e6;
}

void print_index(const data::StoreReport::Index& index) {
    fmt::print("index {}\n", index.name);
    if (index.generation) {
        const auto& manifest = index.manifest;
        std::uint64_t size = 0;
        for (const auto& file : manifest.files) size += file.size_bytes;
        fmt::print("  generation {}: {} records, {} rows, {:.1f} MB, built in {:.1f} s\n",
                   *index.generation, manifest.num_products, manifest.num_rows, megabytes(size),
                   manifest.build_seconds);
        for (const auto& [name, bytes] : index.segment_bytes) {
            fmt::print("    {:<28} {:>12} bytes\n", name, bytes);
        }
        fmt::print("  sealed up to operation {}, ", manifest.log_position);
    } else {
        fmt::print("  no generation\n  nothing sealed, ");
    }
    fmt::print("{} in the log after it; settings of operation {}\n", index.num_unsealed,
               index.settings_position);
}

void print_report(const data::StoreReport& report) {
    for (const auto& index : report.indexes) print_index(index);
    if (!report.log) {
        fmt::print("no log: nothing but batch builds\n");
    } else if (report.log->first > report.log->last) {
        fmt::print("log: no operations, the next is {}; {:.1f} MB\n", report.log->first,
                   megabytes(report.log->size_bytes));
    } else {
        fmt::print("log: operations {} to {}; {:.1f} MB\n", report.log->first, report.log->last,
                   megabytes(report.log->size_bytes));
    }
    fmt::print("{} indexes, {:.1f} MB in all\n", report.indexes.size(),
               megabytes(report.size_bytes));
}

void require_sound(const data::StoreReport& report, const std::string& data_dir) {
    if (report.is_sound()) return;
    for (const auto& problem : report.problems) fmt::print("{}\n", problem);
    throw data::Error(data::ErrorCode::kCorruptData,
                      fmt::format("{} is damaged: {} problems", data_dir, report.problems.size()));
}

} // namespace

void run(const InspectCommand& command) {
    const auto report = data::examine_store(command.data_dir);
    print_report(report);
    require_sound(report, command.data_dir);
    fmt::print("checksums right\n");
}

void run(const VerifyCommand& command) {
    const auto report = data::examine_store(command.data_dir);
    require_sound(report, command.data_dir);
    fmt::print("{}: {} indexes, {:.1f} MB, all right\n", command.data_dir, report.indexes.size(),
               megabytes(report.size_bytes));
}

void run(const BackupCommand& command) {
    const auto manifest = data::back_up(command.data_dir, command.to);
    fmt::print("{}: {} files, every operation up to {}\n", command.to, manifest.files.size(),
               manifest.log_position);
}

void run(const ExportXapianCommand& command) {
    const data::IndexDirectory index(command.data_dir, command.index);
    const auto generation = index.current_generation();
    if (!generation) {
        throw data::Error(data::ErrorCode::kNotFound,
                          "index " + command.index + " has no generation; build it first");
    }
    const auto count = export_to_xapian(index.generation_path(*generation), command.to);
    fmt::print("{}: {} documents, the sealed products of {}\n", command.to, count, command.index);
}

void run(const RestoreCommand& command) {
    const auto manifest = data::restore(command.from, command.data_dir);
    fmt::print("{}: {} files, every operation up to {}\n", command.data_dir, manifest.files.size(),
               manifest.log_position);
}

} // namespace aisle::indexer
