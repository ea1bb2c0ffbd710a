// Words and values come from the sealed segments, where they are numbered and counted already;
// only vectors are read from the records themselves. A feature is a word, or an attribute with a
// value, numbered by its text over all segments.

#include "indexer/content_reader.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "data/ids.h"
#include "data/json.h"
#include "data/manifest.h"
#include "data/segment.h"

namespace aisle::indexer {

namespace {

using data::Ordinal;
using recommend::Item;

constexpr const char* kVectorsMember = "_vectors";
constexpr std::size_t kMaxGivenSize = 4096;

/// One segment, and which items its products are.
struct Products {
    std::unique_ptr<data::Segment> segment;
    std::vector<Item> items; ///< data::kNoId: replaced or deleted

    explicit Products(const std::filesystem::path& path)
        : segment(std::make_unique<data::Segment>(path)), items(segment->num_products(), 0) {
        for (const Ordinal product : segment->deleted()) items[product] = data::kNoId;
        for (const Ordinal product : data::read_tombstones(path)) items[product] = data::kNoId;
    }
};

std::vector<Products> open_products(const data::IndexDirectory& directory) {
    std::vector<Products> all;
    const auto generation = directory.current_generation();
    if (!generation) return all;
    const auto path = directory.generation_path(*generation);
    for (const auto& name : data::read_manifest(path).segments) all.emplace_back(path / name);
    return all;
}

/// Numbers the products; those that have no number yet get the next ones, by their objectIDs.
std::vector<std::string> number_items(std::vector<std::string> ids, std::vector<Products>& all) {
    std::set<std::string_view> others;
    const auto num_given = static_cast<std::ptrdiff_t>(ids.size());
    for (auto& [segment, items] : all) {
        for (Ordinal product = 0; product < items.size(); ++product) {
            if (items[product] == data::kNoId) continue;
            const auto id = segment->columns().object_id(product);
            const auto end = ids.begin() + num_given;
            const auto at = std::lower_bound(ids.begin(), end, id);
            if (at != end && *at == id) {
                items[product] = static_cast<Item>(at - ids.begin());
            } else {
                others.insert(id);
            }
        }
    }
    std::unordered_map<std::string_view, Item> number_of;
    for (const auto id : others) {
        number_of.emplace(id, static_cast<Item>(ids.size()));
        ids.emplace_back(id);
    }
    for (auto& [segment, items] : all) {
        for (Ordinal product = 0; product < items.size(); ++product) {
            if (items[product] == data::kNoId) continue;
            const auto other = number_of.find(segment->columns().object_id(product));
            if (other != number_of.end()) items[product] = other->second;
        }
    }
    return ids;
}

/// Collects which features the items have, feature by feature, and then turns that round.
class FeatureCollector {
public:
    explicit FeatureCollector(std::size_t num_items) : counts_(num_items + 1, 0) {}

    void add(const Products& products) {
        const auto& text = products.segment->text();
        for (data::WordId word = 0; word < text.num_words(); ++word) {
            std::vector<Ordinal> having;
            text.products().for_each({word, word + 1}, [&](std::size_t /*j*/, Ordinal product) {
                having.push_back(product);
            });
            add_feature(std::string(text.word(word)), products, having);
        }
        const auto& columns = products.segment->columns();
        for (const auto& [path, column] : columns.facets()) {
            for (data::ValueId value = 0; value < column.num_values(); ++value) {
                std::vector<Ordinal> having;
                for (const auto cell : column.cells_with(value)) {
                    const bool is_row = column.space() == data::ColumnSpace::kRow;
                    const Ordinal product = is_row ? columns.product_of(cell) : cell;
                    if (having.empty() || having.back() != product) having.push_back(product);
                }
                // No word holds a space.
                add_feature(path + ' ' + std::string(column.value(value)), products, having);
            }
        }
    }

    recommend::FeatureRows take() {
        recommend::FeatureRows rows;
        rows.num_features = static_cast<std::uint32_t>(numbers_.size());
        rows.offsets.assign(counts_.begin(), counts_.end());
        for (std::size_t i = 1; i < rows.offsets.size(); ++i)
            rows.offsets[i] += rows.offsets[i - 1];
        rows.features.resize(entries_.size());
        rows.weights.assign(entries_.size(), 1);
        auto next = rows.offsets;
        for (const auto& [item, feature] : entries_) rows.features[next[item]++] = feature;
        entries_.clear();
        return rows;
    }

private:
    void add_feature(std::string text, const Products& products, std::span<const Ordinal> having) {
        const auto next = static_cast<std::uint32_t>(numbers_.size());
        const auto feature = numbers_.try_emplace(std::move(text), next).first->second;
        for (const Ordinal product : having) {
            const Item item = products.items[product];
            if (item == data::kNoId) continue;
            ++counts_[item + 1];
            entries_.emplace_back(item, feature);
        }
    }

    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<std::uint64_t> counts_; ///< of item i - 1
    std::vector<std::pair<Item, std::uint32_t>> entries_;
};

std::optional<std::vector<float>> read_vector(const rapidjson::Value& list) {
    if (!list.IsArray() || list.Empty() || list.Size() > kMaxGivenSize) return std::nullopt;
    std::vector<float> vector;
    for (const auto& number : list.GetArray()) {
        if (!number.IsNumber()) return std::nullopt;
        vector.push_back(static_cast<float>(number.GetDouble()));
    }
    return vector;
}

/// The vectors of one record, one behind the other.
std::vector<float> given_vector(const std::string& json) {
    if (json.find(kVectorsMember) == std::string::npos) return {};
    const auto record = data::parse_json(json);
    const auto* member = data::find_member(record, kVectorsMember);
    if (member == nullptr) return {};
    if (!member->IsObject()) return read_vector(*member).value_or(std::vector<float>());
    std::map<std::string_view, std::vector<float>> by_name;
    for (const auto& [name, list] : member->GetObject()) {
        if (auto vector = read_vector(list)) by_name[data::string_of(name)] = std::move(*vector);
    }
    std::vector<float> whole;
    for (const auto& [name, vector] : by_name) {
        whole.insert(whole.end(), vector.begin(), vector.end());
    }
    return whole;
}

void read_given(const std::vector<Products>& all, std::size_t num_items,
                recommend::Content& content) {
    std::map<Item, std::vector<float>> vectors;
    std::map<std::size_t, std::size_t> sizes;
    for (const auto& [segment, items] : all) {
        for (Ordinal product = 0; product < items.size(); ++product) {
            if (items[product] == data::kNoId) continue;
            auto vector = given_vector(segment->records().read(product));
            if (vector.empty() || vector.size() > kMaxGivenSize) continue;
            ++sizes[vector.size()];
            vectors[items[product]] = std::move(vector);
        }
    }
    for (const auto& [size, count] : sizes) {
        if (content.given_size == 0 || count > sizes[content.given_size]) content.given_size = size;
    }
    content.given.assign(num_items * content.given_size, 0);
    for (const auto& [item, vector] : vectors) {
        if (vector.size() != content.given_size) continue;
        std::copy(vector.begin(), vector.end(), content.given.data() + item * content.given_size);
    }
}

} // namespace

ReadContent read_content(const data::IndexDirectory& directory,
                         std::vector<std::string> object_ids) {
    auto all = open_products(directory);
    ReadContent result;
    result.object_ids = number_items(std::move(object_ids), all);
    FeatureCollector features(result.object_ids.size());
    for (const auto& products : all) features.add(products);
    result.content.features = features.take();
    read_given(all, result.object_ids.size(), result.content);
    return result;
}

} // namespace aisle::indexer
