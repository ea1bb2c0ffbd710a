#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aisle::api {

/// What was decided about the attributes of records, by their paths: records of one index have
/// much the same attributes, in much the same order, and each path is judged once.
///
/// One of these is an attribute; the attributes inside it are below it. The root is the record.
/// Threads: one.
template <class Decision>
class AttributePlan {
public:
    AttributePlan() = default;

    AttributePlan(std::string name, std::string path, Decision decision)
        : name_(std::move(name)), path_(std::move(path)), decision_(std::move(decision)) {}

    [[nodiscard]] const Decision& decision() const noexcept { return decision_; }

    /// The attribute of that name; `decide(path)` is asked the first time.
    template <class Decide>
    [[nodiscard]] AttributePlan& at(std::string_view name, const Decide& decide) {
        for (std::size_t tried = 0; tried < inner_.size(); ++tried) {
            if (next_ >= inner_.size()) next_ = 0;
            auto& candidate = *inner_[next_++];
            if (candidate.name_ == name) return candidate;
        }
        std::string path = path_.empty() ? std::string(name) : path_ + '.' + std::string(name);
        Decision decision = decide(std::string_view(path));
        next_ = inner_.size() + 1;
        return *inner_.emplace_back(std::make_unique<AttributePlan>(
            std::string(name), std::move(path), std::move(decision)));
    }

private:
    std::string name_;
    std::string path_;
    Decision decision_{};
    std::vector<std::unique_ptr<AttributePlan>> inner_;
    std::size_t next_ = 0; ///< in `inner_`: what is most probably asked for
};

} // namespace aisle::api
