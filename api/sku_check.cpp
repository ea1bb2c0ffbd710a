#include "api/sku_check.h"

#include <map>
#include <optional>
#include <set>
#include <string>

#include "data/error.h"
#include "data/json.h"

namespace aisle::api {

namespace {

/// The skus of a record's rows, as far as its text has them.
std::vector<std::string> skus_of(const std::string& record) {
    std::vector<std::string> skus;
    if (record.find("\"sku\"") == std::string::npos) return skus;
    const auto document = data::parse_json(record);
    const auto add = [&](const rapidjson::Value& row) {
        if (!row.IsObject()) return;
        const auto* sku = data::find_member(row, "sku");
        if (sku != nullptr && sku->IsString()) skus.emplace_back(data::string_of(*sku));
    };
    const auto* variants = data::find_member(document, "variants");
    if (variants != nullptr && variants->IsArray() && !variants->Empty()) {
        for (const auto& variant : variants->GetArray()) add(variant);
    } else {
        add(document);
    }
    return skus;
}

/// A record that is to get a sku, and the one that has it.
struct Conflict {
    std::string sku;
    std::string object_id;
    std::string owner;
};

/// The fold of actions over an index, as far as it is about skus.
class SkuFold {
public:
    explicit SkuFold(const search::Snapshot* snapshot) : snapshot_(snapshot) {}

    [[nodiscard]] std::optional<Conflict> apply(const RecordAction& action) {
        using Kind = RecordAction::Kind;
        if (action.kind == Kind::kClear || action.kind == Kind::kDeleteIndex) {
            snapshot_ = nullptr;
            owners_.clear();
            return std::nullopt;
        }
        const auto skus = skus_of(action.body);
        const bool is_partial =
            action.kind == Kind::kPartial || action.kind == Kind::kPartialNoCreate;
        if (is_partial && skus.empty()) return std::nullopt; // it keeps what it has
        std::erase_if(owners_, [&](const auto& entry) { return entry.second == action.object_id; });
        changed_.insert(action.object_id);
        for (const auto& sku : skus) {
            auto owner = owner_of(sku);
            if (owner && *owner != action.object_id) {
                return Conflict{sku, action.object_id, std::move(*owner)};
            }
            owners_[sku] = action.object_id;
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] std::optional<std::string> owner_of(const std::string& sku) const {
        if (const auto found = owners_.find(sku); found != owners_.end()) return found->second;
        if (snapshot_ == nullptr) return std::nullopt;
        for (const auto& view : snapshot_->segments) {
            const auto& columns = view.segment->columns();
            const auto* skus = columns.facet("sku");
            const auto value = skus == nullptr ? std::nullopt : skus->find_exact(sku);
            if (!value) continue;
            for (const auto cell : skus->cells_with(*value)) {
                const bool is_row = skus->space() == data::ColumnSpace::kRow;
                const auto product = is_row ? columns.product_of(cell) : cell;
                std::string id(columns.object_id(product));
                if (view.alive.contains(product) && !changed_.contains(id)) return id;
            }
        }
        return std::nullopt;
    }

    const search::Snapshot* snapshot_;
    std::map<std::string, std::string> owners_; ///< objectIDs by sku, of what was changed
    std::set<std::string> changed_;
};

std::optional<Conflict> find_conflict(const std::vector<RecordAction>& actions,
                                      const search::Snapshot* snapshot) {
    SkuFold fold(snapshot);
    for (const auto& action : actions) {
        if (auto conflict = fold.apply(action)) return conflict;
    }
    return std::nullopt;
}

} // namespace

void require_unique_skus(const std::vector<RecordAction>& actions,
                         const std::function<SnapshotPointer(bool is_current)>& next_snapshot) {
    if (!find_conflict(actions, next_snapshot(false).get())) return;
    const auto conflict = find_conflict(actions, next_snapshot(true).get());
    if (!conflict) return;
    throw data::Error(data::ErrorCode::kInvalidRequest,
                      "the record " + conflict->object_id + " has the sku " + conflict->sku +
                          ", which is that of the record " + conflict->owner +
                          "; every row needs its own");
}

} // namespace aisle::api
