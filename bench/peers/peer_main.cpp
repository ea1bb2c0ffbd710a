#include "bench/peers/peer_main.h"

#include <sys/stat.h>

#include <chrono>
#include <exception>
#include <iostream>
#include <string_view>

#include "bench/peers/measuring.h"
#include "bench/peers/memory_use.h"
#include "bench/peers/peer_files.h"

namespace aisle::bench {

namespace {

namespace fs = std::filesystem;

/// What the files occupy: some are made larger than what has been written to them.
double megabytes_below(const fs::path& directory, std::string_view prefix) {
    constexpr double kBlock = 512;
    double bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(directory)) {
        const auto path = entry.path().lexically_relative(directory).string();

        struct stat status {};

        if (!path.starts_with(prefix) || ::stat(entry.path().c_str(), &status) != 0) continue;
        if (S_ISREG(status.st_mode)) bytes += kBlock * static_cast<double>(status.st_blocks);
    }
    return bytes / 1e6;
}

void index(const Engine& engine, const fs::path& directory) {
    const auto begin = std::chrono::steady_clock::now();
    engine.build(directory);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    write_figures({{engine.name + ".index_seconds", taken.count()},
                   {engine.name + ".index_mb", megabytes_below(directory, engine.name + "/")}},
                  directory / (engine.name + "-index.txt"));
}

} // namespace

void ask_all(Peer& peer, const std::string& name, const fs::path& directory) {
    Figures figures;
    Answers answers;
    for (const auto& work : read_works(directory)) measure(peer, name, work, figures, answers);
    const auto memory = memory_use();
    figures[name + ".peak_mb"] = memory.peak;
    figures[name + ".resident_mb"] = memory.resident;
    figures[name + ".anonymous_mb"] = memory.anonymous;
    for (const auto& [file, megabytes] : memory.mapped) {
        if (file.ends_with(".bin")) figures[name + ".mapped_mb." + file] = megabytes;
    }
    write_figures(figures, directory / (name + "-works.txt"));
    write_answers(answers, directory / (name + "-answers.txt"));
}

int peer_main(int argc, char** argv, const Engine& engine) {
    const std::string_view command = argc == 3 ? argv[1] : "";
    if (command != "index" && command != "ask") {
        std::cerr << "Usage: " << argv[0] << " index|ask DIRECTORY\n";
        return 2;
    }
    try {
        const fs::path directory = argv[2];
        if (command == "index") {
            index(engine, directory);
        } else {
            ask_all(*engine.open(directory), engine.name, directory);
        }
        return 0;
    } catch (const std::exception& error) {
        std::cerr << argv[0] << ": " << error.what() << '\n';
        return 1;
    }
}

} // namespace aisle::bench
