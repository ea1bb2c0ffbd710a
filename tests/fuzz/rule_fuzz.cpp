// Feeds bytes to the reader of rules. Either a rule comes back or Error{kInvalidRequest}; a rule
// that was accepted survives storing.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "data/rule_set.h"
#include "tests/fuzz/outcome.h"

namespace {

using namespace aisle::data;
using aisle::fuzz::read_or_refuse;
using aisle::fuzz::require;

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    read_or_refuse([&] {
        const RuleSet rules = RuleSet::parse(text);
        require(RuleSet::parse(rules.to_json()).to_json() == rules.to_json());
    });
    read_or_refuse([&] {
        const rapidjson::Document document = parse_json(text);
        const RuleSet rules = RuleSet().with(JsonAt(document), "id");
        require(RuleSet::parse(rules.to_json()).size() == 1);
    });
    read_or_refuse([&] {
        const rapidjson::Document document = parse_json(text);
        (void)RuleSet().search(parse_rule_query(JsonAt(document)));
    });
    (void)parse_pattern(text);
    return 0;
}
