// Alternating least squares: with the items' vectors fixed each person's vector is a small linear
// system, and the other way round. All systems share the Gram matrix of the fixed side, which
// stands for the pairs nobody touched. A system is solved by one thread in one order, so that
// neither the number of threads nor who solves what changes a bit.

#include "recommend/ials_trainer.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "recommend/dense_kernels.h"
#include "recommend/parallel.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kGramRows = 16;
constexpr std::size_t kSystemsPerPart = 16;

/// For each row of one side the rows of the other that it was seen with.
struct Incidence {
    std::vector<std::size_t> offsets{0};
    std::vector<std::uint32_t> indices;

    [[nodiscard]] std::size_t size() const { return offsets.size() - 1; }

    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t row) const {
        return {indices.data() + offsets[row], offsets[row + 1] - offsets[row]};
    }
};

Incidence items_of_people(const Histories& distinct) {
    Incidence result;
    result.indices = distinct.all_items();
    for (std::size_t h = 0; h < distinct.size(); ++h) result.offsets.push_back(distinct.end_of(h));
    return result;
}

Incidence people_of_items(const Histories& distinct) {
    const Occurrences occurrences(distinct);
    Incidence result;
    result.offsets = occurrences.offsets;
    for (const auto& event : occurrences.events) result.indices.push_back(event.history);
    return result;
}

/// About normal: the sum of four uniform numbers, the same with every standard library.
std::vector<float> random_vectors(std::size_t count, float spread, std::uint64_t seed) {
    std::mt19937_64 engine(seed);
    const auto uniform = [&] {
        return static_cast<float>(engine() >> 40U) / static_cast<float>(1U << 24U) - .5F;
    };
    const float scale = spread * std::sqrt(3.F); // four uniforms have the variance 1/3
    std::vector<float> values(count);
    for (float& value : values) {
        float sum = 0;
        for (int i = 0; i < 4; ++i) sum += uniform();
        value = scale * sum;
    }
    return values;
}

void solve_side(const Incidence& incidence, const std::vector<float>& others,
                const IalsOptions& options, std::vector<float>& vectors) {
    const auto gram = gram_of(others, options.size);
    const std::size_t num_others = others.size() / options.size;
    for_each_part(incidence.size(), kSystemsPerPart, [&](std::size_t begin, std::size_t end) {
        FactorSolver solver(options.size, options.weights);
        for (std::size_t row = begin; row < end; ++row) {
            solver.solve(others.data(), num_others, gram.data(), incidence.of(row),
                         vectors.data() + row * options.size);
        }
    });
}

} // namespace

std::vector<float> gram_of(const std::vector<float>& vectors, std::size_t size) {
    const std::size_t count = vectors.size() / size;
    std::vector<float> gram(size * size, 0);
    for_each_part((size + kGramRows - 1) / kGramRows, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t block = begin; block < end; ++block) {
            const std::size_t row = block * kGramRows;
            dense_kernels().add_product({vectors.data() + row, size}, {vectors.data(), size}, 1,
                                        {std::min(kGramRows, size - row), size, count},
                                        {gram.data() + row * size, size});
        }
    });
    return gram;
}

std::unique_ptr<FactorModel> train_ials(const Histories& histories, const IalsOptions& options) {
    const Histories distinct = without_repeats(histories);
    const Incidence by_person = items_of_people(distinct);
    const Incidence by_item = people_of_items(distinct);
    const float spread = options.spread / std::sqrt(static_cast<float>(options.size));
    auto items = random_vectors(by_item.size() * options.size, spread, options.seed);
    std::vector<float> people(by_person.size() * options.size);
    for (std::uint32_t sweep = 0; sweep < options.num_sweeps; ++sweep) {
        solve_side(by_person, items, options, people);
        solve_side(by_item, people, options, items);
    }
    auto gram = gram_of(items, options.size);
    return std::make_unique<FactorModel>(options.size, options.weights, Array(std::move(items)),
                                         Array(std::move(gram)));
}

} // namespace aisle::recommend
