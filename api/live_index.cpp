#include "api/live_index.h"

#include <algorithm>
#include <cassert>

#include "api/snapshot_loader.h"
#include "data/error.h"
#include "data/hot_record.h"
#include "data/json.h"
#include "data/manifest.h"
#include "indexer/generation_sealer.h"
#include "search/searcher.h"

namespace aisle::api {

namespace fs = std::filesystem;

namespace {

/// Products that a deletion by filters looks up at a time.
constexpr std::size_t kBrowsedProducts = 20'000;
/// Records that it looks at, at a time, where the columns cannot tell.
constexpr std::size_t kExaminedRecords = 5'000;

/// Whether segments built with one of the settings have what filters under the other ask for.
bool have_same_filters(const data::Settings& a, const data::Settings& b) {
    return a.attributes_for_faceting == b.attributes_for_faceting &&
           a.numeric_attributes_for_filtering == b.numeric_attributes_for_filtering &&
           a.attribute_for_distinct == b.attribute_for_distinct &&
           a.hot_attributes == b.hot_attributes;
}

fs::file_time_type modified_at(const fs::path& path) {
    std::error_code error;
    const auto time = fs::last_write_time(path, error);
    return error ? fs::file_time_type{} : time;
}

} // namespace

LiveIndex::LiveIndex(fs::path data, std::string_view name, const Limits& limits)
    : data_(std::move(data)), directory_(data_, name), limits_(limits) {
    settings_time_ = modified_at(directory_.part_path(data::kSettingsPart));
    auto opened = load_generation(directory_);
    snapshot_ = opened.snapshot;
    records_position_ = opened.log_position;
    settings_position_ = opened.settings_position;
    synonyms_.position = opened.synonyms_position;
    rules_.position = opened.rules_position;
    for (std::size_t i = 0; i < opened.edits.size(); ++i) {
        if (!opened.edits[i]) continue;
        hot_.adopt(*snapshot_->segments[i].segment, std::move(opened.edits[i]));
    }
    // A merge that goes on for an earlier opening may still write there: it fails then.
    std::error_code error;
    fs::remove_all(live_path(), error);
}

fs::path LiveIndex::live_path() const {
    return directory_.path() / "live";
}

bool LiveIndex::is_outdated() const {
    return directory_.current_generation().value_or(0) != snapshot_->generation ||
           modified_at(directory_.part_path(data::kSettingsPart)) != settings_time_;
}

std::optional<std::string> LiveIndex::current_record(const std::string& object_id) const {
    if (const auto found = pending_.find(object_id); found != pending_.end()) return found->second;
    const auto found = search::find_object(*snapshot_, object_id);
    if (!found) return std::nullopt;
    return snapshot_->segments[found->segment].record(found->product);
}

void LiveIndex::apply(const RecordAction& action) {
    hot_.forget(action.object_id);
    switch (action.kind) {
    case RecordAction::Kind::kReplace:
        pending_[action.object_id] = action.body;
        break;
    case RecordAction::Kind::kPartial:
    case RecordAction::Kind::kPartialNoCreate: {
        take_in_hot(); // the record is to have it
        const auto current = current_record(action.object_id);
        if (!current && action.kind == RecordAction::Kind::kPartialNoCreate) break;
        if (auto changed = apply_partial(current, action.body)) {
            pending_[action.object_id] = std::move(changed);
        }
        break;
    }
    case RecordAction::Kind::kDelete:
        pending_[action.object_id] = std::nullopt;
        break;
    case RecordAction::Kind::kClear:
        pending_.clear();
        hot_.forget_all();
        change_snapshot()->segments.clear();
        break;
    case RecordAction::Kind::kDeleteIndex:
        assert(false); // an operation of its own
        break;
    }
    has_changed_ = has_unsealed_ = true;
}

void LiveIndex::apply(const HotUpdate& update, std::int64_t time_ms) {
    data::HotEdit edit;
    edit.path = update.attribute;
    edit.change = update.value;
    edit.time_ms = update.if_older_than_ms.value_or(time_ms);
    edit.only_if_older = update.if_older_than_ms.has_value();
    if (!update.sku.empty()) return apply_by_sku(update, std::move(edit));
    if (const auto pending = pending_.find(update.object_id); pending != pending_.end()) {
        if (pending->second) set_in_pending(update.object_id, edit);
    } else if (const auto found = search::find_object(*snapshot_, update.object_id)) {
        set_hot(*found, std::move(edit));
    }
}

void LiveIndex::apply_by_sku(const HotUpdate& update, data::HotEdit edit) {
    if (!pending_.empty()) {
        static_cast<void>(flush()); // so that every sku is in a column
        has_changed_ = true;        // and nobody has seen it yet
    }
    for (std::uint32_t i = 0; i < snapshot_->segments.size(); ++i) {
        const auto segment = snapshot_->segments[i].segment; // stays, whatever is flushed
        const auto* skus = segment->columns().facet("sku");
        const auto sku = skus == nullptr ? std::nullopt : skus->find_exact(update.sku);
        if (!sku) continue;
        for (const auto cell : skus->cells_with(*sku)) {
            const bool is_row = skus->space() == data::ColumnSpace::kRow;
            const auto product = is_row ? segment->columns().product_of(cell) : cell;
            if (!snapshot_->segments[i].alive.contains(product)) continue;
            edit.row = is_row ? std::optional(cell) : std::nullopt;
            set_hot({i, product}, edit);
        }
    }
}

void LiveIndex::set_hot(const search::Candidate& candidate, data::HotEdit edit) {
    edit.product = candidate.product;
    const auto& view = snapshot_->segments[candidate.segment];
    const auto outcome = hot_.set(view, edit);
    if (outcome == data::HotOutcome::kTooOld) return;
    if (outcome == data::HotOutcome::kSet) {
        if (merge_) merge_->note_change(*view.segment, candidate.product);
        has_changed_ = has_unsealed_ = true;
        return;
    }
    take_in_hot();
    const auto& current = snapshot_->segments[candidate.segment];
    const std::string id(current.columns().object_id(candidate.product));
    const auto record = pending_.try_emplace(id, current.record(candidate.product)).first->second;
    if (edit.row) {
        const auto variant = *edit.row - current.columns().first_row(candidate.product);
        edit.row =
            data::has_variants(data::parse_json(*record)) ? std::optional(variant) : std::nullopt;
    }
    set_in_pending(id, edit);
}

/// Changes a record that waits to be built into a segment.
void LiveIndex::set_in_pending(const std::string& object_id, const data::HotEdit& edit) {
    auto& record = pending_[object_id];
    auto changed = hot_.set_in_record(*record, object_id, edit);
    if (!changed) return;
    record = std::move(changed);
    has_changed_ = has_unsealed_ = true;
}

/// Puts what was set in place into the snapshot, to be read from there.
void LiveIndex::take_in_hot() {
    if (!hot_.has_unpublished()) return;
    hot_.publish(*change_snapshot());
    hot_.set_published();
}

void LiveIndex::delete_matching(const data::SearchParams& params) {
    static_cast<void>(flush());
    const SnapshotPointer current = snapshot_;
    if (have_same_filters(current->built_with, current->settings)) {
        delete_found(*current, params);
    } else {
        // Until the rebuild that the settings ask for, the records alone know all attributes.
        for (const auto& view : current->segments) delete_examined(view, params);
    }
    has_changed_ = has_unsealed_ = depends_on_settings_ = true;
}

void LiveIndex::delete_found(const search::Snapshot& in, const data::SearchParams& params) {
    std::optional<std::string> after;
    for (bool is_last = false; !is_last;) {
        const auto page = search::browse(in, params, after, kBrowsedProducts);
        for (const auto& hit : page.hits) {
            after = in.segments[hit.segment].columns().object_id(hit.product);
            pending_[*after] = std::nullopt;
        }
        is_last = page.is_last;
    }
}

/// Deletes what matches among the products of a segment by building each of them as the settings
/// want it.   Cost: in proportion to the segment.
void LiveIndex::delete_examined(const search::SegmentView& view, const data::SearchParams& params) {
    const auto products = view.alive.to_vector();
    for (std::size_t begin = 0; begin < products.size(); begin += kExaminedRecords) {
        search::Snapshot examined;
        examined.settings = snapshot_->settings;
        std::vector<std::string> records;
        for (std::size_t i = begin; i < std::min(begin + kExaminedRecords, products.size()); ++i) {
            records.push_back(view.record(products[i]));
        }
        write_segment(examined, records);
        delete_found(examined, params);
        remove_live_files(examined, {});
    }
}

void LiveIndex::set_settings(data::Settings settings, std::uint64_t position) {
    if (depends_on_settings_) {
        // A replay would begin with the new settings, under which other products match.
        static_cast<void>(flush());
        static_cast<void>(try_seal(position - 1));
    }
    directory_.write_settings(settings, position);
    settings_time_ = modified_at(directory_.part_path(data::kSettingsPart));
    settings_position_ = position;
    change_snapshot()->settings = std::move(settings);
}

/// A copy of the snapshot, in its place, to be changed before it is published.
std::shared_ptr<search::Snapshot> LiveIndex::change_snapshot() {
    auto next = std::make_shared<search::Snapshot>(*snapshot_);
    snapshot_ = next;
    has_changed_ = true;
    return next;
}

void LiveIndex::set_synonyms(std::shared_ptr<const data::SynonymSet> synonyms,
                             std::uint64_t position) {
    if (synonyms && synonyms->size() == 0) synonyms = nullptr;
    change_snapshot()->synonyms = std::move(synonyms);
    synonyms_ = {position, false};
}

void LiveIndex::set_rules(std::shared_ptr<const data::RuleSet> rules, std::uint64_t position) {
    if (rules && rules->size() == 0) rules = nullptr;
    change_snapshot()->rules = std::move(rules);
    rules_ = {position, false};
}

void LiveIndex::set_dictionaries(std::shared_ptr<const data::Dictionaries> dictionaries) {
    change_snapshot()->dictionaries = std::move(dictionaries);
}

void LiveIndex::adopt_parts(const LiveIndex& other) {
    const auto next = change_snapshot();
    next->synonyms = other.snapshot_->synonyms;
    next->rules = other.snapshot_->rules;
    synonyms_ = other.synonyms_;
    rules_ = other.rules_;
}

void LiveIndex::save_parts() {
    const auto save = [&](std::string_view name, const auto& set, Part& part) {
        if (part.is_saved) return;
        data::write_part(directory_.part_path(name), {set ? set->to_json() : "[]", part.position});
        part.is_saved = true;
    };
    save(data::kSynonymsPart, snapshot_->synonyms, synonyms_);
    save(data::kRulesPart, snapshot_->rules, rules_);
}

void LiveIndex::take_records(const search::Snapshot& source) {
    pending_.clear();
    hot_.forget_all();
    const auto next = change_snapshot();
    next->segments = source.segments;
    next->built_with = source.built_with;
    has_unsealed_ = true;
}

bool LiveIndex::try_seal(std::uint64_t position) {
    try {
        seal(position, snapshot_->generation);
        return true;
    } catch (const data::Error& error) {
        if (error.code() != data::ErrorCode::kConflict) throw;
        return false;
    }
}

void LiveIndex::seal(std::uint64_t position, std::optional<std::uint64_t> replaces) {
    std::vector<indexer::LiveSegment> segments;
    std::uint64_t num_rows = 0;
    for (const auto& view : snapshot_->segments) {
        auto dead = search::OrdinalSet::all(view.segment->num_products());
        dead.subtract(view.alive);
        segments.push_back({*view.segment, dead.to_vector()});
        segments.back().edits = hot_.edits_in(view);
        num_rows += view.segment->num_rows();
    }
    const auto generation = indexer::seal_generation(
        directory_, segments,
        {snapshot_->built_with, position, snapshot_->num_products(), num_rows, replaces});
    // The same segments under the names that stay: the live ones, another index's and those of
    // older generations go away, and the next generation is linked from what is open.
    const SnapshotPointer live = snapshot_;
    auto sealed = std::make_shared<search::Snapshot>(*live);
    sealed->generation = generation;
    const fs::path path = directory_.generation_path(generation);
    const auto manifest = data::read_manifest(path);
    sealed->size_bytes = 0;
    for (const auto& file : manifest.files) sealed->size_bytes += file.size_bytes;
    for (std::size_t i = 0; i < sealed->segments.size(); ++i) {
        const auto segment = std::make_shared<const data::Segment>(path / manifest.segments[i]);
        if (merge_) merge_->note_move(*sealed->segments[i].segment, *segment);
        hot_.move_to(sealed->segments[i], segment);
    }
    snapshot_ = std::move(sealed);
    records_position_ = position;
    num_unsealed_ = 0;
    has_unsealed_ = false;
    depends_on_settings_ = false;
    remove_live_files(*live, *snapshot_);
}

} // namespace aisle::api
