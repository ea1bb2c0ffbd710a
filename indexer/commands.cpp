#include "indexer/commands.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "data/demo/demo_store.h"
#include "data/error.h"
#include "data/index_directory.h"
#include "data/manifest.h"
#include "data/sqlite_log.h"
#include "indexer/index_builder.h"
#include "indexer/progress.h"
#include "indexer/record_reader.h"

namespace aisle::indexer {

namespace {

std::int64_t unix_now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// Writes to a file, or to standard output for "-".
template <class Write>
void write_to(const std::string& path, Write&& write) {
    if (path == "-") {
        write(std::cout);
        return;
    }
    std::ofstream out(path, std::ios::binary);
    if (out) write(out);
    out.close();
    if (!out) throw data::Error(data::ErrorCode::kUnavailable, "cannot write " + path);
}

/// How far the log of a store goes: what a batch job writes replaces everything before that.
std::uint64_t log_position(const std::string& data_dir) {
    const auto path = std::filesystem::path(data_dir) / "log.sqlite";
    if (!std::filesystem::exists(path)) return 0;
    return data::SqliteLog(path, data::SqliteLog::Access::kReadOnly).last_position();
}

void print_report(const BuildReport& report, const std::string& index) {
    const auto& c = report.counts;
    fmt::print("index {}: generation {} published\n", index, report.generation);
    fmt::print("  records   {:>12}   skipped {}, replaced by a later one {}\n",
               c.num_products - c.num_replaced, report.skipped.count, c.num_replaced);
    fmt::print("  rows      {:>12}   columns {}\n", c.num_rows, c.num_columns);
    fmt::print("  terms     {:>12}   postings {}\n", c.num_words, c.num_postings);
    fmt::print("  size      {:>9.1f} MB   peak memory {:.1f} MB\n",
               static_cast<double>(report.size_bytes) / 1e6,
               static_cast<double>(report.peak_memory_bytes) / 1e6);
    fmt::print("  time      {:>11.2f}s  ", report.seconds);
    for (const auto& [name, seconds] : report.phases) fmt::print(" {} {:.2f}s;", name, seconds);
    fmt::print(" {:.0f} records/s\n", static_cast<double>(c.num_products) / report.seconds);
    for (const auto& [reason, count] : report.skipped.count_by_reason) {
        fmt::print("  skipped {} x {}\n", count, reason);
    }
    for (const auto& example : report.skipped.examples) {
        fmt::print("    {}\n", example.to_string());
    }
}

} // namespace

void run(const GenerateCommand& command) {
    data::demo::DemoOptions options;
    options.num_products = command.num_products;
    options.seed = command.seed;
    options.now = command.now != 0 ? command.now : unix_now();
    write_to(command.products_file,
             [&](std::ostream& out) { data::demo::write_products(options, out); });
    if (!command.events_file.empty()) {
        write_to(command.events_file,
                 [&](std::ostream& out) { data::demo::write_events(options, out); });
    }
}

void run(const BuildCommand& command) {
    const data::IndexDirectory index(command.data_dir, command.index);
    data::Settings settings = index.read_settings().settings;
    if (!command.settings_file.empty()) {
        settings = data::Settings::parse(data::read_file(command.settings_file));
    }
    ReaderOptions reader_options;
    reader_options.format = parse_record_format(command.format);
    reader_options.id_field = command.id_field;
    auto reader = RecordReader::open(command.records_file, reader_options);

    Progress progress(stderr, ::isatty(STDERR_FILENO) != 0);
    BuildOptions options;
    options.log_position = [&] { return log_position(command.data_dir); };
    options.rules.id_field = command.id_field;
    options.on_error = parse_on_error(command.on_error);
    options.has_unique_skus = true;
    options.on_phase = [&](const std::string& phase) { progress.begin_phase(phase); };
    options.on_progress = [&](std::uint64_t records) {
        const auto [done, total] = reader.progress();
        progress.update(records, done, total);
    };
    const auto report = build_index(
        index, settings, data::read_replica_settings(command.data_dir, settings),
        [&] { return reader.next(); }, options);
    progress.finish();
    // Settings and generation change one after the other; a server that looks in between
    // serves the old generation a moment longer.
    if (!command.settings_file.empty()) {
        index.write_settings(settings, report.log_position);
    }
    print_report(report, command.index);
}

void run(const SettingsCommand& command) {
    const data::IndexDirectory index(command.data_dir, command.index);
    const auto settings =
        index.read_settings().settings.updated_with(data::read_file(command.settings_file));
    index.write_settings(settings, log_position(command.data_dir));
}

} // namespace aisle::indexer
