// Each kind of model has a pair of functions below, and a line in the table at the end. Everything
// that a model later uses as an index is checked when it is opened, so that a damaged file is an
// error here and not a wild read while serving.

#include "recommend/model_file.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "recommend/blend_model.h"
#include "recommend/factor_model.h"
#include "recommend/graph_model.h"
#include "recommend/popularity_model.h"
#include "recommend/session_model.h"
#include "recommend/trail_model.h"

namespace aisle::recommend {

namespace {

using data::SectionFile;
using data::SectionFileWriter;

constexpr std::uint64_t kMaxVectorSize = 4096;

/// The sections of one model.
class Reader {
public:
    Reader(const SectionFile& file, const std::string& prefix) : file_(file), prefix_(prefix) {}

    template <class T>
    [[nodiscard]] Array<T> array(std::string_view name) const {
        return Array<T>(file_.array<T>(prefix_ + std::string(name)));
    }

    /// Numbers that shape the model: a struct of them, one element.
    template <class T>
    [[nodiscard]] T one(std::string_view name) const {
        const auto values = file_.array<T>(prefix_ + std::string(name));
        require(values.size() == 1, name);
        return values.front();
    }

    void require(bool is_right, std::string_view name) const {
        if (!is_right) file_.fail("section " + prefix_ + std::string(name) + " does not fit");
    }

    /// Offsets that begin at 0, never fall, and end at `end`.
    void require_offsets(const Array<std::uint64_t>& offsets, std::size_t end,
                         std::string_view name) const {
        const auto view = offsets.view();
        require(!view.empty() && view.front() == 0 && view.back() == end &&
                    std::is_sorted(view.begin(), view.end()),
                name);
    }

    void require_below(std::span<const Item> items, std::size_t limit,
                       std::string_view name) const {
        require(std::ranges::all_of(items, [&](Item item) { return item < limit; }), name);
    }

    [[nodiscard]] const SectionFile& file() const { return file_; }

    [[nodiscard]] const std::string& prefix() const { return prefix_; }

private:
    const SectionFile& file_;
    const std::string& prefix_;
};

template <class T>
void put_one(SectionFileWriter& out, const std::string& name, const T& value) {
    out.put(name, std::span<const T>(&value, 1));
}

void save(const GraphModel& model, const std::string& prefix, SectionFileWriter& out) {
    put_one(out, prefix + ".reading", model.reading());
    save_graph(model.graph(), prefix, out);
}

std::unique_ptr<Model> open_graph_model(const Reader& in) {
    return std::make_unique<GraphModel>(open_graph(in.file(), in.prefix()),
                                        in.one<GraphReading>(".reading"));
}

void save(const FactorModel& model, const std::string& prefix, SectionFileWriter& out) {
    put_one(out, prefix + ".weights", model.weights());
    put_one(out, prefix + ".size", std::uint64_t{model.size()});
    out.put(prefix + ".vectors", model.vectors().view());
    out.put(prefix + ".gram", model.gram().view());
}

std::unique_ptr<Model> open_factors(const Reader& in) {
    const auto size = in.one<std::uint64_t>(".size");
    auto vectors = in.array<float>(".vectors");
    auto gram = in.array<float>(".gram");
    in.require(size > 0 && size <= kMaxVectorSize && vectors.size() % size == 0, ".vectors");
    in.require(gram.size() == size * size, ".gram");
    return std::make_unique<FactorModel>(size, in.one<FactorWeights>(".weights"),
                                         std::move(vectors), std::move(gram));
}

void save(const SessionModel& model, const std::string& prefix, SectionFileWriter& out) {
    const SessionIndex& index = model.index();
    put_one(out, prefix + ".weights", model.weights());
    out.put(prefix + ".offsets", index.offsets.view());
    out.put(prefix + ".items", index.items.view());
    out.put(prefix + ".places.offsets", index.places_offsets.view());
    out.put(prefix + ".places", index.places.view());
    out.put(prefix + ".idf", index.idf.view());
}

std::unique_ptr<Model> open_sessions(const Reader& in) {
    SessionIndex index{in.array<std::uint64_t>(".offsets"), in.array<Item>(".items"),
                       in.array<std::uint64_t>(".places.offsets"),
                       in.array<std::uint64_t>(".places"), in.array<float>(".idf")};
    in.require_offsets(index.offsets, index.items.size(), ".offsets");
    in.require_offsets(index.places_offsets, index.places.size(), ".places.offsets");
    in.require(index.places_offsets.size() == index.idf.size() + 1, ".idf");
    in.require_below(index.items.view(), index.idf.size(), ".items");
    in.require(std::ranges::all_of(
                   index.places.view(),
                   [&](std::uint64_t place) { return session_of(place) < index.num_sessions(); }),
               ".places");
    return std::make_unique<SessionModel>(std::move(index), in.one<SessionWeights>(".weights"));
}

void save(const TrailModel& model, const std::string& prefix, SectionFileWriter& out) {
    const TrailVectors& vectors = model.vectors();
    put_one(out, prefix + ".size", std::uint64_t{vectors.size});
    put_one(out, prefix + ".sharpness", vectors.sharpness);
    out.put(prefix + ".directions", vectors.directions.view());
    out.put(prefix + ".weights", vectors.weights.view());
    out.put(prefix + ".ages", vectors.ages.view());
}

std::unique_ptr<Model> open_trails(const Reader& in) {
    const auto size = in.one<std::uint64_t>(".size");
    TrailVectors vectors{size, in.array<float>(".directions"), in.array<float>(".weights"),
                         in.array<float>(".ages"), in.one<float>(".sharpness")};
    in.require(size > 0 && size <= kMaxVectorSize, ".size");
    in.require(vectors.directions.size() == vectors.num_items() * size, ".directions");
    in.require(vectors.ages.size() % size == 0, ".ages");
    return std::make_unique<TrailModel>(std::move(vectors));
}

void save(const PopularityModel& model, const std::string& prefix, SectionFileWriter& out) {
    out.put(prefix + ".counts", model.weights().view());
}

std::unique_ptr<Model> open_popularity(const Reader& in) {
    return std::make_unique<PopularityModel>(in.array<float>(".counts"));
}

void save(const AgainModel& model, const std::string& prefix, SectionFileWriter& out) {
    put_one(out, prefix + ".reading", model.reading());
}

std::unique_ptr<Model> open_again(const Reader& in) {
    return std::make_unique<AgainModel>(in.one<AgainReading>(".reading"));
}

void save(const BlendModel& model, const std::string& prefix, SectionFileWriter& out) {
    put_one(out, prefix + ".parts", std::uint64_t{model.parts().size()});
    out.put(prefix + ".weights", model.weights());
    out.put(prefix + ".counts", model.counts().view());
    out.put(prefix + ".late", model.late_counts().view());
    const TreeEnsemble& trees = model.trees();
    put_one(out, prefix + ".trees.depth", trees.depth);
    out.put(prefix + ".trees.features", trees.features.view());
    out.put(prefix + ".trees.thresholds", trees.thresholds.view());
    out.put(prefix + ".trees.leaves", trees.leaves.view());
    for (std::size_t p = 0; p < model.parts().size(); ++p) {
        save_model(*model.parts()[p], prefix + "." + std::to_string(p), out);
    }
}

TreeEnsemble open_trees(const Reader& in, std::size_t num_features) {
    constexpr std::uint32_t kMaxDepth = 12;
    TreeEnsemble trees{in.one<std::uint32_t>(".trees.depth"),
                       in.array<std::uint32_t>(".trees.features"),
                       in.array<float>(".trees.thresholds"), in.array<float>(".trees.leaves")};
    in.require(trees.depth <= kMaxDepth, ".trees.depth");
    in.require(trees.features.size() == trees.num_trees() * trees.depth &&
                   trees.thresholds.size() == trees.features.size(),
               ".trees.thresholds");
    in.require(trees.leaves.size() == trees.num_trees() << trees.depth, ".trees.leaves");
    in.require_below(trees.features.view(), num_features, ".trees.features");
    return trees;
}

std::unique_ptr<Model> open_blend(const Reader& in) {
    constexpr std::uint64_t kMaxParts = 32;
    const auto num_parts = in.one<std::uint64_t>(".parts");
    in.require(num_parts <= kMaxParts, ".parts");
    BlendModel::Parts parts;
    for (std::uint64_t p = 0; p < num_parts; ++p) {
        parts.push_back(open_model(in.file(), in.prefix() + "." + std::to_string(p)));
    }
    auto counts = in.array<float>(".counts");
    auto late_counts = in.array<float>(".late");
    in.require(counts.size() == late_counts.size(), ".late");
    for (const auto& part : parts) {
        in.require(part->num_items() == 0 || part->num_items() == counts.size(), ".counts");
    }
    auto blend =
        std::make_unique<BlendModel>(std::move(parts), std::move(counts), std::move(late_counts));
    const auto weights = in.array<float>(".weights");
    in.require(weights.size() == blend->num_features() * BlendModel::kNumLengths, ".weights");
    blend->set_weights({weights.view().begin(), weights.view().end()});
    blend->set_trees(open_trees(in, blend->num_features()));
    return blend;
}

template <class Kind>
bool save_as(const Model& model, const std::string& prefix, SectionFileWriter& out) {
    const auto* kind = dynamic_cast<const Kind*>(&model);
    if (kind != nullptr) save(*kind, prefix, out);
    return kind != nullptr;
}

struct Form {
    std::string_view kind;
    bool (*save)(const Model&, const std::string&, SectionFileWriter&); ///< false: another kind
    std::unique_ptr<Model> (*open)(const Reader&);
};

constexpr Form kForms[] = {
    {"graph", save_as<GraphModel>, open_graph_model},
    {"factors", save_as<FactorModel>, open_factors},
    {"sessions", save_as<SessionModel>, open_sessions},
    {"trails", save_as<TrailModel>, open_trails},
    {"popularity", save_as<PopularityModel>, open_popularity},
    {"again", save_as<AgainModel>, open_again},
    {"blend", save_as<BlendModel>, open_blend},
};

} // namespace

void save_model(const Model& model, const std::string& prefix, SectionFileWriter& out) {
    for (const Form& form : kForms) {
        if (!form.save(model, prefix, out)) continue;
        out.put(prefix + ".kind", form.kind);
        return;
    }
}

std::unique_ptr<Model> open_model(const SectionFile& file, const std::string& prefix) {
    const auto kind = file.text(prefix + ".kind");
    for (const Form& form : kForms) {
        if (form.kind == kind) return form.open(Reader(file, prefix));
    }
    file.fail("section " + prefix + ".kind holds no kind of model");
}

void save_graph(const ItemGraph& graph, const std::string& prefix, SectionFileWriter& out) {
    out.put(prefix + ".offsets", graph.offsets().view());
    out.put(prefix + ".neighbours", graph.all_neighbours().view());
    out.put(prefix + ".edges", graph.all_weights().view());
}

ItemGraph open_graph(const SectionFile& file, const std::string& prefix) {
    const Reader in(file, prefix);
    auto offsets = in.array<std::uint64_t>(".offsets");
    auto neighbours = in.array<Item>(".neighbours");
    auto weights = in.array<float>(".edges");
    in.require_offsets(offsets, neighbours.size(), ".offsets");
    in.require(weights.size() == neighbours.size(), ".edges");
    in.require_below(neighbours.view(), offsets.size() - 1, ".neighbours");
    return {std::move(offsets), std::move(neighbours), std::move(weights)};
}

} // namespace aisle::recommend
