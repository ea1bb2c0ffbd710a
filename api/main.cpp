// aisle-serve: serves the indexes of a data directory over HTTP. Exit status: 0 stopped by a
// signal, 1 failed, 2 wrong arguments.

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "api/access_log.h"
#include "api/http_server.h"
#include "api/router.h"
#include "data/sqlite_log.h"
#include "data/store_report.h"
#include "indexer/upgrade.h"

namespace {

using namespace aisle;

struct Options {
    std::string data_dir;
    std::string web_dir;
    api::AccessLogOptions access_log;
    api::ServerOptions server;
    std::uint32_t deadline_ms = 1000;
    std::uint64_t events_per_hour = api::EventRate::kDefaultPerHour;
    std::size_t kept_answers_mib = 64;
};

void add_options(CLI::App& app, Options& options) {
    app.add_option("--data", options.data_dir, "Data directory; an empty one is an empty store")
        ->required();
    app.add_option("--listen", options.server.listen, "Address and port; port 0 picks a free one")
        ->capture_default_str();
    app.add_option("--web", options.web_dir, "Directory of files to serve at /");
    app.add_option("--threads", options.server.queries.num_threads, "Threads that answer searches")
        ->capture_default_str();
    app.add_option("--io-threads", options.server.num_io_threads, "Threads that move bytes")
        ->capture_default_str();
    app.add_option("--deadline-ms", options.deadline_ms, "Longest time a search may take")
        ->capture_default_str();
    app.add_option("--max-connections", options.server.max_connections, "Connections at a time")
        ->capture_default_str();
    app.add_option("--events-per-hour", options.events_per_hour,
                   "Events that one userToken may send in an hour; 0: any number")
        ->capture_default_str();
    app.add_option("--kept-answers-mib", options.kept_answers_mib,
                   "Memory for answers that are asked for again; 0: keep none")
        ->capture_default_str();
    app.add_option("--access-log", options.access_log.file,
                   "File for one JSON line a request; standard output without it");
    app.add_flag("!--no-access-log", options.access_log.is_enabled, "Write no access log");
}

/// What a new segment is asked before it is shown.
constexpr std::size_t kMaxWarmUpRequests = 500;

/// A write beyond a limit on the size of files then fails with an error that a client is told,
/// as on a full disk, instead of ending the process.
void ignore_file_size_signal() {
    std::signal(SIGXFSZ, SIG_IGN);
}

/// Blocks the stop signals in this thread and all that it starts, so that sigwait gets them.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

std::string listen_host(const std::string& listen) {
    return listen.substr(0, listen.rfind(':'));
}

void serve(Options options) {
    const sigset_t signals = block_stop_signals();
    ignore_file_size_signal();
    indexer::upgrade_store(options.data_dir, [](const std::string& index) {
        std::cerr << fmt::format("aisle-serve: index {} is of an earlier version of Aisle; "
                                 "building it anew of its own records\n",
                                 index);
    });
    // Before anything is written: the Aisle that knows these files can go on with them.
    data::require_known_formats(options.data_dir);
    options.server.limits.body_limit_for = api::body_limit_for;
    options.server.queries.deadline = std::chrono::milliseconds(options.deadline_ms);
    api::KeyRing keys(options.data_dir);
    api::StaticFiles files;
    if (!options.web_dir.empty()) files = api::StaticFiles(options.web_dir);
    api::Metrics metrics;
    api::RequestLog requests;
    api::AccessLog access_log(options.access_log);
    data::SqliteLog log(std::filesystem::path(options.data_dir) / "log.sqlite");
    api::IndexRegistry indexes;
    api::LiveStoreOptions store_options;
    store_options.on_problem = [](const std::string& problem) { spdlog::error(problem); };
    api::EventStore events(options.data_dir, store_options.on_problem);
    api::EventRate event_rate(options.events_per_hour);
    api::ModelRegistry models(options.data_dir, store_options.on_problem);
    store_options.parts.apply = [&](const data::Operation& operation) {
        return keys.apply(operation) || events.apply(operation);
    };
    store_options.parts.save = [&] {
        keys.save();
        events.save();
    };
    store_options.parts.save_before_trim = [&] { events.seal(); };
    api::AnswerCache answers(options.kept_answers_mib << 20U, metrics);
    store_options.parts.recent_requests = [&](const std::string& index) {
        return answers.recent_requests(index, kMaxWarmUpRequests);
    };
    api::LiveStore store(options.data_dir, log, indexes, std::move(store_options));
    keys.set_persist([&](const api::KeyOperation& operation) {
        return store.submit({.kind = std::string(operation.kind), .payload = operation.payload});
    });
    const api::Service service{indexes,  store,  keys,       metrics, files,
                               requests, events, event_rate, models,  answers};
    api::HttpServer server(options.server, api::make_router(service), metrics, access_log);
    const std::string url =
        fmt::format("http://{}:{}", listen_host(options.server.listen), server.port());
    std::cerr << fmt::format("aisle-serve: {} indexes, listening on {}\n", indexes.all().size(),
                             url)
              << fmt::format("  application id  {}\n", keys.application_id())
              << fmt::format("  admin key       {}\n", keys.admin_key())
              << fmt::format("  search key      {}\n", keys.search_key());
    int signal = 0;
    sigwait(&signals, &signal);
    std::cerr << "aisle-serve: stopping\n";
    server.stop();
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Serves the indexes of an Aisle data directory over HTTP");
    Options options;
    add_options(app, options);
    try {
        app.parse(argc, argv);
        serve(std::move(options));
        return 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << "aisle-serve: " << error.what() << '\n';
        return 1;
    }
}
