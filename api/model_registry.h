#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "api/index_models.h"

namespace aisle::api {

/// The models that requests see, as they lie beside their indexes. Trained anew, they are opened
/// by the first request that asks after that; what a request holds never changes under it.
/// Threads: any.
class ModelRegistry {
public:
    using OnProblem = std::function<void(const std::string&)>;

    /// `look_interval`: how long a file is taken to be what it was.
    explicit ModelRegistry(
        std::filesystem::path data, OnProblem on_problem = [](const std::string&) {},
        std::chrono::milliseconds look_interval = std::chrono::milliseconds(200))
        : data_(std::move(data)),
          on_problem_(std::move(on_problem)),
          look_interval_(look_interval) {}

    /// The models of an index; null when it has none. A damaged file is told on_problem once, and
    /// the models before it stay.
    /// Cost: a map look-up, and now and then a look at the time of a file or a file to open,
    ///       for which other requests on this index wait.
    [[nodiscard]] std::shared_ptr<const IndexModels> find(std::string_view index);

private:
    using Clock = std::chrono::steady_clock;

    struct Entry {
        std::mutex mutex;
        std::shared_ptr<const IndexModels> models; // guarded by mutex, as all below
        std::filesystem::file_time_type time{};    ///< of the file that was opened
        Clock::time_point looked_at = Clock::time_point::min();
    };

    void look(const std::string& index, Entry& entry) const;

    const std::filesystem::path data_;
    const OnProblem on_problem_;
    const std::chrono::milliseconds look_interval_;
    std::mutex mutex_;
    std::map<std::string, Entry, std::less<>> entries_; // guarded by mutex_; none is removed
};

} // namespace aisle::api
