// The report has to be the same for any number of threads, so the examples kept are those of
// the lowest lines, not those that came first.
#include "indexer/record_errors.h"

#include <algorithm>
#include <utility>

#include "data/error.h"

namespace aisle::indexer {

namespace {

constexpr std::size_t kMaxKinds = 1000;

/// "variants[2].prices[0].amount" -> "variants[].prices[].amount".
std::string without_positions(std::string_view field) {
    std::string text;
    for (const char c : field) {
        const bool is_position = c >= '0' && c <= '9' &&
                                 text.find_last_of("[]") != std::string::npos &&
                                 text[text.find_last_of("[]")] == '[';
        if (!is_position) text += c;
    }
    return text;
}

std::string kind_of(const RecordError& error) {
    std::string_view reason = error.reason;
    for (const std::string_view end : {", found ", " At byte ", "; reading goes on"}) {
        reason = reason.substr(0, reason.find(end));
    }
    const std::string field = without_positions(error.field);
    return field.empty() ? std::string(reason) : field + ": " + std::string(reason);
}

bool is_before(const RecordError& a, const RecordError& b) {
    return std::tie(a.line, a.object_id, a.field, a.reason) <
           std::tie(b.line, b.object_id, b.field, b.reason);
}

} // namespace

OnError parse_on_error(std::string_view name) {
    if (name == "skip") return OnError::kSkip;
    if (name == "fail") return OnError::kFail;
    throw data::Error(data::ErrorCode::kInvalidRequest,
                      "on-error: expected skip or fail, found \"" + std::string(name) + "\"");
}

void RecordErrors::add(RecordError error) {
    ++count_;
    {
        const std::lock_guard lock(mutex_);
        std::string kind = kind_of(error);
        const bool is_full = count_by_reason_.size() >= kMaxKinds;
        if (is_full && !count_by_reason_.contains(kind)) kind = "other";
        ++count_by_reason_[kind];
        examples_.insert(std::ranges::upper_bound(examples_, error, is_before), error);
        if (examples_.size() > max_examples_) examples_.pop_back();
    }
    if (policy_ == OnError::kFail) {
        throw data::Error(data::ErrorCode::kInvalidRequest, error.to_string());
    }
}

RecordErrors::Summary RecordErrors::summary() const {
    const std::lock_guard lock(mutex_);
    return {count_, count_by_reason_, examples_};
}

} // namespace aisle::indexer
