#include "api/live_indexes.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "api/operation_kind.h"
#include "data/error.h"
#include "data/json.h"
#include "data/manifest.h"
#include "data/search_params_parser.h"

// State is a fold over the log. Each part of an index (records, settings, synonyms, rules) knows
// the operation up to which its files reach, skips what is in them already, and is brought up to
// date by the rest.
//
// An operation that finds no room on the disk is not passed over, or a seal after it would lose it:
// the fold stops before it and tries it again. It may have done a part of its work by then, so what
// can fail in this way sets something to what the operation says, and doing it twice is doing it
// once; what depends on what was there, such as an increment, writes no files.

namespace aisle::api {

namespace fs = std::filesystem;
namespace kind = operation_kind;

namespace {

/// True for a failure that says nothing against the operation, such as that of a full disk.
bool is_of_the_machine(const std::exception& error) {
    const auto* ours = dynamic_cast<const data::Error*>(&error);
    return ours != nullptr ? ours->code() == data::ErrorCode::kUnavailable
                           : dynamic_cast<const std::system_error*>(&error) != nullptr;
}

template <class Set>
const Set& or_empty(const std::shared_ptr<const Set>& set) {
    static const Set kEmpty;
    return set ? *set : kEmpty;
}

} // namespace

LiveIndexes::LiveIndexes(fs::path data, const data::OperationLog& log, IndexRegistry& registry,
                         const LiveIndex::Limits& limits, StoreParts parts, OnProblem on_problem)
    : data_(std::move(data)),
      log_(log),
      registry_(registry),
      limits_(limits),
      parts_(std::move(parts)),
      on_problem_(std::move(on_problem)) {
    read_deleted();
    read_dictionaries();
    scan();
    // Everything before the oldest position that some index still needs was trimmed or is in.
    applied_ = log_.first_position() - 1;
    catch_up();
}

void LiveIndexes::catch_up() {
    bring_up_opened();
    log_.read_from(applied_, [this](const data::Operation& operation) {
        apply_or_report(operation);
        applied_ = operation.position;
    });
    flush_all();
}

std::vector<LiveIndexes::SettingsTask> LiveIndexes::take_settings_tasks() {
    return std::exchange(settings_tasks_, {});
}

/// An index that cannot be written keeps no other one waiting.
void LiveIndexes::flush_all() {
    std::exception_ptr problem;
    for (auto& [name, live] : indexes_) {
        try {
            if (auto snapshot = live.flush()) registry_.put(name, std::move(snapshot));
        } catch (const std::exception&) {
            problem = std::current_exception();
        }
    }
    if (problem) std::rethrow_exception(problem);
}

void LiveIndexes::save_parts() {
    for (auto& [name, live] : indexes_) live.save_parts();
    if (!are_dictionaries_saved_) {
        data::write_part(data_ / "dictionaries.json",
                         {dictionaries_->to_json(), dictionaries_position_});
        are_dictionaries_saved_ = true;
    }
    parts_.save();
}

LiveIndex& LiveIndexes::index(const std::string& name) {
    const auto found = indexes_.find(name);
    if (found != indexes_.end()) return found->second;
    auto& created = indexes_.try_emplace(name, data_, name, limits_).first->second;
    created.set_dictionaries(dictionaries_);
    registry_.put(name, created.snapshot());
    return created;
}

bool LiveIndexes::is_deleted(const std::string& name, std::uint64_t position) const {
    const auto found = deleted_.find(name);
    return found != deleted_.end() && position <= found->second;
}

void LiveIndexes::apply_or_report(const data::Operation& operation) {
    try {
        apply(operation);
    } catch (const std::exception& error) {
        if (is_of_the_machine(error)) throw;
        on_problem_("operation " + std::to_string(operation.position) + " (" + operation.kind +
                    " on " + (operation.index.empty() ? "the store" : operation.index) +
                    "): " + error.what());
    }
}

void LiveIndexes::apply(const data::Operation& operation) {
    using Apply = void (LiveIndexes::*)(const data::Operation&);
    static const std::map<std::string_view, Apply> kAppliers = {
        {kind::kBatch, &LiveIndexes::apply_records},
        {kind::kHot, &LiveIndexes::apply_records},
        {kind::kDeleteBy, &LiveIndexes::apply_records},
        {kind::kSettings, &LiveIndexes::apply_settings},
        {kind::kSaveSynonyms, &LiveIndexes::apply_synonyms},
        {kind::kDeleteSynonym, &LiveIndexes::apply_synonyms},
        {kind::kSaveRules, &LiveIndexes::apply_rules},
        {kind::kDeleteRule, &LiveIndexes::apply_rules},
        {kind::kCopy, &LiveIndexes::apply_transfer},
        {kind::kMove, &LiveIndexes::apply_transfer},
    };
    if (operation.index.empty()) return apply_to_store(operation);
    if (is_deleted(operation.index, operation.position)) return;
    if (operation.kind == kind::kDeleteIndex) {
        return delete_index(operation.index, operation.position);
    }
    const auto found = kAppliers.find(operation.kind);
    if (found == kAppliers.end()) {
        throw data::Error(data::ErrorCode::kCorruptData, "no such kind of operation");
    }
    (this->*found->second)(operation);
}

void LiveIndexes::apply_to_store(const data::Operation& operation) {
    const bool is_batch = operation.kind == kind::kDictionary;
    if (!is_batch && operation.kind != kind::kDictionarySettings) {
        if (parts_.apply(operation)) return;
        throw data::Error(data::ErrorCode::kCorruptData, "no such kind of operation");
    }
    if (operation.position <= dictionaries_position_) return;
    const auto payload = data::parse_json(operation.payload);
    dictionaries_ = std::make_shared<const data::Dictionaries>(
        is_batch ? dictionaries_->with_batch(
                       data::parse_dictionary_name(data::string_of(payload["dictionary"])),
                       data::to_json_text(payload["batch"]))
                 : dictionaries_->with_settings(operation.payload));
    dictionaries_position_ = operation.position;
    are_dictionaries_saved_ = false;
    for (auto& [name, live] : indexes_) live.set_dictionaries(dictionaries_);
}

void LiveIndexes::apply_records(const data::Operation& operation) {
    auto& live = index(operation.index);
    if (operation.position <= live.records_position()) return;
    if (operation.kind == kind::kBatch) {
        for (const auto& action : read_actions(operation.payload)) live.apply(action);
    } else if (operation.kind == kind::kHot) {
        for (const auto& update : parse_hot_updates(operation.payload)) {
            live.apply(update, operation.time_ms);
        }
    } else {
        const auto body = data::parse_json(operation.payload);
        live.delete_matching(
            data::parse_search_params(data::JsonAt(body), live.snapshot()->settings));
    }
}

/// Changes the index of an operation and, where it is forwarded, the replicas of that.
void LiveIndexes::for_targets(const data::Operation& operation, bool forward,
                              const std::function<void(LiveIndex&)>& change) {
    change(index(operation.index));
    if (!forward) return;
    const auto replicas = index(operation.index).snapshot()->settings.replicas;
    for (const auto& replica : replicas) {
        if (!is_deleted(replica.name, operation.position)) change(index(replica.name));
    }
}

void LiveIndexes::apply_settings(const data::Operation& operation) {
    const auto payload = data::parse_json(operation.payload);
    const std::string changes = data::to_json_text(payload["settings"]);
    for_targets(operation, payload["forward"].GetBool(), [&](LiveIndex& live) {
        if (operation.position <= live.settings_position()) return;
        const SnapshotPointer before = live.snapshot(); // stays, whatever is flushed
        auto settings = before->settings.updated_with(changes);
        for (const auto& replica : before->settings.replicas) {
            const bool stays = std::any_of(settings.replicas.begin(), settings.replicas.end(),
                                           [&](const auto& r) { return r.name == replica.name; });
            if (!stays) make_standalone(replica, operation.position);
        }
        // Replicas first: once the settings are in their file, a replay does not come here again.
        for (const auto& replica : settings.replicas) {
            create_replica(replica.name, *before, operation.position);
        }
        live.set_settings(std::move(settings), operation.position);
        settings_tasks_.push_back({operation.position, before->index_name});
    });
}

void LiveIndexes::apply_synonyms(const data::Operation& operation) {
    const auto payload = data::parse_json(operation.payload);
    for_targets(operation, payload["forward"].GetBool(), [&](LiveIndex& live) {
        if (operation.position <= live.synonyms_position()) return;
        const auto& old = or_empty(live.snapshot()->synonyms);
        live.set_synonyms(std::make_shared<const data::SynonymSet>(
                              operation.kind == kind::kDeleteSynonym
                                  ? old.without(data::string_of(payload["objectID"]))
                                  : save_synonyms(old, data::to_json_text(payload["entries"]),
                                                  payload["replace"].GetBool())),
                          operation.position);
    });
}

void LiveIndexes::apply_rules(const data::Operation& operation) {
    const auto payload = data::parse_json(operation.payload);
    for_targets(operation, payload["forward"].GetBool(), [&](LiveIndex& live) {
        if (operation.position <= live.rules_position()) return;
        const auto& old = or_empty(live.snapshot()->rules);
        live.set_rules(std::make_shared<const data::RuleSet>(
                           operation.kind == kind::kDeleteRule
                               ? old.without(data::string_of(payload["objectID"]))
                               : old.with_batch(data::JsonAt(payload["entries"]),
                                                payload["replace"].GetBool())),
                       operation.position);
    });
}

bool LiveIndexes::is_outdated(const std::string& name) const {
    const auto known = indexes_.find(name);
    return known == indexes_.end() ? data::IndexDirectory(data_, name).exists()
                                   : known->second.is_outdated();
}

void LiveIndexes::scan() {
    for (const auto& name : data::list_indexes(data_)) {
        if (!is_outdated(name)) continue;
        try {
            open(name);
            failed_.erase(name);
        } catch (const data::Error& error) {
            const auto generation =
                data::IndexDirectory(data_, name).current_generation().value_or(0);
            if (std::exchange(failed_[name], generation + 1) != generation + 1) {
                on_problem_("index " + name + ": " + error.what());
            }
        }
        bring_up_opened();
    }
}

/// Opens what is on the disk; the operations after it are to be applied again.
void LiveIndexes::open(const std::string& name) {
    LiveIndex opened(data_, name, limits_);
    opened.set_dictionaries(dictionaries_);
    std::uint64_t from = std::min(opened.records_position(), opened.settings_position());
    const auto known = indexes_.find(name);
    warm_up(*opened.snapshot(), parts_.recent_requests(name), {});
    if (opened.snapshot()->generation > 0 && is_deleted(name, opened.records_position() + 1)) {
        // A build that began before the index was deleted.
        if (known == indexes_.end() && applied_ > 0) return opened.directory().remove();
        opened.apply({RecordAction::Kind::kClear, {}, {}});
    }
    if (known != indexes_.end()) {
        opened.adopt_parts(known->second);
        indexes_.erase(known);
    } else {
        from = std::min({from, opened.synonyms_position(), opened.rules_position()});
    }
    indexes_.try_emplace(name, std::move(opened));
    opened_[name] = std::max(from, log_.first_position() - 1);
}

/// Applies to indexes that were opened what the others have in already, and shows them. One that
/// cannot be brought up goes on from there with the next call.
void LiveIndexes::bring_up_opened() {
    while (!opened_.empty()) {
        const std::string& name = opened_.begin()->first;
        std::uint64_t& reached = opened_.begin()->second;
        if (applied_ > reached) {
            log_.read_from(reached, [&](const data::Operation& operation) {
                if (operation.position > applied_) return;
                if (operation.index == name) apply_or_report(operation);
                reached = operation.position;
            });
        }
        auto& live = index(name);
        auto snapshot = live.flush();
        registry_.put(name, snapshot ? snapshot : live.snapshot());
        opened_.erase(opened_.begin());
    }
}

void LiveIndexes::read_dictionaries() {
    const auto stored = data::read_part(data_ / "dictionaries.json");
    if (!stored) return;
    dictionaries_ =
        std::make_shared<const data::Dictionaries>(data::Dictionaries::parse(stored->json));
    dictionaries_position_ = stored->log_position;
}

void LiveIndexes::read_deleted() {
    const fs::path path = data_ / "deleted.json";
    if (!fs::exists(path)) return;
    const auto deleted = data::parse_json(data::read_file(path));
    for (const auto& [name, position] : deleted.GetObject()) {
        deleted_[std::string(data::string_of(name))] = position.GetUint64();
    }
}

void LiveIndexes::write_deleted(const Positions& deleted) const {
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    const std::uint64_t first = log_.first_position();
    for (const auto& [name, position] : deleted) {
        if (position < first) continue; // nothing before it will be replayed
        writer.Key(name.c_str());
        writer.Uint64(position);
    }
    writer.EndObject();
    data::write_file_atomically(data_ / "deleted.json", {buffer.GetString(), buffer.GetSize()});
}

} // namespace aisle::api
