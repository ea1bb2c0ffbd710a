#include "api/model_registry.h"

#include <system_error>

#include "data/error.h"
#include "data/index_directory.h"

namespace aisle::api {

std::shared_ptr<const IndexModels> ModelRegistry::find(std::string_view index) {
    Entry* entry = nullptr;
    {
        const std::lock_guard lock(mutex_);
        auto found = entries_.find(index);
        if (found == entries_.end()) found = entries_.try_emplace(std::string(index)).first;
        entry = &found->second;
    }
    const std::lock_guard lock(entry->mutex);
    const auto now = Clock::now();
    const bool is_new = entry->looked_at == Clock::time_point::min();
    if (is_new || now - entry->looked_at >= look_interval_) {
        look(std::string(index), *entry);
        entry->looked_at = now;
    }
    return entry->models;
}

void ModelRegistry::look(const std::string& index, Entry& entry) const {
    const auto path = data::IndexDirectory(data_, index).path() / "models.bin";
    std::error_code error;
    const auto time = std::filesystem::last_write_time(path, error);
    if (error) {
        entry.models.reset();
        entry.time = {};
        return;
    }
    if (time == entry.time) return;
    entry.time = time;
    try {
        entry.models = std::make_shared<const IndexModels>(path);
    } catch (const data::Error& problem) {
        on_problem_("models of index " + index + ": " + problem.what());
    }
}

} // namespace aisle::api
