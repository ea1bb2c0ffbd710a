#pragma once

#include <string>
#include <vector>

#include "data/index_directory.h"
#include "recommend/content_vectors.h"

namespace aisle::indexer {

/// What the published generation of an index says about its products.
struct ReadContent {
    std::vector<std::string> object_ids; ///< of all items: first those given, then the others
    recommend::Content content;          ///< a row for each
};

/// Reads the words and the facet values of products, and the vectors in their attribute
/// `_vectors`: a list of numbers, or an object of such lists. What has not the length that most
/// have is left out.
/// `object_ids`: the items that are numbered already, sorted bytewise; they need not be products.
/// Throws: Error{kCorruptData} naming the file that is damaged.
[[nodiscard]] ReadContent read_content(const data::IndexDirectory& directory,
                                       std::vector<std::string> object_ids);

} // namespace aisle::indexer
