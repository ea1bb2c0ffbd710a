#pragma once

#include <cstdint>
#include <ostream>

namespace aisle::data::demo {

/// What determines the demo store. Equal options give equal bytes on every machine.
struct DemoOptions {
    std::uint64_t num_products = 20'000; ///< 1 ... 9,999,999
    std::uint64_t seed = 1;
    std::int64_t now = 0;           ///< Unix seconds; sale windows, releases and events refer to it
    std::uint32_t num_days = 30;    ///< the events cover [now - num_days days, now)
    std::uint64_t num_shoppers = 0; ///< 0: one for every ten products
};

/// Writes the products as JSON lines, in the order of their objectIDs.
/// Throws: Error{kInvalidRequest} for options out of range, Error{kUnavailable} when the stream
///         does not take the bytes.
void write_products(const DemoOptions& options, std::ostream& out);

/// Writes products first ... first + count - 1 (from 0) of the same store: any split of a store
/// into ranges gives the same bytes, so ranges can be generated in parallel.
/// Requires: first + count <= options.num_products.
/// Throws:   as write_products.
void write_product_range(const DemoOptions& options, std::uint64_t first, std::uint64_t count,
                         std::ostream& out);

/// Writes what the shoppers did as JSON lines in the protocol's event form, by timestamp.
/// Throws: as write_products.
/// Cost:   memory for one day's events and about 30 bytes a product.
void write_events(const DemoOptions& options, std::ostream& out);

} // namespace aisle::data::demo
