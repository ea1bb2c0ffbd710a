#include "recommend/content_vectors.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aisle::recommend {

namespace {

constexpr std::size_t kMaxFeatures = 65'536;

/// Gives a vector the length 1, unless it is of zeros.
void normalise(std::span<float> vector) {
    double squares = 0;
    for (const float value : vector) squares += double{value} * double{value};
    if (!(squares > 0)) return;
    const auto length = static_cast<float>(std::sqrt(squares));
    for (float& value : vector) value /= length;
}

} // namespace

ContentVectors train_content(Content content) {
    weigh_features(content.features, kMaxFeatures);
    const LsaOptions options;
    const auto words = train_lsa(content.features, options);
    const std::size_t count = content.features.size();
    const std::size_t given_size = content.given_size;
    ContentVectors result;
    result.size = options.size + given_size;
    std::vector<float> vectors(count * result.size);
    for (std::size_t i = 0; i < count; ++i) {
        const std::span vector(vectors.data() + i * result.size, result.size);
        const auto by_words = vector.first(options.size);
        const auto by_given = vector.last(given_size);
        std::copy_n(words.data() + i * options.size, options.size, by_words.data());
        std::copy_n(content.given.data() + i * given_size, given_size, by_given.data());
        normalise(by_words);
        normalise(by_given);
        normalise(vector);
    }
    result.quantised = quantise(vectors, result.size);
    result.vectors = Array(std::move(vectors));
    return result;
}

} // namespace aisle::recommend
