#include "recommend/model_set.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "data/error.h"
#include "recommend/model_file.h"

namespace aisle::recommend {

namespace {

std::unique_ptr<FactorModel> open_taste(const data::SectionFile& file) {
    auto model = open_model(file, "taste");
    auto* taste = dynamic_cast<FactorModel*>(model.get());
    if (taste == nullptr) file.fail("section taste.kind holds no factors");
    (void)model.release();
    return std::unique_ptr<FactorModel>(taste);
}

QuantisedVectors open_quantised(const data::SectionFile& file, const std::string& name) {
    const auto size = file.array<std::uint64_t>(name + ".size");
    if (size.size() != 1) file.fail("section " + name + ".size does not fit");
    QuantisedVectors quantised{size.front(),
                               Array(file.array<std::int8_t>(name)),
                               Array(file.array<float>(name + ".scales")),
                               Array(file.array<std::int32_t>(name + ".sums")),
                               {}};
    if (file.contains(name + ".signs")) {
        quantised.sketch = {Array(file.array<std::uint8_t>(name + ".signs")),
                            Array(file.array<float>(name + ".factors"))};
    }
    return quantised;
}

void save_quantised(const QuantisedVectors& quantised, const std::string& name,
                    data::SectionFileWriter& out) {
    const std::uint64_t size = quantised.size;
    out.put(name + ".size", std::span<const std::uint64_t>(&size, 1));
    out.put(name, quantised.values.view());
    out.put(name + ".scales", quantised.scales.view());
    out.put(name + ".sums", quantised.sums.view());
    if (quantised.sketch.signs.size() == 0) return;
    out.put(name + ".signs", quantised.sketch.signs.view());
    out.put(name + ".factors", quantised.sketch.factors.view());
}

Models open_models(const data::SectionFile& file) {
    Models models;
    models.related = open_graph(file, "related");
    models.together = open_graph(file, "together");
    models.taste = open_taste(file);
    models.quantised = open_quantised(file, "bytes");
    models.for_you = open_model(file, "for-you");
    models.next_item = open_model(file, "next-item");
    models.next_basket = open_model(file, "next-basket");
    models.trending = Array(file.array<float>("trending"));
    models.popular = Array(file.array<float>("popular"));
    if (!file.contains("content.size")) return models;
    const auto size = file.array<std::uint64_t>("content.size");
    if (size.size() != 1) file.fail("section content.size does not fit");
    models.content.size = size.front();
    models.content.vectors = Array(file.array<float>("content"));
    models.content.quantised = open_quantised(file, "content.bytes");
    return models;
}

bool fits(const QuantisedVectors& quantised, std::size_t num_items, std::size_t size) {
    return quantised.num_items() == num_items && quantised.sums.size() == num_items &&
           quantised.size >= size && quantised.size % 64 == 0 &&
           quantised.values.size() == num_items * quantised.size &&
           (quantised.sketch.signs.size() == 0 ||
            fits(quantised.sketch, num_items, quantised.size));
}

/// All parts are about the same catalogue.
void check(const data::SectionFile& file, const Models& models, std::size_t num_all) {
    const auto& content = models.content;
    const std::size_t num_items = models.related.num_items();
    const bool is_right =
        models.related.num_items() == num_items && models.together.num_items() == num_items &&
        models.taste->num_items() == num_items && models.for_you->num_items() == num_items &&
        models.next_item->num_items() == num_items &&
        models.next_basket->num_items() == num_items && models.trending.size() == num_items &&
        models.popular.size() == num_items &&
        fits(models.quantised, num_items, models.taste->size()) &&
        (content.size == 0
             ? num_all == num_items
             : num_all >= num_items && content.vectors.size() == num_all * content.size &&
                   fits(content.quantised, num_all, content.size));
    if (!is_right) file.fail("the models are about different numbers of items");
}

} // namespace

ModelSet::ModelSet(const std::filesystem::path& path)
    : file_(path),
      id_offsets_(file_.array<std::uint64_t>("ids.offsets")),
      ids_(file_.text("ids.blob")) {
    if (id_offsets_.empty() || id_offsets_.back() != ids_.size() ||
        !std::is_sorted(id_offsets_.begin(), id_offsets_.end())) {
        file_.fail("section ids.offsets does not fit");
    }
    models_ = open_models(file_);
    check(file_, models_, num_items());
}

std::string_view ModelSet::object_id(Item item) const {
    return ids_.substr(id_offsets_[item], id_offsets_[item + 1] - id_offsets_[item]);
}

std::optional<Item> ModelSet::find(std::string_view object_id) const {
    const auto trained = find_between(0, num_trained(), object_id);
    return trained ? trained : find_between(num_trained(), num_items(), object_id);
}

std::optional<Item> ModelSet::find_between(Item begin, Item end, std::string_view object_id) const {
    Item low = begin;
    Item high = end;
    while (low < high) {
        const Item middle = low + (high - low) / 2;
        if (this->object_id(middle) < object_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == end || this->object_id(low) != object_id) return std::nullopt;
    return low;
}

void write_model_set(const std::filesystem::path& path, const std::vector<std::string>& object_ids,
                     const Models& models) {
    auto staging = path;
    staging += ".new";
    data::SectionFileWriter out(staging);
    std::vector<std::uint64_t> offsets{0};
    std::string blob;
    for (const auto& id : object_ids) {
        blob += id;
        offsets.push_back(blob.size());
    }
    out.put("ids.offsets", offsets);
    out.put("ids.blob", std::string_view(blob));
    save_graph(models.related, "related", out);
    save_graph(models.together, "together", out);
    save_model(*models.taste, "taste", out);
    save_quantised(models.quantised, "bytes", out);
    save_model(*models.for_you, "for-you", out);
    save_model(*models.next_item, "next-item", out);
    save_model(*models.next_basket, "next-basket", out);
    out.put("trending", models.trending.view());
    out.put("popular", models.popular.view());
    if (const std::uint64_t content_size = models.content.size; content_size > 0) {
        out.put("content.size", std::span<const std::uint64_t>(&content_size, 1));
        out.put("content", models.content.vectors.view());
        save_quantised(models.content.quantised, "content.bytes", out);
    }
    out.finish();
    std::error_code error;
    std::filesystem::rename(staging, path, error);
    if (error) {
        throw data::Error(data::ErrorCode::kUnavailable, "cannot write " + path.string());
    }
}

} // namespace aisle::recommend
