#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "bench/peers/peer.h"

namespace aisle::bench {

/// An engine as a program of the comparison.
struct Engine {
    std::string name;
    void (*build)(const std::filesystem::path& directory);
    std::unique_ptr<Peer> (*open)(const std::filesystem::path& directory);
};

/// Asks all works in `works.txt` and writes `NAME-works.txt`, the figures, the memory of this
/// process among them, and `NAME-answers.txt`.
void ask_all(Peer& peer, const std::string& name, const std::filesystem::path& directory);

/// The program `index|ask DIRECTORY`: `index` writes the index and `NAME-index.txt`, `ask` as
/// ask_all. Returns: its exit status, 0 done, 1 failed, 2 wrong arguments.
[[nodiscard]] int peer_main(int argc, char** argv, const Engine& engine);

} // namespace aisle::bench
