// Feeds bytes to the reader of hot updates. Either it is Error{kInvalidRequest}, or every update
// that comes back makes a record of a record: of one without variants, and of one with.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/hot_updates.h"
#include "data/hot_record.h"
#include "data/json.h"
#include "indexer/record_parser.h"
#include "tests/fuzz/outcome.h"

namespace {

using namespace aisle;
using fuzz::require;

constexpr const char* kPlain =
    R"({"objectID":"a","stock":1,"prices":[{"currency":"EUR","amount":1},
        {"currency":"EUR","amount":2,"from":5,"until":9}]})";
constexpr const char* kWithVariants =
    R"({"objectID":"b","prices":[{"list":"vip","currency":"USD","amount":3}],
        "inventory":[{"location":"s","quantity":1}],
        "variants":[{"sku":"1"},{"sku":"2","prices":[],"inventory":[]}]})";

void require_record(const std::string& json) {
    const auto parsed = indexer::parse_record({json, 1, {}}, {});
    require(std::holds_alternative<indexer::ParsedRecord>(parsed));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    fuzz::read_or_refuse([&] {
        const std::vector<std::string> allowed = {"stock", "nested.stock"};
        std::string plain = kPlain;
        std::string with_variants = kWithVariants;
        for (const auto& update : api::parse_hot_updates(text, &allowed)) {
            require(update.object_id.empty() != update.sku.empty());
            plain = data::set_in_record(plain, update.attribute, {}, update.value);
            const auto variant = static_cast<std::uint32_t>(update.sku.size() % 3);
            with_variants =
                data::set_in_record(with_variants, update.attribute, variant, update.value);
        }
        require_record(plain);
        require_record(with_variants);
    });
    return 0;
}
