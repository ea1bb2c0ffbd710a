// aisle-index: the batch side of Aisle. Generates demo stores, builds indexes, sets settings,
// inspects, verifies, backs up, restores and exports what is in data directories. Exit status: 0
// done, 1 failed, 2 wrong arguments.

#include <CLI/CLI.hpp>

#include <sys/resource.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "indexer/commands.h"
#include "indexer/event_commands.h"

namespace {

using namespace aisle::indexer;

void add_generate(CLI::App& app) {
    auto command = std::make_shared<GenerateCommand>();
    auto* sub = app.add_subcommand("generate", "Write a demo store as JSON lines");
    sub->add_option("--products", command->num_products, "Number of products")
        ->capture_default_str();
    sub->add_option("--seed", command->seed, "The same seed gives the same bytes")
        ->capture_default_str();
    sub->add_option("--out", command->products_file, "Where to, - for standard output")->required();
    sub->add_option("--events", command->events_file, "Also write 30 days of shoppers' events");
    sub->add_option("--now", command->now, "Unix seconds that dates are relative to");
    sub->callback([command] { run(*command); });
}

void add_build(CLI::App& app) {
    auto command = std::make_shared<BuildCommand>();
    auto* sub = app.add_subcommand("build", "Build an index from records and publish it");
    sub->add_option("--data", command->data_dir, "Data directory")->required();
    sub->add_option("--index", command->index, "Name of the index")->required();
    sub->add_option("--records", command->records_file,
                    "JSON lines, JSON array or CSV, plain or gzip; - for standard input")
        ->required();
    sub->add_option("--format", command->format, "auto, jsonl, json or csv")->capture_default_str();
    sub->add_option("--id", command->id_field, "Attribute that is the objectID")
        ->capture_default_str();
    sub->add_option("--settings", command->settings_file, "Settings of the index, a JSON file");
    sub->add_option("--on-error", command->on_error, "What to do about a bad record: skip or fail")
        ->capture_default_str();
    sub->callback([command] { run(*command); });
}

void add_settings(CLI::App& app) {
    auto command = std::make_shared<SettingsCommand>();
    auto* sub = app.add_subcommand("settings", "Set settings of an index or of a replica");
    sub->add_option("--data", command->data_dir, "Data directory")->required();
    sub->add_option("--index", command->index, "Name of the index")->required();
    sub->add_option("--settings", command->settings_file, "A JSON file; null resets a setting")
        ->required();
    sub->callback([command] { run(*command); });
}

void add_inspect(CLI::App& app) {
    auto command = std::make_shared<InspectCommand>();
    auto* sub = app.add_subcommand(
        "inspect", "Show indexes, generations, segments and the log, and check all of them");
    sub->add_option("--data", command->data_dir, "Data directory, or a backup")->required();
    sub->callback([command] { run(*command); });
}

void add_events(CLI::App& app) {
    auto command = std::make_shared<EventsCommand>();
    auto* sub = app.add_subcommand("events", "Add shoppers' events to a store");
    sub->add_option("--data", command->data_dir, "Data directory")->required();
    sub->add_option("--file", command->events_file,
                    "JSON lines, JSON array or CSV, plain or gzip; - for standard input")
        ->required();
    sub->add_option("--format", command->format, "auto, jsonl, json or csv")->capture_default_str();
    sub->add_option("--index", command->index, "Index of events that do not name one");
    sub->add_option("--column", command->columns,
                    "member=column: where a table has userToken, objectIDs, eventType, timestamp");
    sub->add_option("--on-error", command->on_error, "What to do about a bad event: skip or fail")
        ->capture_default_str();
    sub->callback([command] { run(*command); });
}

void add_train(CLI::App& app) {
    auto command = std::make_shared<TrainCommand>();
    auto* sub = app.add_subcommand("train", "Train recommendations on the events of a store");
    sub->add_option("--data", command->data_dir, "Data directory")->required();
    sub->add_option("--index", command->index, "Only this index");
    sub->callback([command] { run(*command); });
}

void add_verify(CLI::App& app) {
    auto command = std::make_shared<VerifyCommand>();
    auto* sub = app.add_subcommand("verify", "Check every file of a data directory or a backup");
    sub->add_option("--data", command->data_dir, "Data directory, or a backup")->required();
    sub->callback([command] { run(*command); });
}

void add_backup(CLI::App& app) {
    auto command = std::make_shared<BackupCommand>();
    auto* sub = app.add_subcommand("backup", "Back up a data directory, also while it is served");
    sub->add_option("--data", command->data_dir, "Data directory")->required();
    sub->add_option("--to", command->to, "Directory to create, on any disk")->required();
    sub->callback([command] { run(*command); });
}

void add_export_xapian(CLI::App& app) {
    auto command = std::make_shared<ExportXapianCommand>();
    auto* sub =
        app.add_subcommand("export-xapian", "Write the words of an index as a Xapian database");
    sub->add_option("--data", command->data_dir, "Data directory")->required();
    sub->add_option("--index", command->index, "Name of the index")->required();
    sub->add_option("--to", command->to, "File to create")->required();
    sub->callback([command] { run(*command); });
}

void add_restore(CLI::App& app) {
    auto command = std::make_shared<RestoreCommand>();
    auto* sub = app.add_subcommand("restore", "Make a data directory of a backup");
    sub->add_option("--from", command->from, "Backup")->required();
    sub->add_option("--data", command->data_dir, "Data directory to create")->required();
    sub->callback([command] { run(*command); });
}

/// Whoever looks at a whole store holds all its files open.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char** argv) {
    // A limit on the size of files is then an error with a message, as a full disk is.
    std::signal(SIGXFSZ, SIG_IGN);
    raise_descriptor_limit();
    CLI::App app("Builds and inspects the indexes of an Aisle data directory");
    app.require_subcommand(1);
    add_generate(app);
    add_build(app);
    add_settings(app);
    add_inspect(app);
    add_verify(app);
    add_backup(app);
    add_restore(app);
    add_export_xapian(app);
    add_events(app);
    add_train(app);
    try {
        app.parse(argc, argv);
        return 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << "aisle-index: " << error.what() << '\n';
        return 1;
    }
}
