#include "data/demo/demo_store.h"

#include <cassert>

#include "data/demo/json_lines.h"
#include "data/demo/product.h"
#include "data/demo/product_json.h"

namespace aisle::data::demo {

void write_products(const DemoOptions& options, std::ostream& out) {
    write_product_range(options, 0, options.num_products, out);
}

void write_product_range(const DemoOptions& options, std::uint64_t first, std::uint64_t count,
                         std::ostream& out) {
    check_options(options);
    assert(first + count <= options.num_products);
    JsonLines lines(out);
    Product product;
    for (std::uint64_t index = first; index < first + count; ++index) {
        make_product(options, index, product);
        lines.add([&](JsonWriter& json) { write_record(product, options.now, json); });
    }
    lines.flush();
}

} // namespace aisle::data::demo
