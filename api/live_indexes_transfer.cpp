#include "api/live_indexes.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "api/operation_kind.h"
#include "data/json.h"

// What concerns two indexes: copies, moves, and replicas that become indexes of their own.
//
// They join two indexes at one moment of the log, so their result is sealed at once: a replay then
// skips them, instead of reading a source that has moved on. For the same reason replicas are made
// indexes of their own before their primary lets them go.

namespace aisle::api {

namespace kind = operation_kind;

namespace {

bool has_scope(const rapidjson::Value& transfer, std::string_view part) {
    const auto* scope = data::find_member(transfer, "scope");
    if (scope == nullptr || !scope->IsArray()) return true;
    const auto parts = scope->GetArray();
    return std::any_of(parts.begin(), parts.end(),
                       [&](const auto& p) { return data::string_of(p) == part; });
}

/// The settings of an index as a copy takes them: never its replicas.
data::Settings copied_settings(const data::Settings& settings) {
    auto copy = data::parse_json(settings.stored_json());
    copy.RemoveMember("replicas");
    return data::Settings::parse(data::to_json_text(copy));
}

/// A virtual replica ranks by its custom ranking first; an index of its own has to be told.
data::Settings standalone_settings(const search::Snapshot& replica, bool is_virtual) {
    auto settings = copied_settings(replica.settings);
    if (!is_virtual) return settings;
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    writer.Key("ranking");
    writer.StartArray();
    for (const auto& step : replica.settings.query_defaults.ranking) writer.String(step);
    writer.EndArray();
    writer.EndObject();
    return settings.updated_with({buffer.GetString(), buffer.GetSize()});
}

} // namespace

/// A new replica begins with the synonyms and rules of its primary, and has its own from then on.
void LiveIndexes::create_replica(const std::string& name, const search::Snapshot& primary,
                                 std::uint64_t position) {
    const bool exists = indexes_.contains(name) || data::IndexDirectory(data_, name).exists();
    if (exists || is_deleted(name, position)) return;
    auto& replica = index(name);
    replica.set_synonyms(primary.synonyms, position);
    replica.set_rules(primary.rules, position);
    replica.save_parts();
}

/// Gives what a replica shows to an index of that name.
void LiveIndexes::make_standalone(const data::Replica& replica, std::uint64_t position) {
    if (is_deleted(replica.name, position)) return;
    flush_all();
    const SnapshotPointer shown = registry_.find(replica.name);
    auto& live = index(replica.name);
    if (!shown || position <= live.records_position()) return;
    live.take_records(*shown);
    live.set_settings(standalone_settings(*shown, replica.is_virtual), position);
    live.set_synonyms(shown->synonyms, position);
    live.set_rules(shown->rules, position);
    live.save_parts();
    static_cast<void>(live.flush());
    live.seal(position);
    registry_.put(replica.name, live.snapshot());
}

/// The newest state of an index or replica; null when there is none.
SnapshotPointer LiveIndexes::find_source(const std::string& name) {
    if (registry_.is_replica(name)) return registry_.find(name);
    if (!indexes_.contains(name) && !data::IndexDirectory(data_, name).exists()) return nullptr;
    return index(name).snapshot();
}

void LiveIndexes::apply_transfer(const data::Operation& operation) {
    const auto payload = data::parse_json(operation.payload);
    const std::string source_name(data::string_of(payload["source"]));
    const bool is_move = operation.kind == kind::kMove;
    if (is_move && is_deleted(source_name, operation.position)) return; // moved already
    flush_all();
    const SnapshotPointer source = find_source(source_name);
    if (!is_move || source) transfer(operation, source);
    // Without a source too: one that comes later must not be moved by a replay.
    if (is_move) delete_index(source_name, operation.position);
}

/// Puts what an operation takes from `source`, which may be missing, into its index.
void LiveIndexes::transfer(const data::Operation& operation, const SnapshotPointer& source) {
    const auto payload = data::parse_json(operation.payload);
    const auto position = operation.position;
    auto& target = index(operation.index);
    const bool takes_records =
        data::find_member(payload, "scope") == nullptr && position > target.records_position();
    if (takes_records && source) target.take_records(*source);
    if (has_scope(payload, "settings") && position > target.settings_position()) {
        auto settings = target.snapshot()->settings;
        if (source) {
            const auto old = data::parse_json(settings.stored_json());
            const auto* replicas = data::find_member(old, "replicas");
            settings = copied_settings(source->settings);
            if (operation.kind == kind::kMove && replicas != nullptr) {
                // An index that is replaced keeps its replicas.
                settings =
                    settings.updated_with(R"({"replicas":)" + data::to_json_text(*replicas) + "}");
            }
        }
        target.set_settings(std::move(settings), position);
    }
    // Without a source they are what they were, as of this position: a source that comes later
    // must not be copied by a replay.
    const SnapshotPointer parts = source ? source : target.snapshot();
    if (has_scope(payload, "synonyms") && position > target.synonyms_position()) {
        target.set_synonyms(parts->synonyms, position);
    }
    if (has_scope(payload, "rules") && position > target.rules_position()) {
        target.set_rules(parts->rules, position);
    }
    target.save_parts();
    flush_all();
    if (!takes_records) return;
    target.seal(position);
    registry_.put(operation.index, target.snapshot());
}

/// In this order: when the process dies in between, a replay comes here again.
void LiveIndexes::delete_index(const std::string& name, std::uint64_t position) {
    if (const auto found = indexes_.find(name); found != indexes_.end()) {
        const auto replicas = found->second.snapshot()->settings.replicas;
        for (const auto& replica : replicas) make_standalone(replica, position);
    }
    data::IndexDirectory(data_, name).remove();
    indexes_.erase(name);
    registry_.remove(name);
    auto deleted = deleted_;
    deleted[name] = position;
    write_deleted(deleted);
    deleted_ = std::move(deleted);
}

} // namespace aisle::api
