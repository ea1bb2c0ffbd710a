#pragma once

#include <string>
#include <vector>

namespace aisle::indexer {

/// `aisle-index events`: adds events to those of a store.
struct EventsCommand {
    std::string data_dir;
    std::string events_file;
    std::string format = "auto";
    std::string index;                ///< of events that do not name one
    std::vector<std::string> columns; ///< ours=theirs: where a table has our members
    std::string on_error = "skip";
};

void run(const EventsCommand& command);

/// `aisle-index train`: trains the models of all indexes that exist and have events.
struct TrainCommand {
    std::string data_dir;
    std::string index; ///< empty: all
};

void run(const TrainCommand& command);

} // namespace aisle::indexer
