#include "api/search_answers.h"

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "api/call_input.h"
#include "api/content_coding.h"
#include "api/personal_search.h"
#include "api/recommendation.h"
#include "api/search_response.h"
#include "api/visible_products.h"
#include "search/searcher.h"
#include "search/steady_time.h"

namespace aisle::api {

namespace {

using Clock = std::chrono::steady_clock;

/// What the search of a known shopper is ordered by, too.
std::optional<search::Personalisation> personalise_search(const Service& service,
                                                          const SnapshotPointer& snapshot,
                                                          const data::SearchParams& params) {
    if (!params.enable_personalization || params.user_token.empty()) return std::nullopt;
    const auto& index = trained_index(*snapshot);
    return personalise({snapshot, service.models.find(index),
                        service.events.pasts().find(index, params.user_token)},
                       params.personalization_impact);
}

/// By what right a call searches, as far as it decides what is found and shown.
std::string rights_of(const Access& access) {
    if (access.is_admin) return "admin";
    if (access.key == nullptr) return "none";
    std::string rights = "key " + access.key->key.value;
    if (access.is_secured()) rights += " secured " + access.signed_restrictions->search_terms;
    return rights;
}

/// A request without who asks, which only a personalised search depends on; those are not kept.
std::string asked_by_anybody(const rapidjson::Value& request) {
    rapidjson::StringBuffer buffer;
    JsonWriter writer(buffer);
    if (!request.IsObject()) {
        request.Accept(writer);
        return {buffer.GetString(), buffer.GetSize()};
    }
    writer.StartObject();
    for (const auto& [name, value] : request.GetObject()) {
        const auto text = data::string_of(name);
        if (text == "userToken" && value.IsString()) continue; // any other is wrong
        writer.Key(text);
        value.Accept(writer);
    }
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

} // namespace

const SnapshotPointer& SearchAnswers::snapshot_of(const std::string& index) {
    const auto [entry, is_new] = snapshots_.try_emplace(index);
    if (is_new) entry->second = require_index(service_, call_, index);
    return entry->second;
}

Question SearchAnswers::question(const SnapshotPointer& snapshot,
                                 const rapidjson::Value& request) const {
    return {.index = snapshot->index_name,
            .request = asked_by_anybody(request),
            .rights = rights_of(call_.access),
            .snapshot = snapshot,
            .key = call_.access.key,
            .now = now_};
}

search::SearchOptions SearchAnswers::options(const SnapshotPointer& snapshot) {
    auto options = search_options(call_, snapshot);
    options.now = now_;
    if (number_ == Number::kMany) options.cache = &cache_;
    return options;
}

SearchAnswers::Answered SearchAnswers::answer(const SnapshotPointer& snapshot,
                                              const data::JsonAt& request) {
    const auto started = Clock::now();
    auto& writer = text_.writer();
    const Question asked = question(snapshot, request.value());
    auto [answer, is_wanted] = service_.answers.find(asked);
    writer.StartObject();
    if (answer != nullptr) {
        text_.add_members(answer->members);
    } else {
        answer = work_out(asked, request, is_wanted);
    }
    write_passing_members(answer->passing, request.value(), started, writer);
    writer.EndObject();
    return {answer->num_hits, answer->has_full_page};
}

/// Searches, writes the members that last, and keeps them if they are wanted. Returns: the answer,
/// without those members unless it was kept.
std::shared_ptr<const KeptAnswer>
SearchAnswers::work_out(const Question& question, const data::JsonAt& request, bool is_wanted) {
    const auto& snapshot = question.snapshot;
    const auto params = call_.access.search_params(request, snapshot->settings);
    bool is_personal = false;
    auto how = options(snapshot);
    how.personalise = [&](const data::SearchParams& edited) {
        is_personal = edited.enable_personalization;
        return personalise_search(service_, snapshot, edited);
    };
    auto result = search::search(*snapshot, params, how);
    const auto begin = text_.size();
    write_lasting_members({*snapshot, params, result, call_.access}, text_.writer());
    auto answer = std::make_shared<KeptAnswer>();
    answer->passing = passing_members(result.params);
    answer->num_hits = result.num_hits;
    answer->has_full_page = result.num_hits >= params.length.value_or(params.hits_per_page);
    if (!is_wanted || is_personal) return answer;
    answer->members = keep_text(std::string(text_.since(begin)));
    service_.answers.keep(question, answer, search::steady_time(*snapshot, now_));
    return answer;
}

} // namespace aisle::api
