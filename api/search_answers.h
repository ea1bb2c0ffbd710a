#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "api/answer_cache.h"
#include "api/answer_text.h"
#include "api/service.h"
#include "data/json.h"
#include "search/match_cache.h"
#include "search/search_options.h"

namespace aisle::api {

/// The answers to the searches of one call, written one after another. Those on one index see the
/// same snapshot, all are as of the same moment, and equal work is done once.
/// Threads: one.   Lifetime: borrows the service, the call and the text.
class SearchAnswers {
public:
    /// Whether there may be several searches, which can share work.
    enum class Number { kOne, kMany };

    SearchAnswers(const Service& service, const Call& call, AnswerText& text, Number number)
        : service_(service), call_(call), text_(text), number_(number) {}

    /// Throws: Error{kForbidden}, Error{kNotFound}.
    const SnapshotPointer& snapshot_of(const std::string& index);

    struct Answered {
        std::uint64_t num_hits;
        bool has_full_page;
    };

    /// Writes the answer to a search: a kept one, or one that is worked out now.
    /// Throws: what search() throws; Error{kInvalidRequest} for wrong parameters.
    Answered answer(const SnapshotPointer& snapshot, const data::JsonAt& request);

private:
    [[nodiscard]] Question question(const SnapshotPointer& snapshot,
                                    const rapidjson::Value& request) const;
    [[nodiscard]] search::SearchOptions options(const SnapshotPointer& snapshot);
    std::shared_ptr<const KeptAnswer> work_out(const Question& question,
                                               const data::JsonAt& request, bool is_wanted);

    const Service& service_;
    const Call& call_;
    AnswerText& text_;
    const Number number_;
    const std::int64_t now_ = KeyRing::now_ms() / 1000;
    std::map<std::string, SnapshotPointer> snapshots_;
    search::MatchCache cache_; ///< borrows the snapshots
};

} // namespace aisle::api
