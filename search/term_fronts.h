#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "data/ids.h"
#include "search/bounded_cache.h"

namespace aisle::search {

/// The products of one segment that come first among all with a word, or with the beginning of
/// one, or with two words side by side, kept: which these are depends on the segment and the
/// criteria, and on no request. A request that leaves some of them out takes the others, in their
/// order. Threads: any.
class TermFronts {
public:
    using Products = std::vector<data::Ordinal>;

    /// The first kSize products, which `make` finds where they are not kept. `key` spells the words
    /// and all that their order depends on.
    template <class Make>
    [[nodiscard]] std::shared_ptr<const Products> find(std::string key, std::size_t num_products,
                                                       const Make& make) {
        const std::size_t limit = kMaxBytesPerProduct * num_products + kMinBytes;
        return kept_.find(std::move(key), make, [limit](const Products& products) {
            return BoundedCache<Products>::Bytes{products.size() * sizeof(data::Ordinal), limit};
        });
    }

    /// A dozen pages, or two where few of the products pass the filters.
    static constexpr std::size_t kSize = 256;
    /// Ranking fewer products takes no longer.
    static constexpr std::size_t kFewestProducts = 256;
    /// What all that is kept may take, for each product, and at least: with less, what is typed in
    /// a small store is found anew again and again (bench/peers prefix at 10,000 products: 24,000
    /// queries/s with 256 KiB at least, 30,000 with this).
    static constexpr std::size_t kMaxBytesPerProduct = 4;
    static constexpr std::size_t kMinBytes = std::size_t{2} << 20U;

private:
    BoundedCache<Products> kept_;
};

} // namespace aisle::search
