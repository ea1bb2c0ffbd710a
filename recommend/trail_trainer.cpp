// Descent over batches of events. All events of a batch compete with the same rivals, so that the
// cosines of a batch are one product of two matrices. Rivals are drawn, likelier when they are
// popular; what that adds to their share in the softmax is taken off again. Parallel work is cut
// by rows of these matrices, and vectors then move one after the other, so that neither the
// number of threads nor who does what changes a bit.

#include "recommend/trail_trainer.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include "recommend/dense_kernels.h"
#include "recommend/directions.h"
#include "recommend/parallel.h"
#include "recommend/rival_urn.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kBatch = 256;
constexpr std::size_t kRivals = 1024;
constexpr std::size_t kCasesPerPart = 32;
constexpr std::size_t kRivalsPerPart = 64;
constexpr float kAgeDecay = .6F; // that ages start from
constexpr float kAgeStep = .02F;
constexpr float kShortest = 1e-12F; // so that no division is by zero

/// An event to be foretold from those before it in its history.
struct Case {
    std::uint32_t history;
    std::uint32_t position;
};

std::vector<Case> cases_of(const Histories& histories) {
    std::vector<Case> cases;
    for (std::uint32_t h = 0; h < histories.size(); ++h) {
        const auto length = static_cast<std::uint32_t>(histories.items(h).size());
        for (std::uint32_t position = 1; position < length; ++position) {
            cases.push_back({h, position});
        }
    }
    return cases;
}

void transpose(const float* from, std::size_t rows, std::size_t columns, std::size_t stride,
               float* to) {
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) to[c * stride + r] = from[r * columns + c];
    }
}

class Descent {
public:
    Descent(const Histories& histories, const TrailOptions& options)
        : histories_(histories),
          options_(options),
          size_(options.size),
          counts_(count_items(histories)),
          urn_(counts_, options.rival_power, kRivals),
          engine_(options.seed),
          vectors_(histories.num_items() * size_),
          squares_(histories.num_items(), 0),
          ages_(options.num_ages * size_),
          age_squares_(ages_.size(), 0),
          headings_(kBatch, size_),
          wanted_(kBatch, size_),
          rivals_(kRivals, size_),
          drawn_(kRivals),
          shares_(kBatch * kRivals),
          shares_transposed_(kBatch * kRivals) {
        const float spread = 2 / std::sqrt(static_cast<float>(size_));
        for (float& value : vectors_) value = spread * (uniform() - .5F);
        for (std::size_t i = 0; i < ages_.size(); ++i) {
            const std::size_t age = i / size_;
            ages_[i] = std::pow(kAgeDecay, static_cast<float>(age));
        }
    }

    void run() {
        auto cases = cases_of(histories_);
        const std::size_t num_all = cases.size() * options_.num_epochs;
        for (std::uint32_t epoch = 0; epoch < options_.num_epochs; ++epoch) {
            for (std::size_t i = cases.size(); i > 1; --i) {
                std::swap(cases[i - 1], cases[engine_() % i]);
            }
            for (std::size_t begin = 0; begin < cases.size(); begin += kBatch) {
                const std::size_t done = epoch * cases.size() + begin;
                step_ =
                    options_.step * (1 - static_cast<float>(done) / static_cast<float>(num_all));
                batch_ = std::span(cases).subspan(begin, std::min(kBatch, cases.size() - begin));
                descend();
            }
        }
    }

    [[nodiscard]] TrailVectors result() const {
        std::vector<float> directions(vectors_.size(), 0);
        std::vector<float> weights(counts_.size(), 0);
        for (std::size_t item = 0; item < counts_.size(); ++item) {
            if (counts_[item] == 0) continue;
            const std::size_t at = item * size_;
            weights[item] = take_direction(&vectors_[at], size_, &directions[at]);
        }
        return {size_, Array(std::move(directions)), Array(std::move(weights)), Array(ages_),
                options_.sharpness};
    }

private:
    static std::vector<float> count_items(const Histories& histories) {
        std::vector<float> counts(histories.num_items(), 0);
        for (const Item item : histories.all_items()) counts[item] += 1;
        return counts;
    }

    float uniform() { return static_cast<float>(engine_() >> 40U) * 0x1p-24F; }

    [[nodiscard]] Item wanted_of(const Case& one) const {
        return histories_.items(one.history)[one.position];
    }

    /// The event of a case that is `age` events old.
    [[nodiscard]] Item given_of(const Case& one, std::size_t age) const {
        return histories_.items(one.history)[one.position - 1 - age];
    }

    [[nodiscard]] std::size_t num_given(const Case& one) const {
        return std::min<std::size_t>(one.position, options_.num_ages);
    }

    /// Moves all vectors that a batch is about a step down.
    void descend() {
        for (std::size_t i = 0; i < kRivals; ++i) {
            drawn_[i] = urn_.draw(engine_);
            rivals_.lengths[i] =
                take_direction(&vectors_[drawn_[i] * size_], size_, &rivals_.values[i * size_]);
        }
        transpose(rivals_.values.data(), kRivals, size_, kRivals, rivals_.transposed.data());
        for_each_part(batch_.size(), kCasesPerPart, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) look_up(i);
        });
        transpose(headings_.values.data(), batch_.size(), size_, kBatch,
                  headings_.transposed.data());
        const std::size_t num_parts = (batch_.size() + kCasesPerPart - 1) / kCasesPerPart;
        for_each_part(num_parts, 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t part = first; part < last; ++part) {
                const std::size_t begin = part * kCasesPerPart;
                compete(begin, std::min(kCasesPerPart, batch_.size() - begin));
            }
        });
        std::fill(rivals_.gradients.begin(), rivals_.gradients.end(), 0.F);
        for_each_part(kRivals / kRivalsPerPart, 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t part = first; part < last; ++part) {
                const std::size_t begin = part * kRivalsPerPart;
                dense_kernels().add_product({&shares_[begin], kRivals},
                                            {headings_.values.data(), size_}, 1,
                                            {kRivalsPerPart, size_, batch_.size()},
                                            {&rivals_.gradients[begin * size_], size_});
            }
        });
        move_all();
    }

    /// Where case `i` of the batch leads to, and where it should.
    void look_up(std::size_t i) {
        std::vector<float> sum(size_, 0);
        for (std::size_t age = 0; age < num_given(batch_[i]); ++age) {
            const float* vector = &vectors_[given_of(batch_[i], age) * size_];
            for (std::size_t d = 0; d < size_; ++d) sum[d] += ages_[age * size_ + d] * vector[d];
        }
        headings_.lengths[i] = take_direction(sum.data(), size_, &headings_.values[i * size_]);
        wanted_.lengths[i] = take_direction(&vectors_[wanted_of(batch_[i]) * size_], size_,
                                            &wanted_.values[i * size_]);
    }

    /// Gradients by the headings of `count` cases and by what they want, and the shares that
    /// rivals have in them.
    void compete(std::size_t begin, std::size_t count) {
        float* shares = &shares_[begin * kRivals];
        std::fill(shares, shares + count * kRivals, 0.F);
        dense_kernels().add_product({&headings_.transposed[begin], kBatch},
                                    {rivals_.transposed.data(), kRivals}, 1,
                                    {count, kRivals, size_}, {shares, kRivals});
        for (std::size_t i = begin; i < begin + count; ++i) share_out(i);
        for (std::size_t i = begin; i < begin + count; ++i) {
            for (std::size_t k = 0; k < kRivals; ++k) {
                shares_transposed_[k * kBatch + i] = shares_[i * kRivals + k];
            }
        }
        dense_kernels().add_product({&shares_transposed_[begin], kBatch},
                                    {rivals_.values.data(), size_}, 1, {count, size_, kRivals},
                                    {&headings_.gradients[begin * size_], size_});
    }

    /// Makes the cosines of case `i` shares of the softmax, which are gradients by them.
    void share_out(std::size_t i) {
        const Item wanted = wanted_of(batch_[i]);
        const float* heading = &headings_.values[i * size_];
        const float* target = &wanted_.values[i * size_];
        const float sharpness = options_.sharpness;
        const float own = sharpness * dot(heading, target, size_) - urn_.log_expected(wanted);
        float* shares = &shares_[i * kRivals];
        float highest = own;
        for (std::size_t k = 0; k < kRivals; ++k) {
            shares[k] = sharpness * shares[k] - urn_.log_expected(drawn_[k]);
            highest = std::max(highest, shares[k]);
        }
        const float own_part = std::exp(own - highest);
        float total = own_part;
        for (std::size_t k = 0; k < kRivals; ++k) {
            shares[k] = drawn_[k] == wanted ? 0 : std::exp(shares[k] - highest);
            total += shares[k];
        }
        for (std::size_t k = 0; k < kRivals; ++k) shares[k] *= sharpness / total;
        const float missing = sharpness * (own_part / total - 1);
        dense_kernels().scale(heading, missing, size_, &wanted_.gradients[i * size_]);
        dense_kernels().scale(target, missing, size_, &headings_.gradients[i * size_]);
    }

    void move_all() {
        std::vector<float> by_ages(ages_.size(), 0);
        for (std::size_t i = 0; i < batch_.size(); ++i) {
            move_given(i, by_ages);
            move_item(wanted_of(batch_[i]), wanted_, i);
        }
        for (std::size_t i = 0; i < kRivals; ++i) move_item(drawn_[i], rivals_, i);
        for (std::size_t i = 0; i < ages_.size(); ++i) {
            age_squares_[i] += by_ages[i] * by_ages[i];
            ages_[i] -= kAgeStep * by_ages[i] / std::sqrt(age_squares_[i] + kShortest);
        }
    }

    void move_given(std::size_t i, std::vector<float>& by_ages) {
        float* by_sum = &headings_.gradients[i * size_];
        to_gradient_by_vector(&headings_.values[i * size_], headings_.lengths[i], size_, by_sum);
        std::vector<float> gradient(size_);
        for (std::size_t age = 0; age < num_given(batch_[i]); ++age) {
            const Item item = given_of(batch_[i], age);
            const float* vector = &vectors_[item * size_];
            for (std::size_t d = 0; d < size_; ++d) {
                gradient[d] = by_sum[d] * ages_[age * size_ + d];
                by_ages[age * size_ + d] += by_sum[d] * vector[d];
            }
            move(item, gradient.data());
        }
    }

    void move_item(Item item, Directions& directions, std::size_t i) {
        float* gradient = &directions.gradients[i * size_];
        to_gradient_by_vector(&directions.values[i * size_], directions.lengths[i], size_,
                              gradient);
        move(item, gradient);
    }

    /// The further a vector has moved, the shorter are its steps.
    void move(Item item, const float* gradient) {
        squares_[item] += dot(gradient, gradient, size_) / static_cast<float>(size_);
        const float step = step_ / std::sqrt(squares_[item] + kShortest);
        float* vector = &vectors_[item * size_];
        for (std::size_t d = 0; d < size_; ++d) vector[d] -= step * gradient[d];
    }

    const Histories& histories_;
    TrailOptions options_;
    std::size_t size_;
    std::vector<float> counts_;
    RivalUrn urn_;
    std::mt19937_64 engine_;
    std::vector<float> vectors_;
    std::vector<float> squares_; // of each item: sum over its gradients
    std::vector<float> ages_;
    std::vector<float> age_squares_;
    std::span<const Case> batch_;
    float step_ = 0;
    Directions headings_;
    Directions wanted_;
    Directions rivals_;
    std::vector<Item> drawn_;
    std::vector<float> shares_;            // kRivals for each case of the batch
    std::vector<float> shares_transposed_; // kBatch for each rival
};

} // namespace

std::unique_ptr<TrailModel> train_trails(const Histories& histories, const TrailOptions& options) {
    Descent descent(histories, options);
    descent.run();
    return std::make_unique<TrailModel>(descent.result());
}

} // namespace aisle::recommend
