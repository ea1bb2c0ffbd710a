// Descent over batches of events. All events of a batch compete with the same rivals, so that the
// cosines of a batch are one product of two matrices. Rivals are drawn, likelier when they are
// popular; what that adds to their share in the softmax is taken off again. Shares stay undivided
// by their sum: dividing a case's heading and its gradient instead is a sixteenth of the work.
//
// Parallel work is cut by rows of these matrices; then each vector moves by all its gradients in
// the order of the batch, on one thread. So neither the number of threads nor who does what
// changes a bit.

#include "recommend/trail_trainer.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "recommend/dense_kernels.h"
#include "recommend/directions.h"
#include "recommend/moving_vectors.h"
#include "recommend/parallel.h"
#include "recommend/rival_urn.h"
#include "recommend/trail_cases.h"

namespace aisle::recommend {

namespace {

constexpr std::size_t kBatch = 256;
constexpr std::size_t kRivals = 1024;
constexpr std::size_t kCasesPerPart = 32;
constexpr std::size_t kRivalsPerPart = 64;
constexpr float kAgeDecay = .6F; // that ages start from
constexpr float kAgeStep = .02F;
constexpr float kShortest = 1e-12F; // so that no division is by zero
constexpr float kSmallestShare = 1e-30F;
constexpr std::size_t kMovingParts = 8;
constexpr std::size_t kAhead = 8; // so many vectors are asked for before they are needed

class Descent {
public:
    Descent(const Histories& histories, const TrailOptions& options)
        : histories_(histories),
          options_(options),
          size_(options.size),
          counts_(count_items(histories)),
          urn_(counts_, options.rival_power, kRivals),
          engine_(options.seed),
          vectors_(histories.num_items(), size_),
          ages_(options.num_ages * size_),
          age_squares_(ages_.size(), 0),
          headings_(kBatch, size_),
          wanted_(kBatch, size_),
          rivals_(kRivals, size_),
          drawn_(kRivals),
          rival_weights_(kRivals),
          scaled_headings_(kBatch * size_),
          by_ages_(ages_.size(), 0),
          shares_(kBatch * kRivals),
          shares_transposed_(kBatch * kRivals) {
        const float spread = 2 / std::sqrt(static_cast<float>(size_));
        for (float& value : vectors_.values()) value = spread * (uniform() - .5F);
        for (std::size_t i = 0; i < ages_.size(); ++i) {
            const std::size_t age = i / size_;
            ages_[i] = std::pow(kAgeDecay, static_cast<float>(age));
        }
    }

    void run() {
        TrailCases cases(histories_, options_.num_ages);
        const std::size_t num_all = cases.size() * options_.num_epochs;
        for (std::uint32_t epoch = 0; epoch < options_.num_epochs; ++epoch) {
            cases.shuffle(engine_);
            for (std::size_t begin = 0; begin < cases.size(); begin += kBatch) {
                const std::size_t done = epoch * cases.size() + begin;
                step_ =
                    options_.step * (1 - static_cast<float>(done) / static_cast<float>(num_all));
                batch_ = cases.batch(begin, kBatch);
                descend();
            }
        }
    }

    [[nodiscard]] TrailVectors result() const {
        std::vector<float> directions(counts_.size() * size_, 0);
        std::vector<float> weights(counts_.size(), 0);
        for (std::size_t item = 0; item < counts_.size(); ++item) {
            if (counts_[item] == 0) continue;
            weights[item] = take_direction(vectors_.of(static_cast<Item>(item)), size_,
                                           &directions[item * size_]);
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

    /// Moves all vectors that a batch is about a step down.
    void descend() {
        draw_rivals();
        for_each_part(batch_.size(), kCasesPerPart, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) look_up(i);
        });
        transpose({headings_.values.data(), size_}, batch_.size(), size_,
                  {headings_.transposed.data(), kBatch});
        const std::size_t num_parts = (batch_.size() + kCasesPerPart - 1) / kCasesPerPart;
        for_each_part(num_parts, 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t part = first; part < last; ++part) {
                const std::size_t begin = part * kCasesPerPart;
                compete(begin, std::min(kCasesPerPart, batch_.size() - begin));
            }
        });
        for_each_part(kRivals / kRivalsPerPart, 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t part = first; part < last; ++part) push_rivals(part * kRivalsPerPart);
        });
        move_all();
    }

    /// In the order of items, so that a case finds itself among them.
    void draw_rivals() {
        for (Item& item : drawn_) item = urn_.draw(engine_);
        std::sort(drawn_.begin(), drawn_.end());
        for (std::size_t i = 0; i < kRivals; ++i) {
            if (i + kAhead < kRivals) vectors_.ask_for(drawn_[i + kAhead]);
            rivals_.lengths[i] =
                take_direction(vectors_.of(drawn_[i]), size_, &rivals_.values[i * size_]);
            rival_weights_[i] = std::exp(-urn_.log_expected(drawn_[i]));
        }
        transpose({rivals_.values.data(), size_}, kRivals, size_,
                  {rivals_.transposed.data(), kRivals});
    }

    /// Where case `i` of the batch leads to, and where it should.
    void look_up(std::size_t i) {
        float* sum = &scaled_headings_[i * size_];
        std::fill(sum, sum + size_, 0.F);
        for (std::size_t age = 0; age < batch_[i].given.size(); ++age) {
            const float* vector = vectors_.of(batch_[i].of_age(age));
            for (std::size_t d = 0; d < size_; ++d) sum[d] += ages_[age * size_ + d] * vector[d];
        }
        headings_.lengths[i] = take_direction(sum, size_, &headings_.values[i * size_]);
        wanted_.lengths[i] =
            take_direction(vectors_.of(batch_[i].wanted), size_, &wanted_.values[i * size_]);
    }

    /// Gradients by what leads to `count` cases and by what they want, and the shares that rivals
    /// have in them.
    void compete(std::size_t begin, std::size_t count) {
        float* shares = &shares_[begin * kRivals];
        std::fill(shares, shares + count * kRivals, 0.F);
        dense_kernels().add_product({&headings_.transposed[begin], kBatch},
                                    {rivals_.transposed.data(), kRivals}, 1,
                                    {count, kRivals, size_}, {shares, kRivals});
        float totals[kCasesPerPart];
        for (std::size_t i = 0; i < count; ++i) totals[i] = share_out(begin + i);
        transpose({shares, kRivals}, count, kRivals, {&shares_transposed_[begin], kBatch});
        dense_kernels().add_product({&shares_transposed_[begin], kBatch},
                                    {rivals_.values.data(), size_}, 1, {count, size_, kRivals},
                                    {&headings_.gradients[begin * size_], size_});
        for (std::size_t i = begin; i < begin + count; ++i) {
            const float factor = options_.sharpness / totals[i - begin];
            float* gradient = &headings_.gradients[i * size_];
            for (std::size_t d = 0; d < size_; ++d) gradient[d] *= factor;
            dense_kernels().scale(&headings_.values[i * size_], factor, size_,
                                  &scaled_headings_[i * size_]);
            headings_.to_gradient_by_vector(i, size_);
            wanted_.to_gradient_by_vector(i, size_);
        }
    }

    /// Makes the cosines of case `i` shares of the softmax, which are gradients by them, and
    /// returns what all add up to.
    float share_out(std::size_t i) {
        const Item wanted = batch_[i].wanted;
        const float* heading = &headings_.values[i * size_];
        const float* target = &wanted_.values[i * size_];
        const float sharpness = options_.sharpness;
        const float own = std::max(
            std::exp(sharpness * (dot(heading, target, size_) - 1) - urn_.log_expected(wanted)),
            kSmallestShare);
        float* shares = &shares_[i * kRivals];
        float total =
            own + dense_kernels().share_out(shares, sharpness, rival_weights_.data(), kRivals);
        const auto [first, last] = std::equal_range(drawn_.begin(), drawn_.end(), wanted);
        for (auto same = first; same != last; ++same) {
            float& share = shares[same - drawn_.begin()];
            total -= std::exchange(share, 0.F);
        }
        total = std::max(total, own);
        dense_kernels().scale(heading, sharpness * (own / total - 1), size_,
                              &wanted_.gradients[i * size_]);
        dense_kernels().scale(target, own - total, size_, &headings_.gradients[i * size_]);
        return total;
    }

    /// Gradients by the rivals of a part.
    void push_rivals(std::size_t begin) {
        float* gradients = &rivals_.gradients[begin * size_];
        std::fill(gradients, gradients + kRivalsPerPart * size_, 0.F);
        dense_kernels().add_product({&shares_[begin], kRivals}, {scaled_headings_.data(), size_}, 1,
                                    {kRivalsPerPart, size_, batch_.size()}, {gradients, size_});
        for (std::size_t i = begin; i < begin + kRivalsPerPart; ++i) {
            rivals_.to_gradient_by_vector(i, size_);
        }
    }

    void move_all() {
        for_each_part(options_.num_ages, 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t age = begin; age < end; ++age) add_gradient_by_age(age);
        });
        for_each_part(kMovingParts, 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t part = begin; part < end; ++part) move_part(part);
        });
        for (std::size_t i = 0; i < ages_.size(); ++i) {
            age_squares_[i] += by_ages_[i] * by_ages_[i];
            ages_[i] -= kAgeStep * by_ages_[i] / std::sqrt(age_squares_[i] + kShortest);
        }
    }

    void add_gradient_by_age(std::size_t age) {
        float* by_age = &by_ages_[age * size_];
        std::fill(by_age, by_age + size_, 0.F);
        for (std::size_t i = 0; i < batch_.size(); ++i) {
            if (age >= batch_[i].given.size()) continue;
            const float* vector = vectors_.of(batch_[i].of_age(age));
            const float* by_sum = &headings_.gradients[i * size_];
            for (std::size_t d = 0; d < size_; ++d) by_age[d] += by_sum[d] * vector[d];
        }
    }

    /// Moves the vectors of every kMovingParts-th item.
    void move_part(std::size_t part) {
        std::vector<float> gradient(size_);
        for (std::size_t i = 0; i < batch_.size(); ++i) {
            const float* by_sum = &headings_.gradients[i * size_];
            for (std::size_t age = 0; age < batch_[i].given.size(); ++age) {
                const Item item = batch_[i].of_age(age);
                if (item % kMovingParts != part) continue;
                for (std::size_t d = 0; d < size_; ++d) {
                    gradient[d] = by_sum[d] * ages_[age * size_ + d];
                }
                vectors_.move(item, gradient.data(), step_);
            }
            const Item wanted = batch_[i].wanted;
            if (wanted % kMovingParts == part)
                vectors_.move(wanted, &wanted_.gradients[i * size_], step_);
        }
        for (std::size_t i = 0; i < kRivals; ++i) {
            if (drawn_[i] % kMovingParts == part)
                vectors_.move(drawn_[i], &rivals_.gradients[i * size_], step_);
        }
    }

    const Histories& histories_;
    TrailOptions options_;
    std::size_t size_;
    std::vector<float> counts_;
    RivalUrn urn_;
    std::mt19937_64 engine_;
    MovingVectors vectors_;
    std::vector<float> ages_;
    std::vector<float> age_squares_;
    std::vector<TrailCase> batch_;
    float step_ = 0;
    Directions headings_;
    Directions wanted_;
    Directions rivals_;
    std::vector<Item> drawn_;
    std::vector<float> rival_weights_;   // of each of drawn_: 1 / how often it is expected
    std::vector<float> scaled_headings_; // divided by the sum of the shares of their case
    std::vector<float> by_ages_;
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
