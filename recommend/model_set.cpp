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

Models open_models(const data::SectionFile& file) {
    Models models;
    models.related = open_graph(file, "related");
    models.together = open_graph(file, "together");
    models.taste = open_taste(file);
    models.quantised = {
        file.array<std::uint64_t>("bytes.size").front(), Array(file.array<std::int8_t>("bytes")),
        Array(file.array<float>("bytes.scales")), Array(file.array<std::int32_t>("bytes.sums"))};
    models.for_you = open_model(file, "for-you");
    models.next_item = open_model(file, "next-item");
    models.next_basket = open_model(file, "next-basket");
    models.trending = Array(file.array<float>("trending"));
    models.popular = Array(file.array<float>("popular"));
    return models;
}

/// All parts are about the same catalogue.
void check(const data::SectionFile& file, const Models& models, std::size_t num_items) {
    const auto& quantised = models.quantised;
    const bool fits =
        models.related.num_items() == num_items && models.together.num_items() == num_items &&
        models.taste->num_items() == num_items && models.for_you->num_items() == num_items &&
        models.next_item->num_items() == num_items &&
        models.next_basket->num_items() == num_items && models.trending.size() == num_items &&
        models.popular.size() == num_items && quantised.num_items() == num_items &&
        quantised.sums.size() == num_items && quantised.size >= models.taste->size() &&
        quantised.size % 64 == 0 && quantised.values.size() == num_items * quantised.size;
    if (!fits) file.fail("the models are about different numbers of items");
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
    if (file_.array<std::uint64_t>("bytes.size").size() != 1) {
        file_.fail("section bytes.size does not fit");
    }
    models_ = open_models(file_);
    check(file_, models_, num_items());
}

std::string_view ModelSet::object_id(Item item) const {
    return ids_.substr(id_offsets_[item], id_offsets_[item + 1] - id_offsets_[item]);
}

std::optional<Item> ModelSet::find(std::string_view object_id) const {
    Item low = 0;
    Item high = num_items();
    while (low < high) {
        const Item middle = low + (high - low) / 2;
        if (this->object_id(middle) < object_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == num_items() || this->object_id(low) != object_id) return std::nullopt;
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
    const std::uint64_t size = models.quantised.size;
    out.put("bytes.size", std::span<const std::uint64_t>(&size, 1));
    out.put("bytes", models.quantised.values.view());
    out.put("bytes.scales", models.quantised.scales.view());
    out.put("bytes.sums", models.quantised.sums.view());
    save_model(*models.for_you, "for-you", out);
    save_model(*models.next_item, "next-item", out);
    save_model(*models.next_basket, "next-basket", out);
    out.put("trending", models.trending.view());
    out.put("popular", models.popular.view());
    out.finish();
    std::error_code error;
    std::filesystem::rename(staging, path, error);
    if (error) {
        throw data::Error(data::ErrorCode::kUnavailable, "cannot write " + path.string());
    }
}

} // namespace aisle::recommend
