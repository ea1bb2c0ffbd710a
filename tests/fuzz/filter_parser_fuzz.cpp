// Feeds bytes to the filters grammar and to the list forms. Either a tree of bounded depth comes
// back or Error{kInvalidRequest}.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "data/filter_lists.h"
#include "data/filter_parser.h"
#include "tests/fuzz/outcome.h"

namespace {

using namespace aisle::data;
using aisle::fuzz::read_or_refuse;
using aisle::fuzz::require;

/// Every inner node has children, and none is deeper than brackets, NOTs and levels of AND and OR
/// between them can make it.
void check(const Filter& filter, int depth) {
    using Kind = Filter::Kind;
    require(depth <= 3 * kMaxFilterDepth + 4);
    const bool is_inner =
        filter.kind == Kind::kAnd || filter.kind == Kind::kOr || filter.kind == Kind::kNot;
    require(filter.children.empty() != is_inner);
    for (const Filter& child : filter.children) check(child, depth + 1);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const rapidjson::Value value(
        rapidjson::StringRef(text.data(), static_cast<rapidjson::SizeType>(size)));
    const JsonAt at(value, "input");
    read_or_refuse([&] { check(parse_filters(text), 0); });
    read_or_refuse([&] { check(parse_facet_filters(at), 0); });
    read_or_refuse([&] { check(parse_numeric_filters(at), 0); });
    read_or_refuse([&] { check(parse_tag_filters(at), 0); });
    read_or_refuse([&] {
        for (const Filter& filter : parse_optional_filters(at)) check(filter, 0);
    });
    return 0;
}
