// Feeds bytes to the reader of rules. Either a rule comes back or Error{kInvalidRequest}; a rule
// that was accepted survives storing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "data/error.h"
#include "data/rule_set.h"

namespace {

using namespace aisle::data;

void require(bool holds) {
    if (!holds) std::abort();
}

template <typename Parse>
void run(Parse parse) {
    try {
        parse();
    } catch (const Error& error) {
        require(error.code() == ErrorCode::kInvalidRequest);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    run([&] {
        const RuleSet rules = RuleSet::parse(text);
        require(RuleSet::parse(rules.to_json()).to_json() == rules.to_json());
    });
    run([&] {
        const rapidjson::Document document = parse_json(text);
        const RuleSet rules = RuleSet().with(JsonAt(document), "id");
        require(RuleSet::parse(rules.to_json()).size() == 1);
    });
    run([&] {
        const rapidjson::Document document = parse_json(text);
        (void)RuleSet().search(parse_rule_query(JsonAt(document)));
    });
    (void)parse_pattern(text);
    return 0;
}
