#pragma once

#include <unistd.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/error.h"
#include "data/operation_log.h"

namespace aisle::data {

/// A new directory that goes with the object.
class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string name = (std::filesystem::temp_directory_path() / "aisle-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no directory " + name);
        path_ = name;
    }

    ~TemporaryDirectory() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }

    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

inline std::vector<Operation> read_all(const OperationLog& log, std::uint64_t after = 0) {
    std::vector<Operation> operations;
    log.read_from(after, [&](const Operation& operation) { operations.push_back(operation); });
    return operations;
}

/// The code of the error that `work` throws; nothing when it throws none.
inline std::optional<ErrorCode> code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.code();
    }
    return std::nullopt;
}

} // namespace aisle::data
